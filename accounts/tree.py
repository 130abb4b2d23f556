"""单位树: materialised paths and the order of units; every writer of the tree waits for the others."""

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from pypinyin import lazy_pinyin

from accounts.models import Unit, UnitKind
from core.errors import DomainError

KIND_ORDER = {kind: number for number, kind in enumerate(UnitKind.values)}
KEY_LENGTH = 120


def lock() -> None:
    """One writer at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts_unit_tree', 0))")


def sort_key(kind: str, name: str) -> str:
    """By kind, then by the sound of the name; the database orders by code point, which is no order to a reader."""
    return f"{KIND_ORDER.get(UnitKind(kind), 9)}{' '.join(lazy_pinyin(name)).lower()}"[:KEY_LENGTH]


def path_of(unit: Unit) -> str:
    """ "/1/8/30/": the superior's path and the unit's own number."""
    return f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"


def place(unit: Unit) -> None:
    """Give a unit that has just been saved its path."""
    unit.path = path_of(unit)
    unit.save(update_fields=["path"])


def move(unit: Unit) -> int:
    """Bring the paths of a unit and of everything below it in line with its (new) superior; returns how many rows moved."""
    old, new = unit.path, path_of(unit)
    if unit.parent is not None and unit.parent.path.startswith(old):
        raise DomainError("上级单位不能是本单位或其下级。")
    unit.path = new
    return Unit.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def rebuild() -> None:
    """Work out every path anew from the superiors, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE tree (id, path) AS (
                SELECT id, '/' || id || '/' FROM accounts_unit WHERE parent_id IS NULL
                UNION ALL
                SELECT child.id, tree.path || child.id || '/' FROM accounts_unit child JOIN tree ON child.parent_id = tree.id
            )
            UPDATE accounts_unit SET path = tree.path FROM tree WHERE tree.id = accounts_unit.id AND accounts_unit.path <> tree.path
            """
        )


def broken_paths() -> list[str]:
    """For `verify_integrity`: units whose path does not end their superior's, in words."""
    rows = Unit.objects.select_related("parent").order_by("pk")
    return [f"单位 {unit.pk} 的路径 {unit.path} 应为 {path_of(unit)}" for unit in rows if unit.path != path_of(unit)]
