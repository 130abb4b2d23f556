"""访问日志: what the shipped servers write down of a request. The calendar feed carries its token in the query, so no query is written at all."""

import re
import runpy
from pathlib import Path

import pytest
from django.conf import settings

NGINX = (Path(settings.BASE_DIR) / "deploy" / "nginx.conf").read_text(encoding="utf-8")
FORMATS = dict(re.findall(r"log_format (\w+) '([^']*)'", NGINX))
CARRY_QUERIES = ("$request ", '$request"', "$request_uri", "$args", "$query_string", "$arg_", "$is_args", "$http_referer", "$http_cookie")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_format_of_the_proxy_writes_a_query(name: str) -> None:
    assert [word for word in CARRY_QUERIES if word in FORMATS[name]] == []


def test_every_log_of_the_proxy_has_one_of_these_formats() -> None:
    assert set(re.findall(r"access_log \S+ (\w+)", NGINX)) == set(FORMATS)
    assert re.search(r"error_log /dev/stderr crit;", NGINX), "from level error on, nginx quotes the whole request line"


@pytest.mark.parametrize("address", ["/calendar.ics", "/p/report/", "/v/ABC/"])
def test_nobodys_address_is_written_for_feed_and_public_pages(address: str) -> None:
    block = re.search(r"map \$uri \$is_named \{([^}]*)\}", NGINX)

    assert block is not None
    assert any(re.match(pattern.replace("\\\\", "\\"), address) for pattern in re.findall(r'"~(\^[^"]+)" 0', block[1]))
    assert "$remote_addr" not in FORMATS["nameless"]
    assert "$uri" not in FORMATS["nameless"]


def test_the_web_process_keeps_no_access_log() -> None:
    assert runpy.run_path(str(Path(settings.BASE_DIR) / "config" / "gunicorn.py"))["accesslog"] is None


def test_the_proxy_takes_large_bodies_only_where_files_are_sent():
    places = dict(re.findall(r"location (?:~ )?(\S+) \{(.*?)\}", NGINX.partition("listen 443")[2], re.DOTALL))

    assert {place for place, rules in places.items() if "client_max_body_size 1m;" in rules} == {"^/(accounts|v|csp-report)/", "/p/"}
