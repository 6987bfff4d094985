"""Addresses of sign-in: allauth's own, each under a policy; what has none is left out."""

from __future__ import annotations

from allauth.account import urls as account
from allauth.mfa.base import urls as factors
from allauth.mfa.recovery_codes import urls as codes
from allauth.mfa.totp import urls as totp
from allauth.mfa.webauthn import urls as passkeys
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as provider
from django.db import transaction
from django.urls import include, path

from sextant.access import account_views as views
from sextant.access import file_coming, single_sign_on
from sextant.web.routes import PUBLIC, SIGNED_IN, Policy, route, under

BOTH = ("GET", "POST")
POLICIES = {
    "account_login": Policy(PUBLIC, BOTH),
    "account_logout": Policy(PUBLIC, BOTH),
    "account_inactive": Policy(PUBLIC),
    "account_reauthenticate": Policy(SIGNED_IN, BOTH),
    "account_change_password": Policy(SIGNED_IN, BOTH),
    "mfa_index": Policy(SIGNED_IN),
    "mfa_authenticate": Policy(PUBLIC, BOTH),
    "mfa_reauthenticate": Policy(SIGNED_IN, BOTH),
    "mfa_activate_totp": Policy(SIGNED_IN, BOTH),
    "mfa_deactivate_totp": Policy(SIGNED_IN, BOTH),
    "mfa_generate_recovery_codes": Policy(SIGNED_IN, BOTH),
    "mfa_view_recovery_codes": Policy(SIGNED_IN),
    "mfa_list_webauthn": Policy(SIGNED_IN),
    "mfa_add_webauthn": Policy(SIGNED_IN, BOTH),
    "mfa_login_webauthn": Policy(PUBLIC, BOTH),
    "mfa_reauthenticate_webauthn": Policy(SIGNED_IN, BOTH),
}

# Together with what the audit says of them, or not at all.
WHOLE = {"account_change_password", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"}
for pattern in (*account.urlpatterns, *totp.urlpatterns, *codes.urlpatterns, *passkeys.urlpatterns):
    if getattr(pattern, "name", "") in WHOLE:
        pattern.callback = transaction.atomic(pattern.callback)
    if getattr(pattern, "name", "") == "account_change_password":
        pattern.callback = views.with_password(pattern.callback)

# What they lead to may be a file, which a browser takes without leaving the page.
CONFIRMING = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
for pattern in (*account.urlpatterns, *factors.urlpatterns, *passkeys.urlpatterns):
    if getattr(pattern, "name", "") in CONFIRMING:
        pattern.callback = file_coming.before_a_file(pattern.callback)

remove_key = transaction.atomic(keys.remove_webauthn)

urlpatterns = [
    route("", views.account, "account", Policy(SIGNED_IN)),
    route("file/", file_coming.coming, "account-file", Policy(SIGNED_IN)),
    *under(POLICIES, account.urlpatterns),
    path("2fa/", include(under(POLICIES, factors.urlpatterns))),
    path("2fa/totp/", include(under(POLICIES, totp.urlpatterns))),
    path("2fa/recovery-codes/", include(under(POLICIES, codes.urlpatterns))),
    path("2fa/webauthn/", include(under(POLICIES, passkeys.urlpatterns))),
    route("2fa/webauthn/keys/<int:pk>/edit/", keys.edit_webauthn, "mfa_edit_webauthn", Policy(SIGNED_IN, BOTH)),
    route(
        "2fa/webauthn/keys/<int:pk>/remove/",
        transaction.atomic(keys.remove_webauthn),
        "mfa_remove_webauthn",
        Policy(SIGNED_IN, BOTH),
    ),
    route("sso/<slug:provider_id>/login/", provider.login, "openid_connect_login", Policy(PUBLIC, BOTH)),
    route("sso/<slug:provider_id>/login/callback/", single_sign_on.callback, "openid_connect_callback", Policy(PUBLIC)),
    route("sso/cancelled/", social.login_cancelled, "socialaccount_login_cancelled", Policy(PUBLIC)),
]
