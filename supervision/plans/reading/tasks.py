"""工作任务: the number the source puts before the words of a task ("4.", "4、", "10.2024年年底前…"); 1.5 is no number of a task."""

import re

LEADING = re.compile(r"^\s*(\d{1,3})\s*(?:、|[.．](?!\d)|[.．](?=\d{4}年))\s*")


def read_number(text: str) -> int | None:
    """The number before the words, None where there is none."""
    lead = LEADING.match(text)
    return int(lead[1]) if lead else None


def bare_words(text: str) -> str:
    """The words without that number."""
    return LEADING.sub("", text)
