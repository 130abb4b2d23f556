"""Tables of `reports`."""
