"""Settings: everything comes from the environment, and an unsafe mixture refuses to start.

Two ways to run (docs/decisions/0010): *embedded* when nothing is given (SQLite and files under
var/, on this machine only), *production* as soon as SITE_URL is given.
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from campaign.kit.engines import S3_ACCOUNT, caches, databases, store
from campaign.kit.logs import logging_to_console
from campaign.kit.start import (
    contact_keys,
    fernet_keys,
    kept_in,
    mail_files,
    mail_server,
    new_contact_keys,
    new_fernet_key,
    security_contact,
)

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(os.environ.get("ENV_FILE", str(BASE_DIR / ".env")))
VAR = Path(
    env.str("VAR", default=str(BASE_DIR / "var"))
)  # what the site makes for itself, and may make again

# Which of the two ways ------------------------------------------------------------------------

REQUIRED = [
    "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "EMAIL_URL", "MAIL_FROM", "CONTACT_KEYS", "LOOKUP_KEY",
]  # fmt: skip
LONG_ENOUGH = 50  # characters of SECRET_KEY, as `check --deploy` asks
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
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_in(VAR / "secret_key", make=get_random_secret_key)
ALLOWED_HOSTS = ["127.0.0.1", "localhost"] if EMBEDDED else env.list("ALLOWED_HOSTS")
ADMIN_HOST = env.str("ADMIN_HOST", default="")  # the desk answers there alone
if ADMIN_HOST:
    ALLOWED_HOSTS.append(ADMIN_HOST)
if not EMBEDDED and any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name each host: no asterisk.")
if not EMBEDDED and len(SECRET_KEY) < LONG_ENOUGH:
    raise ImproperlyConfigured(f"SECRET_KEY must have {LONG_ENOUGH} characters or more.")
BIND = env.str("BIND", default=f"127.0.0.1:{PORT}")
ADMIN_PATH = env.str("ADMIN_PATH", default="admin").strip("/")
ADMIN_URL = f"{f'https://{ADMIN_HOST}' if ADMIN_HOST else SITE_URL}/{ADMIN_PATH}/"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURITY_CONTACT = security_contact(env.str("SECURITY_CONTACT", default=""))
METRICS_BIND = env.str("METRICS_BIND", default="")  # an address that only who watches can reach
METRICS_FOLDER = ""  # where processes count together; gunicorn.conf.py makes it
ON_CALL = env.str("ON_CALL", default="")  # who keeps the machine, told to staff when something is wrong

# What is personal is sealed at rest (campaign/kit/sealing.py): a key for each NGO, one to look addresses up.
CONTACT_KEYS = contact_keys(
    env.str("CONTACT_KEYS", default="") or kept_in(VAR / "contact_keys", make=new_contact_keys)
)
LOOKUP_KEY = fernet_keys(
    "LOOKUP_KEY", env.str("LOOKUP_KEY", default="") or kept_in(VAR / "lookup_key", make=new_fernet_key)
)

# Rooms ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "campaign",
    "prisoners",
    "sponsorships",
    "campaign.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_countries",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

# Pages kept in memory skip all that follows; the headers of all that follows were kept with them.
# LocaleMiddleware stands before the sessions: a public page then varies with its address alone.
MIDDLEWARE = [
    "campaign.doorway.numbered",
    "campaign.memory.kept_pages",
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
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "campaign.desk.sessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "campaign.gate.Gate",
    "campaign.replica.PublicReads",
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

DATABASES = databases(
    env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'campaign.sqlite3'}"),
    replica=env.db("REPLICA_URL") if env.str("REPLICA_URL", default="") else None,
    pooled=not TESTING,
)
DATABASE_ROUTERS = ["campaign.replica.Router"]
if not EMBEDDED and DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database.")
CACHE_URL = env.str("CACHE_URL", default="")  # tells all processes the revision (campaign/revision.py)
CACHES = caches(CACHE_URL)

# People of the three NGOs ---------------------------------------------------------------------

AUTH_USER_MODEL = "campaign.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
    }.items()
]

# Of allauth only the second factor: nobody signs up, nobody is written to, tries are counted by us.
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
SESSION_COOKIE_AGE = 8 * 3600  # seconds; idle sessions end sooner (campaign/desk.py)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_ADAPTER = "campaign.signing_in.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "campaign.signing_in.MfaAdapter"
MFA_FORMS = {
    "authenticate": "campaign.signing_in.CodeForm",
    "reauthenticate": "campaign.signing_in.CodeAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED  # http://localhost

# Two languages --------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"  # of the program, whatever VAR says
STATICFILES_DIRS = [BASE_DIR / "static"]
PUBLIC_FILES = env.str("PUBLIC_FILES", default=str(VAR / "public"))  # photographs; behind a checked view
PRIVATE_FILES = env.str("PRIVATE_FILES", default=str(VAR / "private"))  # what sponsors send, unread yet
MEDIA_ROOT, MEDIA_URL = PUBLIC_FILES, "/media/"
S3 = {name: env.str(f"S3_{name.upper()}", default="") for name in S3_ACCOUNT}
STORAGES: dict[str, dict[str, Any]] = {
    "default": store(PUBLIC_FILES, bucket=env.str("S3_PUBLIC_BUCKET", default=""), account=S3),
    "private": store(
        PRIVATE_FILES, bucket=env.str("S3_PRIVATE_BUCKET", default=""), account=S3, private=True
    ),
    "staticfiles": {
        "BACKEND": "campaign.kit.stylesheets.OneStyleSheetStorage",
        "OPTIONS": {"file_permissions_mode": 0o644},  # collected by root, read by the site
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
BACKUPS = env.str("BACKUPS", default="")  # the folder of encrypted backups, and of what was removed since
BACKUP_RECIPIENTS = env.str("BACKUP_RECIPIENTS", default="")  # a file of age keys; any one opens a backup
DATA = BASE_DIR / "data"
PUBLISHED_TREE = env.str("PUBLISHED_TREE", default="")  # the folder that nginx serves
MANIFEST_KEY = env.str("MANIFEST_KEY", default="")  # signs its manifest
MIRRORS = [
    address.rstrip("/") for address in env.list("MIRRORS", default=[])
]  # addresses at which the same tree is served
ONION_LOCATION = env.str("ONION_LOCATION", default="").rstrip("/")  # http://....onion, told to Tor Browser

# Bytes of finished pages in each process (campaign/memory.py); 0: nothing is kept, not even the figures.
PAGES_IN_MEMORY = env.int("PAGES_IN_MEMORY", default=0 if DEBUG else 64 * 1024 * 1024)

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

LOGGING = logging_to_console(structured=not EMBEDDED)
