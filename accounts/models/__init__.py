"""Tables of `accounts`, by noun."""

from accounts.models.acting import ActedRow, acted
from accounts.models.batch import AccountBatch, AccountBatchQuerySet, PostProposal, PostProposalQuerySet, ProposalState
from accounts.models.change import ChangeKind, PassedRow, UnitChange, UnitChangeQuerySet
from accounts.models.contact import UnitContact
from accounts.models.group import UnitGroup, UnitGroupQuerySet
from accounts.models.handover import Handover, HandoverItem, HandoverQuerySet, HandoverState, Outcome
from accounts.models.post import Post, PostQuerySet, Role, Scope
from accounts.models.second_factor import RecoveryCode, SecondFactor
from accounts.models.security import ActivationCode, LoginRecord, LoginSession, LoginThrottle
from accounts.models.unit import Unit, UnitKind, UnitQuerySet
from accounts.models.user import User, UserQuerySet

__all__ = [
    "AccountBatch",
    "AccountBatchQuerySet",
    "ActedRow",
    "ActivationCode",
    "ChangeKind",
    "Handover",
    "HandoverItem",
    "HandoverQuerySet",
    "HandoverState",
    "LoginRecord",
    "LoginSession",
    "LoginThrottle",
    "Outcome",
    "PassedRow",
    "Post",
    "PostProposal",
    "PostProposalQuerySet",
    "PostQuerySet",
    "ProposalState",
    "RecoveryCode",
    "Role",
    "Scope",
    "SecondFactor",
    "Unit",
    "UnitChange",
    "UnitChangeQuerySet",
    "UnitContact",
    "UnitGroup",
    "UnitGroupQuerySet",
    "UnitKind",
    "UnitQuerySet",
    "User",
    "UserQuerySet",
    "acted",
]
