"""An order that `world.unit` has signed for, with one problem and an extension asked for."""

from datetime import timedelta
from typing import Any

from core.workdays.calendar import calendar_around
from core.workdays.counting import add_workdays
from rectification import actions
from rectification.actions import ProblemText
from rectification.evidence import OWNER
from rectification.models import Order
from tests.documents.papers import PDF
from tests.factories.files import kept_file
from tests.url_samples import World


def issued_order(world: World) -> Order:
    staff = world.people["bureau_staff"]
    return actions.issue_order(
        unit=world.unit, title="未经法制审核", problems=[ProblemText("缺审核意见")], source_kind="manual", source_label="检查", actor=staff, at=world.at,
        due_on=world.at.date() + timedelta(days=3650),
    )  # fmt: skip


def order(world: World) -> dict[str, Any]:
    return {"pk": issued_order(world).pk}


def problem(world: World) -> dict[str, Any]:
    made = issued_order(world)
    actions.acknowledge(order=made, actor=world.people["dept_liaison"], at=world.at)
    return {"pk": made.pk, "problem_pk": made.problems.get().pk}


def evidence(world: World) -> dict[str, Any]:
    address, liaison = problem(world), world.people["dept_liaison"]
    hung = {"unit": world.unit, "owner_kind": OWNER, "owner_id": str(address["problem_pk"])}
    return {**address, "file_pk": kept_file("evidence", "照片.pdf", PDF, liaison, world.at, **hung).pk}


def extension(world: World) -> dict[str, Any]:
    made = issued_order(world)
    later = add_workdays(made.due_on, 7, calendar_around(made.due_on))
    asked = actions.request_extension(order=made, actor=world.people["dept_liaison"], at=world.at, new_due_on=later, reason="相对人外出")
    return {"pk": made.pk, "extension_pk": asked.pk}


SAMPLES = {"order": order, "problem": problem, "evidence": evidence, "extension": extension}
