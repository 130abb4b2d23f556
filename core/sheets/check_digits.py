"""带校验位的号码: identity numbers, credit codes and telephones."""

import re
from datetime import date
from typing import Any

from core.sheets.cells import CellError, Tidied, Value
from core.sheets.tidying import number_text, taken

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
CREDIT_FORM = re.compile(rf"[{CREDIT_ALPHABET}]{{18}}")


def _bare(raw: Value) -> tuple[str, str]:
    """The number without blanks, and what was tidied."""
    made = number_text(raw)
    return (made.value, made.note) if isinstance(made, Tidied) else (made, "")


def identity(raw: Value) -> Any:
    """身份证号: 18 figures, a birthday that exists, check digit of GB 11643; the last may be x.

    The area code is not judged: codes change and a wrong one cannot be told from an old one.
    """
    plain, notes = _bare(raw)
    number = plain.upper()
    if len(number) != 18:
        raise CellError("identity_length", f"身份证号应为 18 位，现在 {len(number)} 位。", "核对身份证原件")
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        raise CellError("identity_form", "身份证号只能是数字，末位可以是 X。", "核对身份证原件")
    if number[17] != ID_CHECKS[sum(int(figure) * weight for figure, weight in zip(number, ID_WEIGHTS, strict=False)) % 11]:
        raise CellError("identity_check", "身份证号第 18 位与前 17 位不符，请核对。", "核对身份证原件")
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise CellError("identity_birthday", "身份证号里的出生日期不存在。", "核对身份证原件") from None
    return taken(number, notes, "末位改大写" if number != plain else "")


def credit_code(raw: Value) -> Any:
    """统一社会信用代码: 18 places, check digit of GB 32100."""
    plain, notes = _bare(raw)
    code = plain.upper()
    if len(code) != 18:
        raise CellError("credit_length", f"统一社会信用代码应为 18 位，现在 {len(code)} 位。", "核对营业执照")
    if not CREDIT_FORM.fullmatch(code):
        raise CellError("credit_form", "统一社会信用代码含有不用的字符（I、O、Z、S、V 等）。", "核对营业执照")
    total = sum(CREDIT_ALPHABET.index(figure) * weight for figure, weight in zip(code, CREDIT_WEIGHTS, strict=False))
    if code[17] != CREDIT_ALPHABET[(31 - total % 31) % 31]:
        raise CellError("credit_check", "统一社会信用代码末位与前 17 位不符，请核对。", "核对营业执照")
    return taken(code, notes, "字母改大写" if code != plain else "")


MOBILE = re.compile(r"(?:\+?86-?)?(1\d{2})-?(\d{4})-?(\d{4})")
DASHES = str.maketrans("－—–‐", "----")


def _mobile(plain: str, notes: str) -> Any:
    """A mobile number without the dashes and the country it was written with; None of any other."""
    found = MOBILE.fullmatch(plain.translate(DASHES))
    return taken("".join(found.groups()), notes, "去掉横线" if "".join(found.groups()) != plain else "") if found else None


def mobile(raw: Value) -> Any:
    """手机: eleven figures; blanks and dashes are left out, a line of the office is none."""
    found = _mobile(*_bare(raw))
    if found is None:
        raise CellError("mobile_form", "手机号应为 11 位数字。", "核对手机号；座机填在座机一列")
    return found


def phone(raw: Value) -> Any:
    """电话: a mobile number, blanks and dashes left out, or a line with or without its area."""
    plain, notes = _bare(raw)
    if (found := _mobile(plain, notes)) is not None:
        return found
    if not re.fullmatch(r"1\d{10}|(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?", plain):
        raise CellError("phone_form", "电话应为 11 位手机号，或带区号的座机号。", "核对电话")
    return taken(plain, notes)
