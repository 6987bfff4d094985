"""Settings of the workspace. What differs between places comes from the environment; see docs/reference/settings.md."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF

from sextant.config import Home
from sextant.desks import folders
from sextant.keys import kept_key
from sextant.uploads.sizes import bytes_in

SEXTANT_HOME = Home.resolve().root
DEMO = Home(SEXTANT_HOME).on_this_machine_only  # made up or a trial, served on loopback only; see their own checks
SECOND_FACTOR = not DEMO  # staff sign in with two factors; the people of a demonstration or a trial need not


def _secret() -> str:
    """The signing key: a file in the home, made once, readable by its owner only."""
    return kept_key(SEXTANT_HOME / "keys" / "django.key", lambda: secrets.token_urlsafe(64).encode()).decode()


def database(url: str | None, home: Path) -> dict[str, Any]:
    """Django's database setting: PostgreSQL from a `postgresql://` address, else SQLite in the home."""
    if not url:
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
        options = {"transaction_mode": "IMMEDIATE", "init_command": pragmas, "timeout": 20}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": home / "sextant.sqlite3", "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL: '{parts.scheme}' is not supported; write postgresql://user:password@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],  # a folder: its socket
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
    }


def origin_of(tiles: str) -> list[str]:
    """Where map tiles come from, the only foreign origin that a page may show pictures of."""
    if not tiles:
        return []
    parts = urlsplit(tiles)
    if parts.scheme not in ("http", "https") or not parts.netloc or not all(p in tiles for p in ("{z}", "{x}", "{y}")):
        raise ValueError(f"SEXTANT_TILES: '{tiles}' is no address of tiles; write https://name/{{z}}/{{x}}/{{y}}.png")
    return [f"{parts.scheme}://{parts.netloc}"]


def _folder(app: str) -> Path:
    """The folder of one of our own apps, named by its configuration or by its module."""
    return Path(__file__).parent.parent.joinpath(*app.partition(".apps.")[0].split(".")[1:])


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SEXTANT_HOSTS", "127.0.0.1,localhost").split(",")
BEHIND_TLS = os.environ.get("SEXTANT_TLS", "") == "proxy"  # a proxy in front speaks TLS
DATABASES = {"default": database(os.environ.get("DATABASE_URL"), SEXTANT_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
ROOT_URLCONF = "sextant.web.urls"
WSGI_APPLICATION = "sextant.web.wsgi.application"

OWN_APPS = [
    "sextant.access.apps.AccessConfig",
    "sextant.jobs.apps.JobsConfig",
    "sextant.uploads.apps.UploadsConfig",
    "sextant.board.apps.BoardConfig",
    "sextant.statements.apps.StatementsConfig",
    "sextant.actions.apps.ActionsConfig",
    "sextant.governance.apps.GovernanceConfig",
    *(f"sextant.desks.{each}" for each in folders()),
    "sextant.public.apps.PublicConfig",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    *OWN_APPS,
]
MIDDLEWARE = [
    "sextant.web.middleware.request_log",
    "sextant.web.middleware.demonstration",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sextant.web.middleware.no_store",
    "sextant.web.null_bytes.NullBytes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sextant.web.middleware.session_limits",
    "sextant.web.middleware.second_factor",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

_WEB = Path(__file__).parent
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_WEB / "templates", *(_folder(app) / "templates" for app in OWN_APPS)],
        "OPTIONS": {
            "environment": "sextant.web.jinja.environment",
            "context_processors": ["sextant.web.context.page", "django.contrib.messages.context_processors.messages"],
        },
    },
    {  # what allauth brings and nobody sees: the texts of its e-mails
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# ── sign-in ──
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workspace/"

# ── what a browser is told ──
SESSION_COOKIE_NAME = "sextant"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = True  # one cookie, and none at all for the public
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 63_072_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "sextant.web.errors.csrf_failed"
TILES = os.environ.get("SEXTANT_TILES", "")  # https://tiles.example/{z}/{x}/{y}.png; nothing: our own outlines only
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *origin_of(TILES)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = _WEB / "static"
WHITENOISE_USE_FINDERS = False
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": SEXTANT_HOME}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = SEXTANT_HOME / "uploads" / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = ["sextant.uploads.receiving.Receiving"]
UPLOAD_LIMIT = bytes_in(os.environ.get("SEXTANT_UPLOAD_LIMIT", "4GiB"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 200

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
SILENCED_SYSTEM_CHECKS: list[str] = []

from sextant.web.sign_in import *  # noqa: E402, F403
