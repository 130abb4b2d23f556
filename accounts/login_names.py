"""登录名: what one may be, and a fresh one for a person whose list names none."""

import re

from pypinyin import lazy_pinyin

USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
SHORTEST, LONGEST = 3, 36  # of the sound; a number may follow


def fresh_name(name: str, taken: set[str]) -> str:
    """The sound of the name in letters, with a number where somebody has it already; it is taken from here on."""
    sound = re.sub(r"[^a-z]", "", "".join(lazy_pinyin(name)).lower())[:LONGEST] or "user"
    found, number = sound, 1
    while found in taken or len(found) < SHORTEST:
        number += 1
        found = f"{sound}{number:02d}"
    taken.add(found)
    return found
