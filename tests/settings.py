"""Settings of the test run: nothing is read from the developer's machine but TEST_DATABASE."""

import os
from base64 import urlsafe_b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

os.environ |= {"ENV_FILE": os.devnull, "TESTING": "true", "SECRET_KEY": "for tests only"}
os.environ["LOOKUP_KEY"] = urlsafe_b64encode(b"l" * 32).decode()
os.environ["CONTACT_KEYS"] = ";".join(
    f"{ngo}:{urlsafe_b64encode(ngo[0].encode() * 32).decode()}"
    for ngo in ("covcas", "hyestart", "armenophobia-observatory")
)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
for name in [
    "SITE_URL",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "MAIL_FROM",
    "ADMIN_HOST",
    "ADMIN_PATH",
    "BEHIND_PROXY",
    "PORT",
    "PUBLIC_FILES",
    "PUBLISHED_TREE",
    "MANIFEST_KEY",
    "MIRRORS",
    "ONION_LOCATION",
    "PRIVATE_FILES",
    "METRICS_BIND",
    "ON_CALL",
    "REPLICA_URL",
    "CACHE_URL",
    "S3_PUBLIC_BUCKET",
    "S3_PRIVATE_BUCKET",
]:
    os.environ.pop(name, None)

from campaign.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PAGES_IN_MEMORY = 0  # factories change records behind the services' back
WHITENOISE_AUTOREFRESH = True  # no collected static files are needed
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as on a real site: in memory, the threads of a test's server would share one connection.
    # Each process of each run has its own.
    FOLDER = TemporaryDirectory(prefix="libertas-test-")
    DATABASES["default"] |= {  # noqa: F405
        "NAME": Path(FOLDER.name) / "site.sqlite3",
        "TEST": {"NAME": Path(FOLDER.name) / "test.sqlite3"},
    }
else:
    # Two checkouts may be tested at once on one server.
    DATABASES["default"]["TEST"] = {"NAME": f"test_{crc32(os.fsencode(BASE_DIR)):08x}"}  # noqa: F405
