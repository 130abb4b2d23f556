"""Child processes for everything that opens a foreign file: limited memory, time and output, and no way to take the
server down with them. (`multiprocessing` fails under a Celery worker; a plain subprocess does not.)"""

import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")


class ChildFailed(Exception):
    """The child was killed by a limit, crashed or took too long."""


def ask_child(module: str, question: Mapping[str, Any], *, megabytes: int, seconds: int) -> dict[str, Any]:
    """Run `python -m <module>` with `question` as JSON on its input; its answer, or ChildFailed.

    The child sets its own limits (memory `megabytes`, CPU and wall `seconds`) before it looks at anything.
    """
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    limits = {"megabytes": megabytes, "seconds": seconds}
    try:
        done = subprocess.run(  # noqa: S603 - our own module with our own interpreter; the question travels on stdin
            [sys.executable, "-m", module],
            input=json.dumps({"limits": limits, **question}).encode(),
            capture_output=True,
            timeout=seconds + 5,
            env=environment,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildFailed("timeout") from None
    if done.returncode != 0:
        logger.warning("%s ended with %s: %s", module, done.returncode, done.stderr[-300:].decode(errors="replace"))
        raise ChildFailed(str(done.returncode))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def serve(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """The child's side: take the limits, read the question, print the answer."""
    question = json.loads(sys.stdin.buffer.read())
    limits = question.pop("limits")
    memory = limits["megabytes"] * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(answer(question)))
