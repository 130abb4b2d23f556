"""界面: small values that the template tags of `core.templatetags.look` draw; no request, no query."""

from core.look.parts import Event, Figure, Step, StepState

__all__ = ["Event", "Figure", "Step", "StepState"]
