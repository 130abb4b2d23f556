"""Settings of the tests: a dozen lines over the product's own. `dev.py test` gives the addresses of throw-away engines."""

import os
import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403 - the product's settings are the base, by design
from config.settings import CELERY_BROKER_TRANSPORT_OPTIONS as BROKER_OPTIONS
from config.settings import PASSWORD_HASHERS as PINNED_HASHERS

DEBUG = False
DEMO = False
SECOND_FACTOR = False  # the tests of the second factor turn it on
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PINNED_HASHERS]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# One run shares nothing with another on the same machine: own files, own keys in the broker, own cache.
RUN = os.environ["MINGDU_TEST_RUN"] = os.environ.get("MINGDU_TEST_RUN") or tempfile.mkdtemp(prefix="mingdu-test-")
PROCESS = os.environ.get("MINGDU_TEST_PROCESS", f"{Path(RUN).name}-{os.getpid()}")  # children of a live test share their parent's
MEDIA_DIR = Path(RUN) / PROCESS / "media"
AUDIT_ANCHOR_FILE = str(Path(RUN) / PROCESS / "anchors" / "audit.jsonl")
EMAIL_FILE_PATH = Path(RUN) / PROCESS / "mail"
CELERY_BEAT_SCHEDULE_FILENAME = str(Path(RUN) / PROCESS / "beat")
CELERY_BROKER_TRANSPORT_OPTIONS = {**BROKER_OPTIONS, "global_keyprefix": f"{PROCESS}:"}
if "MINGDU_TEST_PROCESS" not in os.environ:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": PROCESS}}
