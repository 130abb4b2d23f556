"""An issued plan with one task, the share of `world.unit` in it, as it is, reported, or waiting for its unit."""

from datetime import date
from typing import Any

from supervision.plans.evidence import OWNER
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.workflow import PlanStatus, ShareStatus
from tests.documents.papers import PDF
from tests.factories.files import kept_file
from tests.url_samples import Sample, World


def _item(world: World) -> PlanItem:
    facts = {"first_year": 2026, "last_year": 2026, "status": PlanStatus.IN_PROGRESS, "created_by": world.people["bureau_staff"], "created_at": world.at}
    plan, _ = Plan.objects.get_or_create(name="2026年度计划", defaults=facts)
    return PlanItem.objects.create(plan=plan, number=plan.items.count() + 1, text="案卷评查", due_on=date(2099, 6, 30))


def _share(world: World, status: ShareStatus = ShareStatus.ASSIGNED) -> Assignment:
    return Assignment.objects.create(item=_item(world), unit=world.unit, unit_text="水利局", status=status)


def plan(world: World) -> dict[str, Any]:
    return {"pk": _share(world).item.plan_id, "act": "evaluate"}


def task(world: World) -> dict[str, Any]:
    return {"pk": _share(world).item_id}


def share(world: World) -> dict[str, Any]:
    return {"pk": _share(world).pk}


def share_evidence(world: World) -> dict[str, Any]:
    made, liaison = _share(world), world.people["dept_liaison"]
    hung = {"unit": world.unit, "owner_kind": OWNER, "owner_id": str(made.pk)}
    return {"pk": made.pk, "file_pk": kept_file("progress", "照片.pdf", PDF, liaison, world.at, **hung).pk}


def share_reported(world: World) -> dict[str, Any]:
    return {"pk": _share(world, ShareStatus.SUBMITTED).pk}


SAMPLES: dict[str, Sample] = {"plan": plan, "task": task, "share": share, "share-evidence": share_evidence, "share-reported": share_reported}
