"""Fonts and the libraries of the PDF renderer: looked for, installed where we may, never a reason to stop."""

import os
import shutil
import subprocess
from pathlib import Path

from devtools.place import VAR, say

PACKAGES = [
    "fonts-noto-cjk",
    "fonts-lxgw-wenkai",
    "texlive-lang-chinese",
    "fontconfig",
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "poppler-utils",
]
FOR_TESTS = ["chromium", "libreoffice-writer"]
FANDOL = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
{folders}
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def missing(for_tests: bool) -> list[str]:
    """Names of Debian packages that are not installed; [] on other systems, where only the fonts can be asked."""
    if not shutil.which("dpkg-query"):
        return []
    wanted = PACKAGES + (FOR_TESTS if for_tests else [])
    asked = subprocess.run(["dpkg-query", "-W", "-f=${Package} ${db:Status-Status}\\n", *wanted], capture_output=True, text=True)
    installed = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in installed]


def ensure(*, for_tests: bool = False) -> None:
    """Install what is missing when we are root on Debian; otherwise say it in one sentence."""
    absent = missing(for_tests)
    if absent and os.geteuid() == 0 and shutil.which("apt-get") and _not_yet_tried(absent):
        say(f"installing {' '.join(absent)} (fonts and PDF libraries; once)")
        _install(absent)
        absent = missing(for_tests)
    if absent:
        say(f"PDF documents and Chinese type need: apt-get install --no-install-recommends {' '.join(absent)}")
    elif not _has_chinese():
        say("no Chinese font found: install Noto Sans CJK and Noto Serif CJK, or PDF documents and pages show empty boxes")


def environment(data: Path) -> dict[str, str]:
    """FONTCONFIG_FILE that adds the 仿宋 of TeX Live and the customer's FONT_DIR to the system's fonts."""
    folders = [folder for folder in (FANDOL, Path(os.environ.get("FONT_DIR", ""))) if str(folder) != "." and folder.is_dir()]
    if not folders or not Path("/etc/fonts/fonts.conf").is_file():
        return {}
    file = data / "fonts.conf"
    file.write_text(FONTCONFIG.format(folders="\n".join(f"  <dir>{folder}</dir>" for folder in folders)), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(file)}


def _install(names: list[str]) -> None:
    VAR.mkdir(exist_ok=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with (VAR / "apt.log").open("ab") as log:
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *names]):
            if subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment).returncode:
                say(f"{' '.join(command[:2])} failed; see {VAR / 'apt.log'}")


def _not_yet_tried(names: list[str]) -> bool:
    """One try for each set of names: a machine without network is not asked at every start."""
    VAR.mkdir(exist_ok=True)
    mark, tried = VAR / "apt.tried", " ".join(names)
    if mark.is_file() and mark.read_text(encoding="utf-8") == tried:
        return False
    mark.write_text(tried, encoding="utf-8")
    return True


def _has_chinese() -> bool:
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True).stdout.strip())
