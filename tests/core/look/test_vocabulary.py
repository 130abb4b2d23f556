"""Templates use nothing but the parts there are: classes with a style, icons in the sprite."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CLASS = re.compile(r"(?<![\w-])md-[a-z0-9]+(?:-[a-z0-9]+)*(?![\w-]|\{|-)")
ICON = re.compile(r"""\{%\s*icon ["']([a-z0-9-]+)["']|symbol=["']([a-z0-9-]+)["']""")


def _styled() -> set[str]:
    sheets = "".join(sheet.read_text("utf-8") for sheet in (ROOT / "static" / "css").glob("*.css"))
    scripts = "".join(script.read_text("utf-8") for script in (ROOT / "static" / "js").glob("*.js"))
    return set(re.findall(r"\.(md-[a-z0-9-]+)", sheets)) | set(CLASS.findall(scripts))


def _icons(text: str) -> Iterator[str]:
    return (first or second for first, second in ICON.findall(text))


def _offered() -> set[str]:
    return set((ROOT / "static" / "icons.txt").read_text("utf-8").split())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_names_only_classes_that_have_a_style(template: Path) -> None:
    assert set(CLASS.findall(template.read_text("utf-8"))) - _styled() == set()


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    named = {name for template in TEMPLATES for name in _icons(template.read_text("utf-8"))}

    assert named - _offered() == set()


def test_the_list_of_icons_is_sorted_and_names_each_once() -> None:
    names = (ROOT / "static" / "icons.txt").read_text("utf-8").split()

    assert names == sorted(set(names))


def test_no_style_sheet_reaches_outside() -> None:
    for sheet in (ROOT / "static" / "css").glob("*.css"):
        text = sheet.read_text("utf-8")
        assert re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", text) is None, sheet.name
