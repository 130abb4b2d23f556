"""Tables of `rectification`, by noun."""

from rectification.models.extension import Extension
from rectification.models.order import Order, OrderCounter, OrderNumberGap
from rectification.models.problem import EarlierAnswer, Problem, Verdict
from rectification.models.progress import Progress
from rectification.models.state import OrderState

__all__ = ["EarlierAnswer", "Extension", "Order", "OrderCounter", "OrderNumberGap", "OrderState", "Problem", "Progress", "Verdict"]
