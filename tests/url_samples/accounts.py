"""Units, people, posts and one line of the trail."""

from typing import Any

from django.utils import timezone

from accounts import actions
from accounts.models import Handover, LoginSession
from core.audit.trail import record
from tests.factories.accounts import UserFactory
from tests.url_samples import Sample, World


def unit(world: World) -> dict[str, Any]:
    return {"pk": world.unit.pk}


def person(world: World) -> dict[str, Any]:
    return {"pk": world.people["dept_liaison"].pk}


def post(world: World) -> dict[str, Any]:
    return {"pk": world.people["dept_liaison"].post.pk}


def entry(world: World) -> dict[str, Any]:
    return {"pk": record(actor=world.people["bureau_staff"], act="test", target=world.unit, at=world.at).pk}


def login(world: World) -> dict[str, Any]:
    held = LoginSession.objects.filter(user=world.people["dept_liaison"]).first()
    return {"mark": held.mark if held else "none"}


def group(world: World) -> dict[str, Any]:
    return {"pk": actions.create_group(name="重点单位", units=[world.unit], is_shared=True, actor=world.people["bureau_staff"], at=world.at).pk}


def batch(world: World) -> dict[str, Any]:
    facts = {"username": "xinren", "name": "新人", "unit_id": world.unit.pk, "email": "", "office_phone": ""}
    row = actions.AccountRow(None, facts, "", ("dept_liaison",), world.at.date())
    made = actions.write_accounts(rows=[row], title="人员名单", source=None, actor=world.people["system_admin"], at=world.at)
    return {"pk": made.pk if made else 0}


def handover(world: World) -> dict[str, Any]:
    """Asked for by the unit's leader, not carried out."""
    giver, taker = world.people["dept_liaison"], UserFactory(unit=world.unit, name="周接手")
    known = Handover.objects.filter(giver=giver).first()
    made = known or actions.propose_handover(post=giver.posts.get(), taker=taker, reason="轮岗", actor=world.people["dept_leader"], at=world.at)
    return {"pk": made.pk}


def deputy(world: World) -> dict[str, Any]:
    """The liaison's post, lent to a colleague for today."""
    post, today = world.people["dept_liaison"].posts.own().get(), timezone.localdate()
    facts = {"first_on": today, "last_on": today, "reason": "出差", "actor": world.people["dept_leader"], "at": timezone.now()}
    lent = post.deputies.first() or actions.name_deputy(post=post, deputy=UserFactory(unit=world.unit, name="周代"), **facts)
    return {"pk": lent.pk}


SAMPLES: dict[str, Sample] = {
    "deputy": deputy,
    "handover": handover,
    "unit": unit,
    "person": person,
    "post": post,
    "entry": entry,
    "login": login,
    "group": group,
    "batch": batch,
}
