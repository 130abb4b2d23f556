"""Tables of `documents`, by noun."""

from documents.incoming.models import Incoming, IncomingCounter, IncomingLink, IncomingStep, Instruction
from documents.models.document import Document, DocumentQuerySet
from documents.models.kind import DocumentKind, Form, Issuer, Numbering
from documents.models.number import IncomingNumberGap, NumberCounter, NumberGap, NumberRegister, NumberState
from documents.models.opinion import Opinion, OpinionRole, PaperApproval, Revision, TakeOver
from documents.models.reading import Reading
from documents.models.service import Method, Objection, Service, ServiceQuerySet

__all__ = [
    "Document",
    "DocumentKind",
    "DocumentQuerySet",
    "Form",
    "Incoming",
    "IncomingCounter",
    "IncomingLink",
    "IncomingNumberGap",
    "IncomingStep",
    "Instruction",
    "Issuer",
    "Method",
    "NumberCounter",
    "NumberGap",
    "NumberRegister",
    "NumberState",
    "Numbering",
    "Objection",
    "Opinion",
    "OpinionRole",
    "PaperApproval",
    "Reading",
    "Revision",
    "Service",
    "ServiceQuerySet",
    "TakeOver",
]
