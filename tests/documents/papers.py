"""The smallest real files: a PDF page and a Word file."""

import io

import pikepdf
from docx import Document as new_document


def _pdf() -> bytes:
    buffer, paper = io.BytesIO(), pikepdf.new()
    paper.add_blank_page(page_size=(595, 842))
    paper.save(buffer)
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    new_document().save(buffer)
    return buffer.getvalue()


PDF = _pdf()
