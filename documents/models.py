"""Tables of `documents`."""
