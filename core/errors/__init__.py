"""The refusals of the rules. Input that is wrong is a form error; a program that is wrong raises as it likes."""


class DomainError(Exception):
    """The rules refuse; the message is a Chinese sentence for the person who asked."""


class IllegalTransition(DomainError):
    """The act is not among those that may follow the present state."""


class StaleForm(DomainError):
    """Somebody else changed the row since the form was shown; answered with 409."""
