"""Second factors: their secrets are encrypted with a key that is not in the database."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings

from sextant.access.models import User
from sextant.keys import kept_key

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # a recovery code is none by itself


class Adapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This is not the code of just now, or it has been used. Wait for the next one.",
        "cannot_generate_recovery_codes": "Set up an app with codes or a key first.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher(settings.SEXTANT_HOME).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher(settings.SEXTANT_HOME).decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.username

    def _get_user_identifier(self, user: User) -> str:
        return user.username

    def _get_site_name(self) -> str:
        return "Sextant"


def has_factor(user: User) -> bool:
    """Whether the person has an app with codes or a key."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


@cache
def _cipher(home: Path) -> Fernet:
    return Fernet(key(home))


def key(home: Path) -> bytes:
    """The key of the factors' secrets: a file in the home that is made once and readable by its owner only."""
    return kept_key(home / "keys" / "factors.key", Fernet.generate_key)
