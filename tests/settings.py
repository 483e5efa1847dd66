"""Settings of the test run: nothing is read from the developer's machine but TEST_DATABASE."""

import os

os.environ |= {"ENV_FILE": os.devnull, "TESTING": "true", "SECRET_KEY": "for tests only"}
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
for name in ["SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "MAIL_FROM", "ADMIN_PATH", "BEHIND_PROXY", "PORT"]:
    os.environ.pop(name, None)

from campaign.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # no collected static files are needed
