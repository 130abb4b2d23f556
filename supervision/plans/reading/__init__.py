"""Reading a ledger: what the words of a plan mean. Pure functions; what cannot be understood is said, never guessed."""
