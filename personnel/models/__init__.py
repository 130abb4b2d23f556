"""Tables of `personnel`, by noun."""

from personnel.models.certificate import Certificate, CertificateKind, CertificateStatus
from personnel.models.officer import Officer
from personnel.models.subject import Subject, SubjectKind, SubjectStatus

__all__ = ["Certificate", "CertificateKind", "CertificateStatus", "Officer", "Subject", "SubjectKind", "SubjectStatus"]
