"""`dev.py up`: the whole product on this machine until Ctrl+C."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from devtools import engines as engine_room
from devtools import fonts, installation, turn
from devtools.engines import Engines
from devtools.place import PYTHON, Refusal, data_folder, say
from devtools.preparation import prepare, printed, recall, remember, seed
from devtools.processes import Child, end_all, is_free, start, wait_for

DEFAULT_PORT = 8000
RESTARTS = 5
ACCOUNTS = (
    ("jiandu", "监督岗"),
    ("juzhang", "局领导"),
    ("lianluo", "市场监督管理局联络员"),
    ("lianluo2", "交通运输局联络员"),
    ("pingcha1 · pingcha2 · pingcha3", "评查员"),
    ("zhengjian", "证件管理员"),
    ("xitong · anquan · shenji", "系统管理员 · 安全管理员 · 审计管理员"),
)


def up(*, empty: bool) -> int:
    """Install, start, prepare, serve; stop everything that was started when asked to end."""
    started = time.monotonic()
    installation.ensure()
    fonts.ensure()
    data = data_folder()
    with turn.hold(data) as is_ours:
        if not is_ours:
            raise Refusal(_already(data))
        port = _port()
        with engine_room.running(data) as engines:
            _complete(engines, data, port, empty=empty)
            prepare(data, engines)
            if not empty:
                seed(data, engines)
            _serve(data, engines, port, empty=empty, started=started)
    return 0


def _already(data: Path) -> str:
    holder = turn.announced(data)
    place = f"at {holder.address}" if holder else "by another command that has not finished"
    return f"the installation in {data} is already in use {place}; choose another folder with MINGDU_DATA"


def _port() -> int:
    """PORT exactly as asked, else the first free one from 8000."""
    asked = os.environ.get("PORT")
    if asked:
        if not asked.isdigit() or not is_free(int(asked)):
            raise Refusal(f"port {asked} is in use or not a port; choose another one, for example PORT=8123 python3 dev.py up")
        return int(asked)
    free = next((port for port in range(DEFAULT_PORT, DEFAULT_PORT + 20) if is_free(port)), None)
    if free is None:
        raise Refusal(f"ports {DEFAULT_PORT} to {DEFAULT_PORT + 19} are in use; choose another one with PORT")
    return free


def _complete(engines: Engines, data: Path, port: int, *, empty: bool) -> None:
    """What depends on the port and on the kind of start."""
    demo = os.environ.get("MINGDU_DEMO", "0" if empty else "1")
    engines.environment["MINGDU_DEMO"] = demo
    if "BASE_URL" not in os.environ:
        engines.environment["BASE_URL"] = f"http://127.0.0.1:{port}"
    remember(data, demo=demo, base_url=engines.environment["BASE_URL"])


def _serve(data: Path, engines: Engines, port: int, *, empty: bool, started: float) -> None:
    starters = _starters(data, engines, port)
    children = {name: begin() for name, begin in starters.items()}
    try:
        wait_for(lambda: _is_healthy(port), children["web"])
        address = engines.environment["BASE_URL"]
        turn.announce(data, engines, address)
        _greet(data, engines, address, empty=empty, seconds=time.monotonic() - started)
        _watch(engines, children, starters)
    finally:
        say("stopping")
        end_all(list(children.values()))


def _starters(data: Path, engines: Engines, port: int) -> dict[str, Callable[[], Child]]:
    """The three processes of the product and how each is started."""
    celery = [str(PYTHON), "-m", "celery", "-A", "config"]
    commands = {
        "web": [str(PYTHON), "-m", "gunicorn", "config.wsgi:application", "--config", "config/gunicorn.py", "--bind", f"127.0.0.1:{port}"],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-mingle", "--without-gossip"],
        "scheduler": [*celery, "beat", "--loglevel", "WARNING", "--pidfile", "", "--schedule", str(data / "celerybeat-schedule")],
    }

    def starter(name: str) -> Callable[[], Child]:
        return lambda: start(name, commands[name], data / "log" / f"{name}.log", environment=engines.environment)

    return {name: starter(name) for name in commands}


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _watch(engines: Engines, children: dict[str, Child], starters: dict[str, Callable[[], Child]]) -> None:
    """Restart a process of the product that ends by itself; without an engine there is nothing to serve."""
    restarts = 0
    while True:
        time.sleep(1)
        for engine in engines.children:
            if not engine.is_running():
                raise Refusal(f"{engine.name} ended; the end of {engine.log}:\n{engine.last_lines()}")
        for name, child in list(children.items()):
            if child.is_running():
                continue
            restarts += 1
            if restarts > RESTARTS:
                raise Refusal(f"{name} ended again and again; the end of {child.log}:\n{child.last_lines()}")
            say(f"{name} ended and is started again; see {child.log}")
            children[name] = starters[name]()


def _greet(data: Path, engines: Engines, address: str, *, empty: bool, seconds: float) -> None:
    lines = ["", f"明督 Mingdu: {address}    ({seconds:.0f} s)", ""]
    if empty:
        lines += _activation(engines)
    elif recall(data).get("seeded"):
        lines += [f"  演示账号（密码都是 {engines.environment['DEMO_PASSWORD']}）："]
        lines += [f"    {name:<34}{role}" for name, role in ACCOUNTS]
    print("\n".join([*lines, "", "Ctrl+C 停止。"]), flush=True)


def _activation(engines: Engines) -> list[str]:
    """Link and codes of the first administrators; nothing when they have begun already."""
    try:
        return printed(engines, ["first_administrator"]).splitlines()
    except Refusal:
        return ["系统已经开通，用自己的账号登录。"]
