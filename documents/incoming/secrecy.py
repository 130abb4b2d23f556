"""非涉密: this system takes no secret papers. A marking in the number or the title is refused; words about secrets are not a marking."""

import re

from core.errors import DomainError

# 秘密 as the law and the trade speak of it; a paper about it is not secret by that
SPOKEN_OF = re.compile(r"(国家|商业|工作|技术|个人|企业|公司|通信|保守|泄露|侵犯|保护)(的)?秘密|机密性")
MARKED = re.compile(r"绝\s*密|机\s*密|秘\s*密")


def marking_in(*texts: str) -> str:
    """The marking (绝密, 机密 or 秘密) that stands in one of the texts, "" when there is none."""
    found = next((match for text in texts if (match := MARKED.search(SPOKEN_OF.sub("", text)))), None)
    return re.sub(r"\s", "", found.group()) if found else ""


def refuse_secret(*texts: str) -> None:
    """Raises DomainError when one of the texts carries a marking."""
    if word := marking_in(*texts):
        raise DomainError(f"来文字号或标题有“{word}”字样。本系统为非涉密系统，不得登记涉密文件，请按保密规定交机要人员办理，已录入的内容请勿保存。")
