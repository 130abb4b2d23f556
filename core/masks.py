"""遮蔽: how identity numbers and telephones look on screen and in exports, and names in exports."""


def mask_identity(plain: str) -> str:
    """419921********2391: the first six and the last four."""
    return f"{plain[:6]}{'*' * (len(plain) - 10)}{plain[-4:]}" if len(plain) > 10 else "*" * len(plain)


def mask_name(plain: str) -> str:
    """于某某: the first character of a natural person's name."""
    return f"{plain[:1]}{'某' * (len(plain) - 1)}"


def mask_phone(plain: str) -> str:
    """154****5117: the first three and the last four."""
    return f"{plain[:3]}{'*' * (len(plain) - 7)}{plain[-4:]}" if len(plain) > 7 else "*" * len(plain)


def mask_address(plain: str) -> str:
    """l***@example.gov.cn: the first character and the house."""
    name, at, house = plain.partition("@")
    return f"{name[:1]}***{at}{house}" if plain else ""
