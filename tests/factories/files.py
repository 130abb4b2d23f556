"""Files in the store with their rows, without the checks of an upload."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from core.files.kinds import file_type
from core.files.models import StoredFile
from core.files.storage import file_store, random_name


def kept_file(purpose: str, name: str, content: bytes, by: User, at: datetime, **facts: Any) -> StoredFile:
    """`content` under a random name, uploaded by `by`."""
    with tempfile.NamedTemporaryFile(delete=False) as copy:
        copy.write(content)
    kept = random_name("files")
    file_store().put(Path(copy.name), kept)
    known = {"mime": file_type(name).mime, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return StoredFile.objects.create(purpose=purpose, original_name=name, storage_name=kept, uploaded_by=by, created_at=at, **known, **facts)
