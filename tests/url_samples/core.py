"""A parameter that the program declares, a kind of phrases, and one phrase of it."""

from typing import Any

from core.models import Phrase
from tests.url_samples import Sample, World


def parameter(world: World) -> dict[str, Any]:
    return {"code": "review_gap"}


def phrase_kind(world: World) -> dict[str, Any]:
    return {"kind": "return_report"}


def phrase(world: World) -> dict[str, Any]:
    return {"pk": Phrase.objects.get_or_create(kind="return_report", text="请补充照片。")[0].pk}


SAMPLES: dict[str, Sample] = {"parameter": parameter, "phrase-kind": phrase_kind, "phrase": phrase}
