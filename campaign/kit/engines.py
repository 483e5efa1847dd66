"""The engines behind the site, from what the settings were given: databases, a cache, stores of files."""

from collections.abc import Mapping
from typing import Any

PRIMARY, REPLICA = "default", "replica"
REPLICA_ANSWERS_WITHIN = 2  # seconds; the primary is asked instead
# A database that hangs is one that is away: whoever waits for it is told so within seconds.
# (In front of PgBouncer: ignore_startup_parameters = options, and its own query_timeout.)
ANSWERS_OR_FAILS = {
    "connect_timeout": 3,
    "options": "-c statement_timeout=8s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s",
    "tcp_user_timeout": 5_000,  # milliseconds in which the other side must say that it received
}
# Seconds to wait for a connection, and to try for one (its pauses double) before the next visitor tries anew.
POOL = {"timeout": 5, "reconnect_timeout": 3}
CACHE_ANSWERS_WITHIN = 0.3  # seconds; the database is asked instead
LOCAL = "django.core.files.storage.FileSystemStorage"
S3_ACCOUNT = ["endpoint_url", "region", "access_key", "secret_key"]
S3 = "storages.backends.s3.S3Storage"


def databases(
    primary: Mapping[str, Any], *, replica: Mapping[str, Any] | None, pooled: bool
) -> dict[str, dict[str, Any]]:
    """No cursor and no setting outlives its transaction: PgBouncer may stand in between."""
    if str(primary["ENGINE"]).endswith("sqlite3"):
        # IMMEDIATE: two writers wait for each other instead of failing half-way (20 seconds at most).
        options = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return {PRIMARY: {**primary, "OPTIONS": options}}
    from campaign.kit.impatient import Impatient

    shared = {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "DISABLE_SERVER_SIDE_CURSORS": True}
    pool: dict[str, Any] = POOL | {"connection_class": Impatient}
    found = {PRIMARY: {**primary, **shared, "OPTIONS": ANSWERS_OR_FAILS | {"pool": pool} if pooled else {}}}
    if replica is not None:
        patience = {"timeout": REPLICA_ANSWERS_WITHIN, "reconnect_timeout": REPLICA_ANSWERS_WITHIN}
        smaller = pool | patience | {"min_size": 0, "max_size": 8}
        options = {"connect_timeout": REPLICA_ANSWERS_WITHIN, "pool": smaller if pooled else None}
        found[REPLICA] = {**replica, **shared, "OPTIONS": options}
    return found


def caches(url: str) -> dict[str, dict[str, Any]]:
    """One for all processes where an address is given, else a small one in each."""
    if not url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    options = dict.fromkeys(["socket_connect_timeout", "socket_timeout"], CACHE_ANSWERS_WITHIN)
    return {
        "default": {
            "BACKEND": "campaign.kit.shared_cache.SharedCache",
            "LOCATION": url,
            "KEY_PREFIX": "libertas",
            "OPTIONS": options | {"serializer": "campaign.kit.shared_cache.Json"},
        }
    }


def store(
    folder: str, *, bucket: str, account: Mapping[str, str], private: bool = False
) -> dict[str, dict[str, Any] | str]:
    """A folder of this machine, or a bucket where one is named; nothing has an address of its own.

    Only the application reads from either: the browser knows no host but ours.
    """
    if not bucket:
        rights = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700} if private else {}
        return {"BACKEND": LOCAL, "OPTIONS": {"location": folder} | rights}
    options = {f"{name}_name" if name == "region" else name: value or None for name, value in account.items()}
    fixed = {"default_acl": "private", "file_overwrite": False, "signature_version": "s3v4"}
    return {"BACKEND": S3, "OPTIONS": options | fixed | {"bucket_name": bucket}}
