"""Tables of `rectification`, by noun."""

from rectification.models.extension import Extension
from rectification.models.order import Order, OrderCounter
from rectification.models.problem import Problem, Verdict
from rectification.models.progress import Progress
from rectification.models.state import OrderState

__all__ = ["Extension", "Order", "OrderCounter", "OrderState", "Problem", "Progress", "Verdict"]
