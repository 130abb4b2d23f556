"""Tables of `cases`."""
