"""Every setting, read from the environment, failing loudly. `docs/settings.md` explains each."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()


def flag(name: str, default: bool) -> bool:
    return bool(env.bool(name, default=default))


def number(name: str, default: int) -> int:
    return int(env.int(name, default=default))


def word(name: str, default: str) -> str:
    return str(env.str(name, default=default))


def secret(name: str, file: Path) -> str:
    """A secret from the environment, or one drawn once and kept beside the data (never in production)."""
    if value := os.environ.get(name):
        return value
    if CALADE_MODE == "production":
        raise ImproperlyConfigured(f"{name} must be set: production never invents its own secrets.")
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(50))
        except FileExistsError:
            pass  # another process of the same first start was faster
    return file.read_text()


CALADE_MODE = word("CALADE_MODE", "development")
if CALADE_MODE not in {"development", "test", "production"}:
    raise ImproperlyConfigured("CALADE_MODE must be development, test or production.")
CALADE_VERSION = "0.1.0"
CALADE_DATA = Path(word("CALADE_DATA", str(ROOT / "var"))).resolve()
CALADE_ORIGIN = word("CALADE_ORIGIN", f"http://localhost:{number('PORT', 8000)}").rstrip("/")
CALADE_DEMO = word("CALADE_DEMO", "arles")
# Opens a hole for loopback addresses in outgoing requests: two towns on one machine. Refused in production.
CALADE_ALLOW_LOOPBACK = flag("CALADE_ALLOW_LOOPBACK", CALADE_MODE != "production")
CALADE_FEDERATION = word("CALADE_FEDERATION", "allow-list" if CALADE_MODE == "production" else "open")
CALADE_FIRST_CONTACT = word("CALADE_FIRST_CONTACT", "review" if CALADE_MODE == "production" else "accept")
CALADE_FIRST_LISTING = word("CALADE_FIRST_LISTING", "review" if CALADE_MODE == "production" else "publish")
CALADE_FIRST_POST = word("CALADE_FIRST_POST", "review" if CALADE_MODE == "production" else "publish")
CALADE_WEB_SEARCH = word("CALADE_WEB_SEARCH", "https://www.qwant.com/?q={words}")
CALADE_SIGN_UP = word("CALADE_SIGN_UP", "open")
if CALADE_SIGN_UP not in {"open", "approval", "invitation"}:
    raise ImproperlyConfigured("CALADE_SIGN_UP must be open, approval or invitation.")
CALADE_SECOND_STEP = flag("CALADE_SECOND_STEP", CALADE_MODE == "production")
CALADE_PAGE_STORE = flag("CALADE_PAGE_STORE", True)
CALADE_THREADS = number("CALADE_THREADS", 4)
CALADE_CONNECTIONS = number("CALADE_CONNECTIONS", CALADE_THREADS + 16)
CALADE_HEARTBEAT = number("CALADE_HEARTBEAT", 25)
CALADE_MOST_PAGES = number("CALADE_MOST_PAGES", 5_000)
CALADE_WEB_PROCESSES = number("CALADE_WEB_PROCESSES", 1)
CALADE_TRUSTED_PROXIES = number("CALADE_TRUSTED_PROXIES", 0)
# Whom to tell of a weakness: a mail address, or an https page. Empty: the sender of the town's mail.
CALADE_SECURITY_CONTACT = word("CALADE_SECURITY_CONTACT", "")
# Seconds during which a process that is asked to end says so to those in front, before it closes its door.
CALADE_DRAIN = number("CALADE_DRAIN", 0)
CALADE_METRICS_TOKEN = word("CALADE_METRICS_TOKEN", "")
CALADE_USER_AGENT = f"Calade/{CALADE_VERSION} (+{CALADE_ORIGIN}/)"
CALADE_IMAGES_MOST_MB = number("CALADE_IMAGES_MOST_MB", 5_000)
CALADE_IMAGES_EACH_MB = number("CALADE_IMAGES_EACH_MB", 500)
CALADE_WORKER_LEASE = number("CALADE_WORKER_LEASE", 120)
CALADE_PAGE_UPDATES_EVERY = number("CALADE_PAGE_UPDATES_EVERY", 600 if CALADE_MODE == "production" else 0)
REDIS_URL = word("CALADE_REDIS_URL", "")

SECRET_KEY = secret("CALADE_SECRET_KEY", CALADE_DATA / "secret_key")
SECRET_KEY_FALLBACKS = [key for key in word("CALADE_SECRET_KEY_FALLBACKS", "").split(",") if key]
CALADE_KEY_RING = word("CALADE_KEY_RING", "")
if CALADE_KEY_RING and not Path(CALADE_KEY_RING).is_file():
    raise ImproperlyConfigured(
        "CALADE_KEY_RING names a file that does not exist: what is sealed stays closed."
    )
DEBUG = flag("CALADE_DEBUG", False)
CALADE_HOST = CALADE_ORIGIN.split("://", 1)[-1]
CALADE_HANDLE_DOMAIN = word("CALADE_HANDLE_DOMAIN", CALADE_HOST).lower()
ALLOWED_HOSTS = [CALADE_HOST.rsplit(":", 1)[0], "localhost", "127.0.0.1"]
if CALADE_MODE == "production":
    ALLOWED_HOSTS = ALLOWED_HOSTS[:1]
CSRF_TRUSTED_ORIGINS = [CALADE_ORIGIN]
SECURE = CALADE_ORIGIN.startswith("https://")

INSTALLED_APPS = [
    "commons.base",
    "commons.journal",
    "commons.live",
    "commons.notices",
    "commons.people",
    "commons.accounts",
    "commons.communities",
    "commons.places",
    "commons.images",
    "commons.conversations",
    "commons.moderation",
    "commons.search",
    "commons.mandates",
    "wiki",
    "mutual_aid",
    "alerts",
    "commons.privacy",
    "commons.operation",
    "demo",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "taggit",
    "template_partials",
    "django_tasks",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
if flag("CALADE_FEDERATION_INSTALLED", True):  # a town may do without; a test holds that it still works
    INSTALLED_APPS.insert(INSTALLED_APPS.index("demo"), "federation")

MIDDLEWARE = [
    "commons.base.middleware.SecurityHeaders",
    # Django masks form tokens and varies the length of what it compresses, so that neither can be guessed.
    "commons.base.middleware.PackedPages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "commons.base.middleware.FromOurPages",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "commons.mandates.middleware.ActForSomebody",
    "commons.accounts.middleware.WakeTheCharge",
    "commons.base.middleware.KindErrors",
    "commons.people.middleware.WhoIsAsking",
    "commons.accounts.middleware.ProveItIsYou",
    "commons.accounts.middleware.WaitToBeLetIn",
]
if flag("CALADE_LOG_REQUESTS", False):
    MIDDLEWARE.insert(0, "commons.base.middleware.LogRequests")
if "federation" in INSTALLED_APPS:
    MIDDLEWARE.append("federation.middleware.AnswerInActivityPub")

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commons.communities.context.frame",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "commons.base.templatetags.calade",
                "commons.communities.templatetags.towns",
                "mutual_aid.templatetags.listing_cards",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

ROOT_URLCONF = "commons.urls"
ASGI_APPLICATION = "commons.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Data ---------------------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {
    "default": env.db_url_config(word("CALADE_DATABASE_URL", f"sqlite:///{CALADE_DATA}/calade.sqlite3"))
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "ENGINE": "commons.base.sqlite",
        # Threads are few and stay: a connection each is cheaper than opening one per request.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;"
            "PRAGMA secure_delete=ON;",  # Debian builds SQLite so; what is deleted is overwritten
        },
        # Tests run threads and processes against it: a file, not memory.
        "TEST": {"NAME": str(CALADE_DATA / "test.sqlite3")},
    }
else:
    # A migration or a copy may take its time; nothing else may hold the others up. `asgi.py` and `wsgi.py` say 5.
    _unhurried = {"migrate", "run", "restore", "back_up", "reindex"} & set(sys.argv[1:2])
    _most = number("CALADE_STATEMENT_SECONDS", 0 if _unhurried else 60)
    _limits = {
        "statement_timeout": _most * 1000,
        "lock_timeout": 10_000 if _most == 0 or _most > 5 else 2_000,
        "idle_in_transaction_session_timeout": 60_000 if _most == 0 or _most > 5 else 10_000,
    }
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a database that came back is not met through connections that died with it
        "OPTIONS": {
            # A small server lets in a hundred: what a rush has opened is given back soon.
            "pool": {"min_size": 0, "max_size": CALADE_CONNECTIONS, "timeout": 10, "max_idle": 20},
            "options": " ".join(f"-c {name}={value}" for name, value in _limits.items()),
        },
    }

CHANNEL_LAYERS: dict[str, Any] = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {
                "hosts": [REDIS_URL],
                "prefix": f"calade:{CALADE_HOST}",
                # Said to the hub, which then asks every page to catch up.
                "on_disconnect": "hub.lost",
                "on_reconnect": "hub.back",
            },
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "commons.base.caches.PatientRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": f"calade:{CALADE_HOST}",
            "OPTIONS": {"serializer": "commons.base.caches.PlainWords"},
        }
    }
TASKS = {"default": {"BACKEND": "commons.journal.jobs.JobBackend"}}

# --- People -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["commons.people.adapter.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher"
]  # nobody has a password: codes by mail
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "commons.accounts.adapter.TownAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Mail is slow in places, and people are: a quarter of an hour, five tries of a million codes.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_FORMS = {
    "signup": "commons.people.forms.SignUpForm",
    "login": "commons.people.forms.LoginForm",
    "confirm_login_code": "commons.people.forms.LoginCodeForm",
    "confirm_email_verification_code": "commons.people.forms.SignUpCodeForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_ADAPTER = "commons.accounts.second_steps.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # http://localhost
MFA_FORMS = {
    "authenticate": "commons.accounts.forms.SecondStepForm",
    "reauthenticate": "commons.accounts.forms.ProofForm",
    "activate_totp": "commons.accounts.forms.ApplicationForm",
    "add_webauthn": "commons.accounts.forms.PasskeyForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
if CALADE_MODE == "test":
    ACCOUNT_RATE_LIMITS = False
ALLAUTH_TRUSTED_PROXY_COUNT = CALADE_TRUSTED_PROXIES

# Each as https://client:secret@issuer; empty: its button does not show.
CALADE_CONNECT = {
    "franceconnect": word("CALADE_FRANCECONNECT", ""),
    "proconnect": word("CALADE_PROCONNECT", ""),
}
SESSION_ENGINE = "commons.accounts.devices"
SESSION_COOKIE_AGE = 90 * 24 * 3600  # the cookie; the session ends after fourteen days without a visit
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# Two towns on one machine share cookies across ports, so development names carry the port.
_suffix = CALADE_HOST.rpartition(":")[2] if not SECURE else ""
SESSION_COOKIE_NAME = "__Host-session" if SECURE else f"session-{_suffix}"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else f"csrf-{_suffix}"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "commons.base.views.csrf_failure"

EMAIL_BACKEND = word("CALADE_EMAIL_BACKEND", "commons.base.mail.FilesAndConsole")
EMAIL_FILE_PATH = CALADE_DATA / "mail"
EMAIL_HOST = word("CALADE_EMAIL_HOST", "localhost")
EMAIL_PORT = number("CALADE_EMAIL_PORT", 465)
EMAIL_HOST_USER = word("CALADE_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = word("CALADE_EMAIL_PASSWORD", "")
EMAIL_USE_SSL = flag("CALADE_EMAIL_SSL", True)
EMAIL_TIMEOUT = 10
# Answers by mail: "reponses@ville.fr" is written to as "reponses+secret@ville.fr". Empty: nobody answers.
CALADE_ANSWERS_ADDRESS = word("CALADE_ANSWERS_ADDRESS", "")
CALADE_ANSWERS_MAILBOX = word("CALADE_ANSWERS_MAILBOX", "")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = word("CALADE_EMAIL_FROM", f"calade@{ALLOWED_HOSTS[0]}")

# --- Languages and files ------------------------------------------------------------------------------------
LANGUAGE_CODE = word("CALADE_LANGUAGE", "fr")
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE else "django_language"
CALADE_THEME_COOKIE = "__Host-theme" if SECURE else "theme"
TIME_ZONE = word("CALADE_TIME_ZONE", "Europe/Paris")
USE_TZ = True
MEDIA_URL = "/media/"
IMAGES_ROOT = CALADE_DATA / "images"
STATIC_URL = "/static/"
STATIC_ROOT = CALADE_DATA / "static"
STATICFILES_DIRS = [
    ROOT / "commons" / "static"
]  # commons is a house of apps, not an app: nothing would find it
if CALADE_MODE == "test":
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # nothing is collected there, and WhiteNoise warns
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "commons.base.lean_files.LeanFiles"},
}
if CALADE_MODE == "test":  # no manifest is made for tests
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_USE_FINDERS = CALADE_MODE != "production"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

TAGGIT_TAGS_FROM_STRING = "wiki.tags.read"

# --- Safety -------------------------------------------------------------------------------------------------
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SILENCED_SYSTEM_CHECKS = [
    # What Django's two middlewares would send is sent by `commons.base.middleware.SecurityHeaders`, and tested.
    "security.W001",
    "security.W002",
    # HSTS and redirect: our own checks, and the front server.
    "security.W004",
    "security.W008",
    "security.W021",
]
if SECURE and CALADE_TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CALADE_LOG_FORMAT = word("CALADE_LOG_FORMAT", "text")
if CALADE_LOG_FORMAT not in {"text", "json"}:
    raise ImproperlyConfigured("CALADE_LOG_FORMAT must be text or json.")
# What people typed stands in messages of errors: it helps whoever builds, and is nobody's business in production.
_careful = {"careful": CALADE_MODE == "production"}
_level = word("CALADE_LOG_LEVEL", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "commons.base.logs.Careful", **_careful},
        "json": {"()": "commons.base.logs.JsonLines", **_careful},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": CALADE_LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": _level},
    "loggers": {
        "calade.security": {"level": "WARNING" if CALADE_MODE == "test" else "INFO"},
        "calade.requests": {"level": "INFO"},
        # Django gives these a handler of their own in development, which would tell everything a second time.
        "django": {"handlers": [], "level": _level},
        "django.server": {"handlers": [], "level": _level, "propagate": True},
    },
}
