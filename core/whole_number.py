"""整数: a whole number somebody typed or an address carries.

`str.isdigit` also says yes to "²" and to five thousand digits, and `int` then raises; every number from outside goes through here.
"""

MOST_DIGITS = 15


def whole_number(text: str | None) -> int | None:
    """The number that `text` writes in at most fifteen ASCII digits, or None."""
    if not text or len(text) > MOST_DIGITS or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)
