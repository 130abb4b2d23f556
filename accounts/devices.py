"""设备: which browser on which system a login comes from, in words."""

from django.http import HttpRequest

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
