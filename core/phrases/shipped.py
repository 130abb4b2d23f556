"""出厂值 of 常用语: the sentences that come with the program (`settings.PHRASE_KINDS`)."""

from django.conf import settings

from core.phrases.models import Phrase


def load_phrases() -> int:
    """Bring the shipped sentences of every kind that is still empty; what the bureau took out is not brought back."""
    present = set(Phrase.objects.values_list("kind", flat=True).distinct())
    rows = [
        Phrase(kind=code, text=text, position=10 * number)
        for code, kind in settings.PHRASE_KINDS.items()
        if code not in present
        for number, text in enumerate(kind.shipped, 1)
    ]
    return len(Phrase.objects.bulk_create(rows))
