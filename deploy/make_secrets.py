#!/usr/bin/env python3
"""Draw the secrets of a production installation once, as files that docker-compose.yml hands to the services."""

import base64
import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "secrets"


def drawn() -> dict[str, str]:
    """File name and content; passwords fit into addresses without escaping."""
    superuser, owner, app, broker = (secrets.token_urlsafe(32) for _ in range(4))
    return {
        "postgres_password": superuser,
        "owner_password": owner,
        "app_password": app,
        "owner_database_url": f"postgres://mingdu_owner:{owner}@postgres:5432/mingdu",
        "database_url": f"postgres://mingdu_app:{app}@postgres:5432/mingdu",
        "redis_conf": f"requirepass {broker}\nappendonly yes\nmaxmemory-policy noeviction\n",
        "redis_url": f"redis://:{broker}@redis:6379/0",
        "cache_url": f"redis://:{broker}@redis:6379/1",
        "secret_key": secrets.token_urlsafe(64),
        "field_keys": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
    }


def main() -> None:
    if FOLDER.exists():
        sys.exit(f"{FOLDER} exists already; keys are drawn once and never overwritten")
    FOLDER.mkdir(mode=0o700)
    for name, text in drawn().items():
        path = FOLDER / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o444)  # closed on the host by the folder; accounts other than root read them inside the containers
    print(f"Secrets are in {FOLDER}. Keep a copy of secret_key and field_keys apart from the backups.")


if __name__ == "__main__":
    main()
