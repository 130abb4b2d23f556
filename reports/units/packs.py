"""生成材料包: asked on the unit's page, made by a job, kept with the rows it was made of."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Unit, User
from core.audit.trail import record
from core.files.actions import store
from core.files.models import StoredFile
from core.jobs.models import Job
from core.jobs.queue import submit
from reports.models import UnitPack
from reports.models.pack import MAKE
from reports.units.pack_paper import paper_of
from reports.units.pack_rows import Rows, collect, digest_of

JOB, PURPOSE = "unit_pack", "unit_pack"


def request_pack(*, unit: Unit, actor: User, at: datetime) -> Job:
    """生成材料包: queue one, once however often one clicks."""
    if not actor.has_perm(MAKE):
        raise PermissionDenied
    key = f"{JOB}:{unit.pk}:{actor.pk}:{UnitPack.objects.filter(unit=unit, made_by=actor).count()}"  # free again once the pack stands
    return submit(kind=JOB, title=f"{unit.name}材料包", actor=actor, at=at, params={"unit": unit.pk}, key=key)


def freeze(*, unit: Unit, actor: User, at: datetime) -> Rows:
    """归集: the rows of one instant, read in one transaction."""
    if not actor.has_perm(MAKE):
        raise PermissionDenied
    with transaction.atomic():
        return collect(unit, actor, at)


def keep_pack(*, unit: Unit, rows: Rows, job: Job, actor: User, at: datetime) -> UnitPack:
    """成文: file, row and audit entry stand together or not at all; a second run of the same job finds its pack again."""
    sha256 = digest_of(rows)
    pack = UnitPack(unit=unit, as_of=at, made_by=actor, job=job, rows=rows, sha256=sha256)

    def attach(file: StoredFile) -> None:
        pack.file = file
        pack.save(force_insert=True)
        file.owner_kind, file.owner_id = UnitPack._meta.label_lower, str(pack.pk)
        file.save(update_fields=["owner_kind", "owner_id"])
        record(actor=actor, act="make_unit_pack", act_label="生成单位材料包", target=pack, at=at, note=sha256)

    name = f"{unit.name}行政执法监督情况材料（{at:%Y%m%d}）.docx"
    store(purpose=PURPOSE, name=name, stream_or_bytes=paper_of(rows, sha256), actor=actor, at=at, unit=unit, attach=attach)
    return pack


def produce_again(pack: UnitPack) -> bytes:
    """The file anew from its rows: equal to the one that was kept, byte for byte."""
    return paper_of(pack.rows, pack.sha256)
