"""类别 of 常用语: which fields offer them, and the sentences that come with the program (`settings.PHRASE_KINDS`)."""

from dataclasses import dataclass

from django.conf import settings

from core.phrases.models import Phrase


@dataclass(frozen=True)
class PhraseKind:
    """One kind: its name, where its sentences are offered, and those shipped."""

    name: str
    where: str
    shipped: tuple[str, ...] = ()


def kind_named(code: str) -> PhraseKind:
    """Raises KeyError for a kind that the settings do not know."""
    return PhraseKind(*settings.PHRASE_KINDS[code])


def load_phrases() -> int:
    """Bring the shipped sentences of every kind that is still empty; what the bureau took out is not brought back."""
    present = set(Phrase.objects.values_list("kind", flat=True).distinct())
    rows = [
        Phrase(kind=code, text=text, position=10 * number)
        for code in settings.PHRASE_KINDS
        if code not in present
        for number, text in enumerate(kind_named(code).shipped, 1)
    ]
    return len(Phrase.objects.bulk_create(rows))
