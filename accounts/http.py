"""Requests of people who are logged in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class AuthedRequest(HttpRequest):
    """What every view behind the login receives; for annotations only."""

    user: User
    htmx: HtmxDetails
    stands_in: str  # set by a view whose own address is not in the navigation: the page of it that is marked
