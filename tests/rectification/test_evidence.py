"""佐证材料: the unit adds while it answers, whoever sees the order sees the files, nobody else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from core.errors import DomainError
from core.files.models import StoredFile
from rectification import actions
from rectification.evidence import evidence_of, may_see, may_upload, on_stored

pytestmark = pytest.mark.django_db


def target(order):
    return f"problem:{order.problems.first().pk}"


def test_liaison_may_add_while_the_order_is_with_the_unit(order, unit_member, at):
    actions.acknowledge(order=order, actor=unit_member, at=at)

    assert may_upload(unit_member, target(order)) == order.unit


def test_order_must_be_signed_for_first(order, unit_member):
    with pytest.raises(DomainError, match="已下达"):
        may_upload(unit_member, target(order))


def test_nothing_is_added_while_the_bureau_judges(reported, unit_member):
    with pytest.raises(DomainError, match="待验收"):
        may_upload(unit_member, target(reported))


def test_stranger_does_not_learn_of_the_problem(order, outsider):
    with pytest.raises(Http404):
        may_upload(outsider, target(order))


def test_bureau_has_no_power_to_add_for_the_unit(order, inspector):
    with pytest.raises(PermissionDenied):
        may_upload(inspector, target(order))


@pytest.mark.parametrize("text", ["", "problem:", "problem:x", "order:1", "problem:999999"])
def test_odd_targets_are_not_found(text, unit_member):
    with pytest.raises(Http404):
        may_upload(unit_member, text)


def test_stored_file_hangs_on_its_problem(answered, unit_member, at):
    file = StoredFile.objects.filter(owner_kind="rectification.problem").first()
    second = answered.problems.last()

    on_stored(file, f"problem:{second.pk}", unit_member, at)

    assert file in evidence_of(answered)[second.pk]


def test_evidence_is_seen_by_unit_and_bureau_only(answered, unit_member, inspector, outsider):
    file = StoredFile.objects.filter(owner_kind="rectification.problem").first()

    assert [may_see(person, file) for person in (unit_member, inspector, outsider)] == [True, True, False]
