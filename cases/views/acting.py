"""办理: the doorway of every act's POST."""

from core.acting import perform

__all__ = ["perform"]
