"""Tables of `supervision`, gathered from its packages by noun."""

from supervision.plans.models import Assignment, Measure, Plan, PlanItem, Progress, ShareState

__all__ = ["Assignment", "Measure", "Plan", "PlanItem", "Progress", "ShareState"]
