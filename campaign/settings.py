"""Settings: everything comes from the environment, and an unsafe mixture refuses to start.

Two ways to run (docs/decisions/0010): *embedded* when nothing is given (SQLite and files under
var/, on this machine only), *production* as soon as SITE_URL is given.
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from campaign.kit.start import mail_files, mail_server, secret_kept_in

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = environ.Env()
env.read_env(os.environ.get("ENV_FILE", str(BASE_DIR / ".env")))

# Which of the two ways ------------------------------------------------------------------------

REQUIRED = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "EMAIL_URL", "MAIL_FROM"]
TESTING = env.bool("TESTING", default=False)  # set by tests/settings.py only
EMBEDDED = not env.str("SITE_URL", default="")

given = {name for name in REQUIRED if env.str(name, default="")}
if EMBEDDED and given and not TESTING:
    raise ImproperlyConfigured(f"SITE_URL is missing, though {', '.join(sorted(given))} is set.")
if not EMBEDDED and len(given) < len(REQUIRED):
    raise ImproperlyConfigured(f"Missing settings: {', '.join(n for n in REQUIRED if n not in given)}.")

PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default="").rstrip("/") or f"http://127.0.0.1:{PORT}"
if not EMBEDDED and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must begin with https://.")


DEBUG = EMBEDDED and env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or secret_kept_in(VAR / "secret_key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"] if EMBEDDED else env.list("ALLOWED_HOSTS")
BIND = env.str("BIND", default=f"127.0.0.1:{PORT}")
ADMIN_PATH = env.str("ADMIN_PATH", default="admin").strip("/")
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)

# Rooms ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "campaign",
    "prisoners",
    "sponsorships",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_countries",
]

# LocaleMiddleware stands before the sessions: a public page then varies with its address alone.
MIDDLEWARE = [
    "campaign.headers.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "campaign.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "html",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "campaign.addresses.addresses",
            ],
            "builtins": ["campaign.templatetags.campaign"],
        },
    },
    {  # for letters: O'Brien must not read O&#x27;Brien
        "NAME": "plain",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"autoescape": False},
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database -------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'campaign.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    if not EMBEDDED:
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database.")
    # IMMEDIATE: two writers wait for each other instead of failing half-way (20 seconds at most).
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif not TESTING:
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "OPTIONS": {"pool": True}}

# People of the three NGOs ---------------------------------------------------------------------

AUTH_USER_MODEL = "campaign.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ["UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator"]
]

# Two languages --------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA = BASE_DIR / "data"

# Mail: only the worker (`manage.py send_letters`) sends ---------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="Libertas <campaign@localhost>")
MAIL_FOLDER = VAR / "mail"  # of the embedded mode
MAILERS = {"default": mail_files(MAIL_FOLDER) if EMBEDDED else mail_server(env.email_url("EMAIL_URL"))}

# Safety ---------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would make browsers send Origin: null with forms
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "campaign.errors.csrf_refused"
if not EMBEDDED:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_NAME = "__Host-sessionid"
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes; our longest form is a few kilobytes

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
