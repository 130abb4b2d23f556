"""Settings of 明督, read top to bottom. Every environment value comes through `config.environment`."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONCE

from config import environment as env
from config import kinds
from config.roles import ROLES as ROLES

django_stubs_ext.monkeypatch()  # generic forms, admins and managers take their type argument

BASE_DIR = Path(__file__).resolve().parent.parent

# --- what this installation is -------------------------------------------------------------------------------------
DEBUG = env.flag("MINGDU_DEBUG")
DEMO = env.flag("MINGDU_DEMO")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE = BASE_URL.startswith("https://")
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
FIELD_KEYS = env.words("FIELD_KEYS", "")  # "id:base64" pairs, the first one writes; empty is refused by a system check
FIELD_CIPHER = env.text("FIELD_CIPHER", "aes-gcm")
FIELD_DIGEST = env.text("FIELD_DIGEST", "sha256")
BUREAU_NAME = env.text("BUREAU_NAME", "明川县司法局")
ORDER_NUMBER_PREFIX = env.text("ORDER_NUMBER_PREFIX", "明司整")
BUREAU_PHONE = env.text("BUREAU_PHONE", "0379-0000000")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", urlsplit(BASE_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXY_HOPS = env.number("TRUSTED_PROXY_HOPS", 0)

# --- apps ----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config.admin.MingduAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_filters",
    "django_htmx",
    "django_otp",
    "crispy_forms",
    "crispy_bootstrap5",
    "template_partials",
    "csp",
    "core",
    "accounts",
    "documents",
    "submissions",
    "personnel",
    "rectification",
    "cases",
    "supervision",
    "reports",
]
AUTH_USER_MODEL = "accounts.User"
UNIT_MODEL = "accounts.Unit"

MIDDLEWARE = [
    "core.http.RequestNumberMiddleware",
    "core.http.ResponseHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.middleware.LoginStateMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.PostMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.http.RefusalMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.navigation.shell",
            ],
            "builtins": ["core.templatetags.look", "core.templatetags.phrases"],
        },
    }
]
FORM_RENDERER = "core.look.sentences.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- engines -------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": env.text("CACHE_URL", REDIS_URL),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
SESSION_ENGINE = "accounts.logins"
SESSION_COOKIE_NAME = "__Host-mingdu" if SECURE else "mingdu"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.errors.views.csrf_refused"

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the worker writes the same JSON lines as the web process
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 1500, 1440
CELERY_TASK_SERIALIZER, CELERY_ACCEPT_CONTENT = "json", ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 30,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 1,
    "max_retries": 1,  # a bell that finds the broker away costs the person who acts a tenth of a second; the default is six
    "interval_start": 0.1,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = env.text("BEAT_FILE", str(BASE_DIR / "var" / "celerybeat-schedule"))
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 30)
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": SWEEP_SECONDS, "options": {"expires": 60}},
    "plan-notices": {"task": "core.plan_notices", "schedule": env.number("NOTICE_SECONDS", 120), "options": {"expires": 240}},
    "deliver-notices": {"task": "core.deliver_notices", "schedule": env.number("NOTICE_SECONDS", 120), "options": {"expires": 240}},
    "ensure-calendar": {"task": "core.ensure_calendar", "schedule": crontab(minute=10, hour=2), "options": {"expires": 3600}},
    "sweep-logins": {"task": "accounts.sweep_logins", "schedule": crontab(minute=40, hour=3), "options": {"expires": 3600}},
    "sweep-files": {"task": "core.sweep_files", "schedule": crontab(minute=20, hour=3), "options": {"expires": 3600}},
    "scan-files": {"task": "core.scan_waiting_files", "schedule": 300, "options": {"expires": 300}},
    "monthly-report": {"task": "reports.build_due_reports", "schedule": crontab(minute=25), "options": {"expires": 1800}},
    "open-requests": {"task": "submissions.open_due_periods", "schedule": crontab(minute=35), "options": {"expires": 1800}},
    "audit-anchor": {"task": "core.anchor_audit", "schedule": crontab(minute=7), "options": {"expires": 1800}},
    "scheduler-heartbeat": {"task": "core.scheduler_heartbeat", "schedule": 60, "options": {"expires": 60}},
}
JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 90)
JOB_HEARTBEAT_SECONDS = env.number("JOB_HEARTBEAT_SECONDS", 15)
JOB_MAX_ATTEMPTS = 3

# --- kind tables: names of handlers in higher apps (see docs/architecture.md, "The way up") --------------------------
JOB_KINDS = kinds.JOB_KINDS
JOB_ENDINGS = kinds.JOB_ENDINGS
FILE_PURPOSES = kinds.FILE_PURPOSES
SHEET_KINDS = kinds.SHEET_KINDS
DEADLINE_KINDS = kinds.DEADLINE_KINDS
DOCUMENT_HANDLERS = kinds.DOCUMENT_HANDLERS
ORDER_SOURCES = kinds.ORDER_SOURCES
INCOMING_TARGETS = kinds.INCOMING_TARGETS
SEARCH_SOURCES = kinds.SEARCH_SOURCES
DESK_BLOCKS = kinds.DESK_BLOCKS
DESK_FIGURES = kinds.DESK_FIGURES
FRAME_SETS = kinds.FRAME_SETS
INTEGRITY_CHECKS = kinds.INTEGRITY_CHECKS
PARAMETERS = kinds.PARAMETERS
PHRASE_KINDS = kinds.PHRASE_KINDS
PREFILL_SOURCES = kinds.PREFILL_SOURCES
RULE_USES, RULE_USERS = kinds.RULE_USES, kinds.RULE_USERS
HEALTH_PROBES = kinds.HEALTH_PROBES
UNIT_SUCCESSION = kinds.UNIT_SUCCESSION
HANDOVER_SOURCES = kinds.HANDOVER_SOURCES
HANDOVER_MATTERS = kinds.HANDOVER_MATTERS
REFERENCE_COMMANDS = [  # what load_reference runs after every migrate: all of it may run again
    ("sync_roles", ["--known-only"]),
    ("ensure_calendar", []),
    ("load_rules", []),
    ("load_phrases", []),
    ("seed_document_kinds", []),
    ("load_rubrics", []),
]
NOTICE_RECIPIENTS = "accounts.recipients.for_deadline"
NOTICE_RECIPIENTS_OF_MANY = "accounts.recipients.for_deadlines"
NOTICE_HOLDERS = "accounts.recipients.holders"
NOTICE_CHANNELS = env.words("NOTICE_CHANNELS", "in_app,email")

# --- login ---------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["accounts.backend.AccountBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "accounts:login", "home"
PASSWORD_HASHERS = ["accounts.hashers.PinnedArgon2"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "accounts.passwords.AccountRules"}]
PASSWORD_PROFILE = env.text("PASSWORD_PROFILE", "dengbao")
SECOND_FACTOR = env.flag("SECOND_FACTOR", default=not DEMO)
LOGIN_DELAY_STEP = 0.25  # seconds that each failure above five adds to the next attempt on the same account
SECOND_FACTOR_PROVIDERS = ["accounts.second_factor.OneTimePassword", "accounts.second_factor.Recovery"]
OTP_TOTP_ISSUER = "明督"

# --- files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
VENDOR_DIR = BASE_DIR / "var" / "vendor"
STATICFILES_DIRS = [BASE_DIR / "static", *([VENDOR_DIR] if VENDOR_DIR.is_dir() else [])]
WHITENOISE_USE_FINDERS = env.flag("STATIC_FROM_SOURCE", default=True)  # the image turns it off: collected, hashed and compressed at build
STATIC_ROOT = None if WHITENOISE_USE_FINDERS else BASE_DIR / "var" / "static"
PLAIN, HASHED = "django.contrib.staticfiles.storage.StaticFilesStorage", "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}, "staticfiles": {"BACKEND": PLAIN if WHITENOISE_USE_FINDERS else HASHED}}
MEDIA_DIR = Path(env.text("MEDIA_DIR", str(BASE_DIR / "var" / "media")))
FILE_STORAGE = env.text("FILE_STORAGE", "local")
FONT_DIR = env.text("FONT_DIR", "")
FILE_RESERVE = env.number("FILE_RESERVE_MB", 1024) * 1024 * 1024  # kept free on the disk whatever people upload
FILE_UPLOAD_HANDLERS = [
    "core.files.intake.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_CHUNK = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
AUDIT_ANCHOR_FILE = env.text("AUDIT_ANCHOR_FILE", str(MEDIA_DIR.parent / "anchors" / "audit.jsonl"))
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS", "")

# --- mail ----------------------------------------------------------------------------------------------------------
MAIL_TO_FILES = DEMO or DEBUG  # letters of a demonstration never leave the machine
EMAIL_BACKEND = env.text("EMAIL_BACKEND", f"django.core.mail.backends.{'filebased' if MAIL_TO_FILES else 'smtp'}.EmailBackend")
EMAIL_FILE_PATH = Path(env.text("MAIL_DIR", str(BASE_DIR / "var" / "mail")))
EMAIL_HOST, EMAIL_PORT = env.text("EMAIL_HOST", "localhost"), env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_USER", ""), env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_TIMEOUT = env.flag("EMAIL_USE_TLS"), 20
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "mingdu@localhost")

# --- language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE, TIME_ZONE, USE_I18N, USE_TZ = "zh-hans", "Asia/Shanghai", True, True
DATE_FORMAT, DATETIME_FORMAT = "Y-m-d", "Y-m-d H:i"

# --- browser -------------------------------------------------------------------------------------------------------
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_HOPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # core.http sets X-Frame-Options on every answer, files and errors included
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "report-uri": ["/csp-report/"],
    }
}

# --- logs ----------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_number": {"()": "config.logging.RequestNumberFilter"}},
    "formatters": {"json": {"()": "config.logging.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_number"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}},
}
