"""一企一档: every imported act of all bodies on one company, on a line of time."""
