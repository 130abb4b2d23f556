"""What was once written down stays: the database itself refuses to change it."""

import pytest
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db


TABLES = [
    "core_parametervalue",
    "documents_incomingstep",
    "documents_instruction",
    "documents_reading",
    "rectification_earlieranswer",
    "reports_unitpack",
    "rectification_orderstate",
    "supervision_sharestate",
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_rows_are_added_and_never_changed(table, statement):
    with pytest.raises(ProgrammingError, match=f"{table} is append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
