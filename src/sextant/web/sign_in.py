"""Settings of sign-in: a second factor for everybody, lock-out, time-outs, single sign-on by configuration."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

_FORMS = "sextant.access.sign_in_forms"

# ── passwords and sessions ──
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "post")},
    },
]
SESSION_IDLE = timedelta(minutes=30)
SESSION_ABSOLUTE = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())

# ── allauth ──
ACCOUNT_ADAPTER = "sextant.access.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the browser's window
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignIn",
    "reauthenticate": f"{_FORMS}.Confirm",
    "change_password": f"{_FORMS}.ChangePassword",
}
MFA_ADAPTER = "sextant.access.factors.Adapter"
MFA_FORMS = {
    "authenticate": f"{_FORMS}.Code",
    "reauthenticate": f"{_FORMS}.ConfirmByCode",
    "activate_totp": f"{_FORMS}.SetUpApp",
    "authenticate_webauthn": f"{_FORMS}.KeyAsFactor",
    "reauthenticate_webauthn": f"{_FORMS}.ConfirmByKey",
    "login_webauthn": f"{_FORMS}.SignInByKey",
    "add_webauthn": f"{_FORMS}.AddKey",
    "edit_webauthn": f"{_FORMS}.RenameKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Sextant"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off; a code works once all the same

# ── lock-out: of a user name from one address, so that nobody elsewhere can shut somebody out ──
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "sextant.access.sign_in.locked_out"
AXES_USERNAME_CALLABLE = "sextant.access.sign_in.name_for_lock_out"
AXES_CLIENT_IP_CALLABLE = "sextant.access.sign_in.address_of"
AXES_DISABLE_ACCESS_LOG = True  # the audit has it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "password", "code", "credential", "csrfmiddlewaretoken"]

# What several server processes must know together: codes that were used, attempts that were made.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "sextant_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# ── behind one proxy, whose word on the client's address is believed; without it nobody's is ──
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("SEXTANT_TLS", "") == "proxy" else 0

# ── single sign-on through the force's own provider, where the environment names one ──
SOCIALACCOUNT_ADAPTER = "sextant.access.single_sign_on.Adapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # by the address that the provider says it has verified
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_ONLY = False


def providers(environment: Any) -> dict[str, Any]:
    """Allauth's setting for the one OpenID Connect provider, or nothing. Raises KeyError for half a configuration."""
    if not environment.get("SEXTANT_OIDC_ISSUER"):
        return {}
    app = {
        "provider_id": "force",
        "name": environment.get("SEXTANT_OIDC_NAME", "your force's account"),
        "client_id": environment["SEXTANT_OIDC_CLIENT_ID"],
        "secret": Path(environment["SEXTANT_OIDC_CLIENT_SECRET_FILE"]).read_text("utf-8").strip(),
        "settings": {"server_url": environment["SEXTANT_OIDC_ISSUER"]},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


SOCIALACCOUNT_PROVIDERS = providers(os.environ)
FACTOR_BY_PROVIDER = os.environ.get("SEXTANT_OIDC_MFA", "") == "provider"
