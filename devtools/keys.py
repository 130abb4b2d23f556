"""Secrets of one installation: drawn once, kept in one private file in its data folder."""

import base64
import json
import secrets
from pathlib import Path

from devtools.place import write_private


def load(data: Path) -> dict[str, str]:
    """The secrets of the installation in `data`; what is missing is drawn and written first."""
    path = data / "secrets.json"
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    drawn = {name: known.get(name) or draw() for name, draw in DRAWERS.items()}
    if drawn != known:
        write_private(path, json.dumps(drawn, indent=2))
    return drawn


def _token() -> str:
    return secrets.token_urlsafe(32)


def _field_key() -> str:
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _demo_password() -> str:
    """Fourteen characters of all four classes, easy to read aloud."""
    return f"Mg-{secrets.token_hex(4)}-Q{secrets.randbelow(10)}"


DRAWERS = {
    "superuser": _token,
    "owner": _token,
    "app": _token,
    "broker": _token,
    "secret_key": lambda: secrets.token_urlsafe(64),
    "field_keys": _field_key,
    "demo_password": _demo_password,
}
