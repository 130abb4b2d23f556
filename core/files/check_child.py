"""The child process that opens a foreign file: `python -m core.files.check_child`, question and answer as JSON."""

from importlib import import_module
from pathlib import Path
from typing import Any

from core.errors import DomainError
from core.files.children import serve

CHECKS = {
    "pdf": "core.files.structure.pdf",
    "image": "core.files.structure.image",
    "word": "core.files.structure.office",
    "sheet": "core.files.structure.office",
    "slides": "core.files.structure.office",
    "ofd": "core.files.structure.office",
    "old_office": "core.files.structure.compound",
    "archive": "core.files.structure.zipped",
    "audio": "core.files.structure.media",
    "video": "core.files.structure.media",
    "text": "core.files.structure.text",
}


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The pages of a sound file, or the sentence that refuses it."""
    try:
        pages = import_module(CHECKS[question["family"]]).check(Path(question["path"]), question["extension"])
    except DomainError as refusal:
        return {"refused": str(refusal)}
    return {"pages": pages}


if __name__ == "__main__":
    serve(answer)
