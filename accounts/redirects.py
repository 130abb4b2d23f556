"""去处: where a person goes next; only addresses of this site. ASVS 3.7.2."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"


def is_local(address: str) -> bool:
    """A path of this site: begins with one slash, names no host, holds no control characters."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return is_path and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def next_address(request: HttpRequest, default: str = HOME) -> str:
    """The `next` of the form or the address when it is local, else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_local(wanted) else default
