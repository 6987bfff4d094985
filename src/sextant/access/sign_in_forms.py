"""Allauth's forms in our words: no text inside the boxes, hints beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as keys
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError

Words = dict[str, tuple[str, str]]
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, InvalidSignature)
CODE = "Six digits from your app, or one of your recovery codes."


class Plain:
    """Puts our labels and hints over a form's own and takes placeholders away."""

    words: ClassVar[Words] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label, field.help_text = self.words.get(name, (field.label, ""))
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = f"{field.label}: this is needed."


class SignIn(Plain, account.LoginForm):
    words: ClassVar[Words] = {"login": ("User name", ""), "password": ("Password", "")}


class Confirm(Plain, account.ReauthenticateForm):
    words: ClassVar[Words] = {"password": ("Password", "")}


class ChangePassword(Plain, account.ChangePasswordForm):
    words: ClassVar[Words] = {
        "oldpassword": ("The password you have", ""),
        "password1": (
            "The new password",
            "At least 12 characters, not one that many people use, nor your name or post. Three or four words do well.",
        ),
        "password2": ("The new password once more", ""),
    }

    def clean_password1(self) -> str:
        new: str = self.cleaned_data["password1"]
        if new == self.data.get("oldpassword"):
            raise ValidationError("Choose another password than the one you have.")
        return new


class Code(Plain, factors.AuthenticateForm):
    words: ClassVar[Words] = {"code": ("Code", CODE)}


class ConfirmByCode(Plain, factors.ReauthenticateForm):
    words: ClassVar[Words] = {"code": ("Code", CODE)}


class SetUpApp(Plain, totp.ActivateTOTPForm):
    words: ClassVar[Words] = {"code": ("The code that the app shows", "Six digits.")}


class Foreign:
    """What a key answered comes from outside: anything that can't be read or does not fit is a wrong answer."""

    def _clean_fields(self) -> None:
        self._guarded(super()._clean_fields)  # type: ignore[misc]

    def _clean_form(self) -> None:
        self._guarded(super()._clean_form)  # type: ignore[misc]

    def _guarded(self, clean: Callable[[], None]) -> None:
        try:
            clean()
        except MALFORMED:
            self.add_error("credential", "The key’s answer can’t be read. Try again.")  # type: ignore[attr-defined]


class KeyAsFactor(Foreign, keys.AuthenticateWebAuthnForm):
    pass


class ConfirmByKey(Foreign, keys.ReauthenticateWebAuthnForm):
    pass


class SignInByKey(Foreign, keys.LoginWebAuthnForm):
    pass


class AddKey(Foreign, Plain, keys.AddWebAuthnForm):
    words: ClassVar[Words] = {
        "name": ("Name of the key", "For you, to tell your keys apart."),
        "passwordless": ("Sign in with it alone, without a password (it asks for its PIN or your finger)", ""),
    }


class RenameKey(Plain, keys.EditWebAuthnForm):
    words: ClassVar[Words] = {"name": ("Name of the key", "")}
