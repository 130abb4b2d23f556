"""成文: from context to HTML, from HTML to PDF in a child process, and to Word. Nothing is fetched, nothing is kept but the bytes."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string

from core.errors import DomainError
from documents import fonts
from documents.contexts import House
from documents.render_child import NO_COMPONENT

STYLESHEET = Path(__file__).parent / "static" / "documents" / "paper.css"
TIMEOUT = 180


class RenderRefused(DomainError):
    """The PDF cannot be made here at all; the sentence says why."""


class RenderBroken(OSError):
    """The child was stopped or broke off; another attempt may succeed."""


def house() -> House:
    """制发机关 of this installation."""
    area = settings.BUREAU_NAME.removesuffix("司法局")
    return House(
        bureau=settings.BUREAU_NAME,
        government=f"{area}人民政府",
        office=f"{settings.BUREAU_NAME}行政执法协调监督科",
        base_url=settings.BASE_URL,
        is_sample=settings.DEMO,
    )


def qr_address(url: str) -> str:
    """QR code of `url` as an inline PNG; "" without an address."""
    return segno.make(url, error="m").png_data_uri(scale=6, border=1) if url else ""


def html_of(context: dict[str, Any], *, stylesheet: str = "") -> str:
    """The whole page; with `stylesheet` as an address for the browser."""
    return render_to_string("documents/paper/document.html", {"paper": context, "qr": qr_address(context["verify_url"]), "stylesheet": stylesheet})


def pdf_of(context: dict[str, Any], *, identifier: str) -> bytes:
    """PDF of the document; RenderRefused in words when the child cannot make it."""
    return pdf_from_html(html_of(context), STYLESHEET.read_text(encoding="utf-8"), identifier=identifier)


def pdf_from_html(html: str, css: str, *, identifier: str) -> bytes:
    """PDF of any page of ours set with `css`; nothing is fetched. RenderRefused in words when the child cannot make it."""
    with tempfile.TemporaryDirectory(prefix="mingdu-render-") as name:
        folder = Path(name)
        output = folder / "document.pdf"
        order = {"html": html, "css": css, "output": str(output), "identifier": identifier}
        _run(order, fonts.write_config(folder))
        return output.read_bytes()


def _run(order: dict[str, str], config: Path) -> None:
    """Run the child in its folder with an environment of its own."""
    environment = {
        "FONTCONFIG_FILE": str(config),
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.environ.get("HOME", str(config.parent)),
        "PYTHONPATH": str(settings.BASE_DIR),
        "LANG": "C.UTF-8",
    }
    command = [sys.executable, "-m", "documents.render_child"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module with our own interpreter; the text travels on stdin
            command, input=json.dumps(order), text=True, capture_output=True, cwd=config.parent, env=environment, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise RenderBroken("the render child ran out of time") from late
    if done.returncode == NO_COMPONENT:
        raise RenderRefused("PDF 组件未安装（缺 Pango），没有生成 PDF。请系统管理员安装：apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0。")
    if done.returncode != 0 or not Path(order["output"]).is_file():
        raise RenderBroken(f"the render child ended with {done.returncode}: {done.stderr[-300:]}")
