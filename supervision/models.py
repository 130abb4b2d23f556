"""Tables of `supervision`."""
