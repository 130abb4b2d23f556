"""选单位的表单项: any form lets a person choose units by kind, by branch of the tree, by group and one by one.

    units = UnitsField(label="报送单位", kinds=SUPERVISED_KINDS)       # of the form
    self.fields["units"].offer(user)                                   # when the form knows who chooses

The cleaned value is a list of units. What was ticked, to be meant again another day: `picks_of(request.POST, "units")` and
`accounts.choosing.chosen_units`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms

from accounts.choosing import Offer, Picks, offer_to
from accounts.models import Unit, User

PARTS = ("kinds", "branches", "groups", "units")


def _values(data: Mapping[str, Any], name: str) -> list[str]:
    """All values of a name, of a request or of a plain mapping."""
    found = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
    return [str(value) for value in (found if isinstance(found, list | tuple) else [found])]


def _name(name: str, part: str) -> str:
    return name if part == "units" else f"{name}_{part}"


def picks_of(data: Mapping[str, Any], name: str) -> Picks:
    """What was ticked in the field `name`; ValidationError where an id is no number."""
    found = {part: _values(data, _name(name, part)) for part in PARTS}
    if not all(value.isdecimal() and len(value) < 10 for part in PARTS[1:] for value in found[part]):
        raise forms.ValidationError("请从列出的单位里选择。", code="invalid_choice")
    numbers = {part: tuple(int(value) for value in found[part]) for part in PARTS[1:]}
    return Picks(kinds=tuple(found["kinds"]), **numbers)


class UnitsWidget(forms.Widget):
    """Boxes for kinds, groups, units and branches; works without scripts, static/js/units.js keeps the boxes in step."""

    template_name = "accounts/_units_field.html"
    use_fieldset = True
    offer = Offer()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Mapping[str, list[str]]:
        return {part: _values(data, _name(name, part)) for part in PARTS}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False  # no box ticked is an answer

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        ticked = value if isinstance(value, Mapping) else {"units": [str(getattr(unit, "pk", unit)) for unit in value or ()]}
        try:
            count = len(self.offer.meant(picks_of({_name(name, part): ticked.get(part, []) for part in PARTS}, name)))
        except forms.ValidationError:
            count = 0
        described_by = context["widget"]["attrs"].get("aria-describedby", "")
        return {**context, "described_by": described_by, "offer": self.offer, "ticked": {part: set(ticked.get(part, [])) for part in PARTS}, "count": count}


class UnitsField(forms.Field):
    """单位: a list of units in sight of the person who chooses; nothing is offered before `offer` was called."""

    widget = UnitsWidget
    default_error_messages = {"required": "请选择单位。", "invalid_choice": "请从列出的单位里选择。"}

    def __init__(self, *, kinds: Collection[str] = (), **options: Any) -> None:
        super().__init__(**options)
        self.kinds = kinds

    def offer(self, user: User) -> None:
        """Units and groups of `user`, read once for drawing and for judging."""
        self.widget.offer = offer_to(user, self.kinds)

    def clean(self, value: Any) -> list[Unit]:
        picks = picks_of({_name("units", part): value.get(part, []) for part in PARTS}, "units")
        if self.widget.offer.strangers(picks):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        units: list[Unit] = self.widget.offer.meant(picks)
        if self.required and not units:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return units

    def has_changed(self, initial: Iterable[Any] | None, data: Any) -> bool:
        try:
            meant = {unit.pk for unit in self.clean(data)}
        except forms.ValidationError:
            return True
        return meant != {getattr(unit, "pk", unit) for unit in initial or ()}
