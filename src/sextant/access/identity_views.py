"""Who waits for a second person to confirm them, and the confirmation."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sextant.access import identity
from sextant.access.forms import Recognised, sent
from sextant.access.models import IdentityCheck
from sextant.access.permissions import Permission as P
from sextant.access.policy import visible_to
from sextant.errors import Refusal


def waiting(request: HttpRequest) -> HttpResponse:
    """Those whom an administrator added or reset and whom this reader may confirm, the longest waiting first."""
    return render(request, "access/identities.html", {"waiting": list(_waiting(request).order_by("at"))})


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how one knows that it is them."""
    check = get_object_or_404(_waiting(request), pk=pk)
    form = Recognised(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            identity.confirm(by=request.user, check=check, how=form.cleaned_data["how"])
            messages.success(request, f"Confirmed: {check.user}. It acts at their next request.")
            return redirect("identities")
        except Refusal as refusal:
            form.refused(refusal, "how")
    return render(request, "access/confirm_identity.html", {"form": form, "check": check})


def _waiting(request: HttpRequest) -> QuerySet[IdentityCheck]:
    return visible_to(request.user, P.IDENTITY_CONFIRM, IdentityCheck.objects.select_related("user", "by"))
