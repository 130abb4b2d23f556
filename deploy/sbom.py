#!/usr/bin/env python3
"""Software bill of materials (CycloneDX 1.5, JSON) of the image, from the two lock files, on standard output."""

import base64
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def python_components() -> list[dict[str, object]]:
    """One component for each pin of deploy/requirements.lock, with the hashes of its files."""
    text = (ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8")
    starts = [*PIN.finditer(text)]
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return [
        _component(match.group(1), match.group(2), f"pkg:pypi/{match.group(1).lower()}@{match.group(2)}", "SHA-256", HASH.findall(text[match.start() : end]))
        for match, end in zip(starts, ends, strict=True)
    ]


def browser_components() -> list[dict[str, object]]:
    """One component for each package of package-lock.json."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    named = {path.rsplit("node_modules/", 1)[1]: facts for path, facts in packages.items() if path}
    return [
        _component(name, facts["version"], f"pkg:npm/{name.replace('@', '%40')}@{facts['version']}", "SHA-512", [_hex(facts["integrity"])])
        for name, facts in sorted(named.items())
    ]


def _hex(integrity: str) -> str:
    """npm writes its hashes in base64, the bill wants them in hexadecimal."""
    return base64.b64decode(integrity.removeprefix("sha512-")).hex()


def _component(name: str, version: str, address: str, kind: str, hashes: list[str]) -> dict[str, object]:
    return {"type": "library", "name": name, "version": version, "purl": address, "hashes": [{"alg": kind, "content": content} for content in hashes]}


def bill() -> dict[str, object]:
    product = {"type": "application", "name": "mingdu", "licenses": [{"license": {"id": "Apache-2.0"}}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": product},
        "components": [*python_components(), *browser_components()],
    }


if __name__ == "__main__":
    print(json.dumps(bill(), ensure_ascii=False, indent=2))
