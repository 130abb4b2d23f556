"""公文字体: which font each role of GB/T 9704 resolves to on this machine, for the render child and for 系统自检. No font is shipped."""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from django.conf import settings

ROLES: dict[str, tuple[str, ...]] = {
    "小标宋（标志、标题）": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "Noto Serif CJK SC", "FandolSong"),
    "仿宋（正文）": ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "FandolFang R", "FandolFang", "LXGW WenKai", "Noto Serif CJK SC"),
    "黑体（一级标题）": ("黑体", "SimHei", "FandolHei", "Noto Sans CJK SC"),
    "楷体（二级标题、签发人）": ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "FandolKai", "LXGW WenKai"),
    "宋体（页码）": ("SimSun", "宋体", "Noto Serif CJK SC", "FandolSong"),
}
STAND_INS = {
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "FandolSong",
    "FandolFang R",
    "FandolFang",
    "FandolHei",
    "FandolKai",
    "LXGW WenKai",
}  # the rest are the faces the standard means
EXTRA_DIRS = (Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"), Path("/usr/share/texmf/fonts/opentype/public/fandol"))
SYSTEM = "/etc/fonts/fonts.conf"
CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<include ignore_missing="yes">{base}</include>
{folders}
</fontconfig>
"""


@dataclass(frozen=True)
class Resolved:
    """One role: the family in use, "" when none is there, and whether it only stands in for the standard face."""

    role: str
    family: str
    is_substitute: bool


def folders() -> list[Path]:
    """Folders searched beside the system's: FONT_DIR of the customer, and where TeX keeps its Chinese fonts."""
    own = [Path(settings.FONT_DIR)] if settings.FONT_DIR else []
    return [folder for folder in (*own, *EXTRA_DIRS) if folder.is_dir()]


def write_config(folder: Path) -> Path:
    """A fontconfig file in `folder` that adds our folders to the system's."""
    path = folder / "fonts.conf"
    path.write_text(
        CONFIG.format(base=os.environ.get("FONTCONFIG_FILE", SYSTEM), folders="\n".join(f"<dir>{name}</dir>" for name in folders())), encoding="utf-8"
    )
    return path


def families(config: Path) -> set[str]:
    """Names of the installed families; empty without fontconfig."""
    program = which("fc-list")
    if program is None:
        return set()
    place = {"FONTCONFIG_FILE": str(config), "PATH": os.environ.get("PATH", ""), "HOME": str(Path.home())}
    listed = subprocess.run([program, ":", "family"], capture_output=True, text=True, timeout=60, check=False, env=place)  # noqa: S603 - the system's own program
    return {name.strip().replace("\\-", "-") for line in listed.stdout.splitlines() for name in line.split(",")}


def resolved() -> list[Resolved]:
    """One row per role, in the order of ROLES; what 系统自检 shows."""
    with tempfile.TemporaryDirectory(prefix="mingdu-fonts-") as name:
        known = families(write_config(Path(name)))
    return [_resolve(role, names, known) for role, names in ROLES.items()]


def _resolve(role: str, names: tuple[str, ...], known: set[str]) -> Resolved:
    place = next((place for place, name in enumerate(names) if name in known), None)
    if place is None:
        return Resolved(role, "", True)
    return Resolved(role, names[place], names[place] in STAND_INS)
