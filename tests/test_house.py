"""Tests about the house itself: sizes, names, tags, dotted handlers, documents that must equal the code."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.staticfiles import finders
from django.core.management import get_commands
from django.utils.module_loading import import_string

from config import kinds
from core.files.intake import MOST_PLAIN
from tests.fixtures.absence import absent

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "cases", "config", "core", "documents", "personnel", "rectification", "reports", "submissions", "supervision")
MODULE_LIMIT, FUNCTION_LIMIT, TEMPLATE_LIMIT, TEST_LIMIT = 500, 50, 120, 500
FOUND_BY_NAME = {"admin", "bootstrap5", "django", "errors", "style"}  # folders whose templates are found by a library or by the name of a page
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "managers", "manager", "misc", "common"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
BASIS = re.compile(r"Basis: ([A-Z0-9][A-Z0-9-]*(?:, [A-Z0-9][A-Z0-9-]*)*)")
STATIC = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")
ICON = re.compile(r"""{%\s*icon\s+["']([^"']+)["']""")


def modules(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for folder in ("templates", *APPS) for path in (ROOT / folder).rglob("*.html"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_modules_stay_short() -> None:
    assert [f"{short(path)}: {lines(path)}" for path in modules(*APPS, "devtools") if lines(path) > MODULE_LIMIT] == []
    assert [f"{short(path)}: {lines(path)}" for path in modules("tests") if lines(path) > TEST_LIMIT] == []


def test_functions_stay_short() -> None:
    long = [
        f"{short(path)}: {node.name} {node.end_lineno - node.lineno + 1}"
        for path in modules(*APPS, "devtools", "tests")
        for node in functions(path)
        if node.end_lineno and node.end_lineno - node.lineno + 1 > FUNCTION_LIMIT
    ]
    assert long == []


def test_templates_stay_short_and_state_their_context() -> None:
    assert [f"{short(path)}: {lines(path)}" for path in templates() if lines(path) > TEMPLATE_LIMIT] == []
    assert [
        short(path) for path in templates() if not path.read_text(encoding="utf-8").lstrip().startswith(("{#", "{% comment", "{% extends", "{% load"))
    ] == []


def test_files_are_named_by_noun() -> None:
    assert [short(path) for path in modules(*APPS, "devtools", "tests") if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES] == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        short(path)
        for path in modules(*APPS, "devtools")
        if path.read_text(encoding="utf-8").strip() and ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []


def test_nothing_is_left_unfinished() -> None:
    found = []
    for path in modules(*APPS, "devtools"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if UNFINISHED.search(line):
                found.append(f"{short(path)}:{number}")
    assert found == []


def test_no_test_is_left_out_where_every_one_must_run() -> None:
    skips = re.compile(r"\.skip\(|\.skipif\(|importorskip\(")
    named = {short(path) for path in modules("tests") if skips.search(path.read_text(encoding="utf-8"))}
    assert named == {"tests/fixtures/absence.py"}
    assert re.search(r"^export CI=", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)


def test_what_a_machine_lacks_is_a_failure_in_ci_and_a_skip_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="no Chromium"):
        absent("no Chromium")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="no Chromium"):
        absent("no Chromium")


def test_imports_stand_on_top_and_signals_are_absent() -> None:
    inline = [
        f"{short(path)}: {node.name}"
        for path in modules(*APPS)
        for node in functions(path)
        if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node)) and "PLC0415" not in path.read_text(encoding="utf-8")
    ]
    assert inline == []
    assert [short(path) for path in modules(*APPS) if "@receiver" in path.read_text(encoding="utf-8")] == []


def test_day_fields_tell_a_year_typed_wrong() -> None:
    unbounded = [
        f"{short(path)}:{node.lineno}"
        for path in modules(*APPS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "forms.DateField" and "validators" not in {word.arg for word in node.keywords}
    ]
    assert unbounded == [], "validators=NEAR or IN_REACH of core.day_bounds"


def dotted_names(value: object) -> Iterator[str]:
    """Every dotted name in a kind table, however deep."""
    if isinstance(value, str):
        if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+\.[A-Za-z_]+", value) and value.split(".")[0] in APPS:
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from dotted_names(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from dotted_names(inner)
    elif is_dataclass(value):
        for field in fields(value):
            yield from dotted_names(getattr(value, field.name))


TABLES = {name: table for name, table in vars(kinds).items() if name.isupper()}


@pytest.mark.parametrize("name", sorted({name for table in TABLES.values() for name in dotted_names(table)}))
def test_every_handler_in_the_kind_tables_resolves(name: str) -> None:
    assert import_string(name) is not None


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_every_scheduled_task_exists(entry: str) -> None:
    app = import_string("config.celery.app")
    app.loader.import_default_modules()
    assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in app.tasks


@pytest.mark.django_db
def test_every_power_in_the_table_of_roles_exists() -> None:
    known = {f"{label}.{codename}" for label, codename in Permission.objects.values_list("content_type__app_label", "codename")}
    unknown = {code: sorted(set(role.permissions) - known) for code, role in settings.ROLES.items() if set(role.permissions) - known}
    assert unknown == {}


def test_every_basis_tag_stands_in_the_table_of_bases() -> None:
    table = (ROOT / "docs" / "basis.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^\| ([A-Z0-9][A-Z0-9-]*) \|", table, re.MULTILINE))
    used = {tag.rstrip("-"): short(path) for path in modules(*APPS) for group in BASIS.findall(path.read_text(encoding="utf-8")) for tag in group.split(", ")}
    assert {tag: path for tag, path in used.items() if tag not in known} == {}


READERS = re.compile(r"(env\.)?(text|flag|number|words|database)|os\.environ\.get")


def variables_of_the_settings() -> set[str]:
    """First argument of every call that reads the environment in `config`."""
    names = set()
    for path in (ROOT / "config").glob("*.py"):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call) and node.args)
        names |= {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant) and READERS.fullmatch(ast.unparse(call.func))}
    return {name for name in names if not name.startswith("MINGDU_TEST")}


def test_the_table_of_variables_equals_the_settings() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").split("## 3 Variables")[1].split("## 4")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == variables_of_the_settings()


def test_containers_are_given_every_variable_of_the_table() -> None:
    compose, image = ((ROOT / name).read_text(encoding="utf-8") for name in ("docker-compose.yml", "Dockerfile"))
    settings_of_services = compose.split("\nservices:")[0] + compose.split("\n  web:")[1].split("\n  worker:")[0]
    given = set(re.findall(r"^\s+([A-Z_]+?)(?:_FILE)?:", settings_of_services, re.MULTILINE))
    set_in_image = set(re.findall(r"\b([A-Z_]+)=", image.split("ENV PATH=")[1].split("VOLUME")[0]))
    assert variables_of_the_settings() - given - set_in_image == {"MINGDU_DEMO", "MINGDU_DEBUG"}


def test_the_proxy_lets_through_what_a_plain_form_may_carry() -> None:
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    general, *narrower = (int(size) for size in re.findall(r"client_max_body_size (\d+)m;", proxy))
    assert (general, set(narrower)) == (MOST_PLAIN // 1024**2, {1})  # 1 MB where nobody sends a file


def test_the_proxy_finds_a_web_container_that_was_made_anew() -> None:
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert re.search(r"resolver 127\.0\.0\.11 ", proxy)
    assert re.search(r"upstream web \{\s+zone .+;\s+server web:8000 resolve;", proxy)


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    names = {re.split(r"[\[=~<>; ]", words)[0].lower() for group in groups for words in group}
    table = (ROOT / "docs" / "adr" / "dependencies.md").read_text(encoding="utf-8")
    assert {name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", table)} == set()


def test_the_image_holds_a_part_of_the_lock() -> None:
    def pins(path: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9-]+==[^ ;]+)", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("deploy/requirements.lock") - pins("requirements.lock") == set()
    assert "pytest" not in (ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8")


def test_the_bill_of_materials_equals_the_locks() -> None:
    printed = subprocess.run([sys.executable, "deploy/sbom.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = {component["purl"] for component in json.loads(printed)["components"]}
    pins = re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", (ROOT / "deploy" / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert {address for address in listed if address.startswith("pkg:pypi/")} == {f"pkg:pypi/{name}@{version}" for name, version in pins}
    assert len([address for address in listed if address.startswith("pkg:npm/")]) == len(packages) - 1


def test_every_static_file_and_icon_that_a_template_names_exists() -> None:
    texts = {short(path): path.read_text(encoding="utf-8") for path in templates()}
    missing = {f"{page}: {name}" for page, text in texts.items() for name in STATIC.findall(text) if finders.find(name) is None}
    assert missing == set()
    listed = {line.strip() for line in (ROOT / "static" / "icons.txt").read_text(encoding="utf-8").splitlines()}
    assert {f"{page}: {name}" for page, text in texts.items() for name in ICON.findall(text) if name not in listed} == set()


def test_every_template_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in [*modules(*APPS), *templates()])
    unused = [short(path) for path in templates() if path.name not in code and not FOUND_BY_NAME & set(path.parts)]
    assert unused == []


COMMANDS = {
    "imports": ("units", "subjects", "officers", "acts", "holidays", "plan"),
    "reminders": ("plan_notices", "deliver_notices"),
    "proofs": ("audit_verify", "verify_integrity", "backup", "restore_drill"),
    "data": ("sync_roles", "load_reference", "grant_app", "prepare_database", "seed_demo", "seed_scale", "build_report", "first_administrator"),
}
PROMISED = [f"import_{name}" if kind == "imports" else name for kind, names in COMMANDS.items() for name in names]


@pytest.mark.parametrize("command", PROMISED)
def test_every_promised_command_exists(command: str) -> None:
    assert command in get_commands()
