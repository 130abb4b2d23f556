"""Tables of `rectification`."""
