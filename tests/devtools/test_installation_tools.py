"""The one command: secrets drawn once, one holder at a time, clear sentences, a clean standard output."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from devtools import fonts, frontend, keys, turn, up
from devtools.engines import Engines
from devtools.place import Refusal, write_private
from devtools.postgres import Postgres
from devtools.processes import end_all, start
from devtools.valkey import Valkey

ENGINES = Engines({"DATABASE_URL": "postgres://a"}, "postgres://b")


def test_secrets_are_drawn_once_and_private(tmp_path):
    first = keys.load(tmp_path)

    assert keys.load(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert set(first) == set(keys.DRAWERS)
    assert len(first["secret_key"]) >= 50


def test_a_secret_that_a_newer_version_needs_is_added(tmp_path):
    first = keys.load(tmp_path)
    write_private(tmp_path / "secrets.json", json.dumps({name: value for name, value in first.items() if name != "broker"}))

    assert {**keys.load(tmp_path), "broker": first["broker"]} == first


def test_one_command_holds_an_installation_and_others_see_its_engines(tmp_path):
    with turn.hold(tmp_path) as mine:
        assert mine
        assert turn.announced(tmp_path) is None
        with turn.hold(tmp_path) as second:
            assert not second
        turn.announce(tmp_path, ENGINES, "http://127.0.0.1:8000")
        assert turn.announced(tmp_path) == turn.Running(ENGINES.environment, "postgres://b", "http://127.0.0.1:8000")

    assert turn.announced(tmp_path) is None


def test_a_port_in_use_is_a_clear_sentence(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))

        with pytest.raises(Refusal, match="is in use"):
            up._port()


def test_without_a_wish_the_next_free_port_is_taken(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(up, "is_free", lambda port: port == up.DEFAULT_PORT + 2)

    assert up._port() == up.DEFAULT_PORT + 2


def test_the_sprite_holds_the_listed_icons_only(tmp_path, monkeypatch):
    (tmp_path / "outline").mkdir()
    (tmp_path / "outline" / "clock.svg").write_text('<svg viewBox="0 0 24 24"><path d="M1 1"/></svg>', encoding="utf-8")
    monkeypatch.setattr(frontend, "icon_names", lambda: ["clock", "no-such-icon"])

    sprite = frontend._sprite(tmp_path)

    assert sprite.count("<symbol") == 1
    assert '<symbol id="clock" viewBox="0 0 24 24"' in sprite
    assert '<path d="M1 1"/></symbol>' in sprite


def test_source_maps_are_stripped():
    assert frontend.SOURCE_MAP.sub(b"", b"a()\n//# sourceMappingURL=a.js.map\n") == b"a()\n\n"
    assert frontend.SOURCE_MAP.sub(b"", b"a{}\n/*# sourceMappingURL=a.css.map */") == b"a{}\n"


def test_a_folder_of_licensed_fonts_is_handed_to_the_renderer(tmp_path, monkeypatch):
    monkeypatch.setenv("FONT_DIR", str(tmp_path))
    environment = fonts.environment(tmp_path)

    assert f"<dir>{tmp_path}</dir>" in Path(environment["FONTCONFIG_FILE"]).read_text(encoding="utf-8")


def test_engines_start_refuse_strangers_and_stop(tmp_path):
    tmp_path.chmod(0o711)
    server, broker = Postgres(tmp_path, "a-password"), Valkey(tmp_path, "another-password")
    children = [server.start(), broker.start()]
    try:
        assert server.query("SHOW server_version_num") >= "180000"
        assert server.query("SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == "0"
        stranger = Postgres(tmp_path, "wrong")
        stranger.port = server.port
        with pytest.raises(Refusal, match="password authentication failed"):
            stranger.query("SELECT 1")
        with socket.create_connection(("127.0.0.1", broker.port), timeout=5) as line:
            line.sendall(b"PING\r\n")
            assert line.recv(100).startswith(b"-NOAUTH")
    finally:
        end_all(children)
        server.remove()
    assert not any(child.is_running() for child in children)


def test_a_server_left_over_by_a_killed_starter_is_replaced(tmp_path):
    tmp_path.chmod(0o711)
    server = Postgres(tmp_path, "a-password")
    left_over = server.start()
    again = Postgres(tmp_path, "a-password")
    child = again.start()
    try:
        assert again.query("SELECT 1") == "1"
        assert not left_over.is_running()
    finally:
        end_all([child, left_over])
        again.remove()


def test_children_end_with_a_parent_that_is_killed(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from devtools.processes import start\n"
        f"child = start('sleeper', [sys.executable, '-c', 'import time; time.sleep(60)'], Path({str(tmp_path)!r}) / 'log')\n"
        "print(child.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())

    parent.kill()
    parent.wait()
    parent.stdout.close()

    limit = time.monotonic() + 10
    while _is_alive(pid):
        assert time.monotonic() < limit
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.is_file() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_deaf_child_is_killed_in_the_end(tmp_path):
    child = start(
        "deaf", [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"], tmp_path / "log"
    )
    while not (tmp_path / "log").read_bytes():
        time.sleep(0.05)

    end_all([child], patience=0.5)

    assert child.process.returncode == -signal.SIGKILL


def test_standard_output_of_manage_is_the_command_only(tmp_path):
    kept = ("HOME", "LANG", "PIP_", "NPM_", "NODE_", "SSL_", "REQUESTS_", "CURL_")
    environment = {name: value for name, value in os.environ.items() if name.startswith(kept)} | {
        "PATH": os.environ["PATH"],
        "MINGDU_DATA": str(tmp_path / "data"),
    }

    done = subprocess.run(
        [sys.executable, "dev.py", "manage", "verify_integrity", "--json"], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=300
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["faults"] == {}
    assert "[mingdu]" in done.stderr
