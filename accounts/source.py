"""来源: where a request comes from, for login throttling and the list of logins."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer's address, or the one that the configured number of our own proxies vouch for; forged headers change nothing."""
    hops: int = settings.TRUSTED_PROXY_HOPS
    if hops:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(chain) >= hops:
            return chain[-hops][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


BROWSERS = (("MicroMessenger", "微信"), ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("360", "360 浏览器"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Kylin", "麒麟"),
    ("UOS", "统信"),
    ("Linux", "Linux"),
)


def device_name(request: HttpRequest) -> str:
    """Browser and system in words ("Edge，Windows"), for the person to recognise a login by."""
    agent = request.headers.get("User-Agent", "")
    found = [next((word for mark, word in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)]
    return "，".join(filter(None, found)) or "其他设备"
