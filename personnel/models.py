"""Tables of `personnel`."""
