"""通讯录: a unit's own facts, a person's own numbers, and looking at a number in full."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions.people import sealed_phone
from accounts.contacts import units_for
from accounts.models import Unit, UnitContact, User
from accounts.models.user import phone_index
from accounts.workflow import Act
from core import audit
from core.audit.models import AuditEntry
from core.errors import DomainError
from core.stamps import refuse_stale

CONTACT_FIELDS = ("head_name", "head_duty", "legal_office", "desk_phone", "address")
MOST_PER_HOUR, SHORTEST_REASON = 60, 4


@transaction.atomic
def write_contact(*, unit: Unit, actor: User, at: datetime, seen: str = "", **facts: str) -> UnitContact:
    """修改单位联系方式: of a unit in sight. Raises StaleForm when it is no longer as `seen`."""
    if not actor.has_perm("accounts.keep_contacts") or not Unit.objects.visible_to(actor).filter(pk=unit.pk).exists():
        raise PermissionDenied
    UnitContact.objects.get_or_create(unit=unit, defaults={"changed_by": actor, "changed_at": at})
    contact = UnitContact.objects.select_for_update(of=("self",)).select_related("unit").get(pk=unit.pk)
    refuse_stale(contact, CONTACT_FIELDS, seen)
    changes = {_term(name): [getattr(contact, name), facts[name]] for name in CONTACT_FIELDS if getattr(contact, name) != facts[name]}
    for name in CONTACT_FIELDS:
        setattr(contact, name, facts[name])
    contact.changed_by, contact.changed_at = actor, at
    contact.save(update_fields=[*CONTACT_FIELDS, "changed_by", "changed_at"])
    audit.record(actor=actor, act=Act.CONTACT_WRITTEN, target=unit, at=at, changes=changes)
    return contact


def _term(name: str) -> str:
    field: Any = UnitContact._meta.get_field(name)
    return str(field.verbose_name)


@transaction.atomic
def keep_own_numbers(*, actor: User, phone: str, office_phone: str, at: datetime) -> User:
    """修改本人联系方式: an empty mobile number leaves what is kept; the trail holds no number of the person."""
    user = User.objects.locked(actor)
    changes = {"办公电话": [user.office_phone, office_phone]} if user.office_phone != office_phone else {}
    user.office_phone = office_phone
    if phone:
        user.phone, user.phone_index = sealed_phone(user, phone), phone_index(phone)
        changes["手机"] = ["", "已更换"]
    user.save(update_fields=["office_phone", "phone", "phone_index"])
    audit.record(actor=actor, act=Act.NUMBERS_KEPT, target=user, at=at, changes=changes)
    return user


@transaction.atomic
def reveal_contact(*, person: User, unit: Unit, actor: User, at: datetime, reason: str) -> User:
    """查看完整联系方式 of one person of a unit, with a reason, on the record, at most 60 an hour. Basis: PIPL-51, PIPL-6."""
    if not actor.has_perm("accounts.reveal_contacts"):
        raise PermissionDenied
    if len(reason.strip()) < SHORTEST_REASON:
        raise DomainError("请写明查看事由，例如“电话催办整改报告”。")
    User.objects.locked(actor)  # counting and writing belong together, also for two windows of one person
    seen = AuditEntry.objects.filter(actor=actor, act=Act.CONTACT_REVEALED, at__gt=at - timedelta(hours=1)).count()
    if seen >= MOST_PER_HOUR:
        raise DomainError(f"一小时内已查看 {MOST_PER_HOUR} 人，请稍后再看。")
    if not units_for(actor).filter(pk=unit.pk).exists() or not person.posts.held(timezone.localdate(at)).filter(unit=unit).exists():
        raise PermissionDenied
    audit.record(actor=actor, act=Act.CONTACT_REVEALED, target=person, at=at, note=reason)
    return person
