"""参数: numbers the bureau sets itself. Apps declare them in `<app>/parameters.py`; the page changes them, with a day and a reason."""

from core.parameters.declared import Parameter, declared
from core.parameters.values import value_of

__all__ = ["Parameter", "declared", "value_of"]
