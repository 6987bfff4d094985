"""Compartments, for administrators: rooms of a desk and who is in them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from sextant.access import compartment_actions as actions
from sextant.access.forms import Member, NewCompartment, Reason, sent
from sextant.access.models import Compartment, User
from sextant.access.people_views import A_PAGE
from sextant.access.permissions import Permission as P
from sextant.access.policy import visible_to
from sextant.errors import Refusal


def compartments(request: HttpRequest) -> HttpResponse:
    """All rooms, and the form for a new one."""
    form = NewCompartment(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_compartment(by=request.user, **form.cleaned_data)
            return redirect("compartment", pk=made.pk)
        except Refusal as refusal:
            form.refused(refusal)
    found = _rooms(request).annotate(inside=Count("members")).order_by("desk", "name")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "access/compartments.html", {"form": form, "page": page})


def compartment(request: HttpRequest, pk: int) -> HttpResponse:
    """One room: its members, and the form that lets somebody in."""
    room = get_object_or_404(_rooms(request), pk=pk)
    form = Member(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = User.objects.filter(username=form.cleaned_data["username"]).first()
            if user is None:
                raise Refusal("user", "is not known", "write the user name as on the person's page")
            actions.add_member(by=request.user, compartment=room, user=user, why=form.cleaned_data["why"])
            messages.success(request, f"{user} is in.")
            return redirect("compartment", pk=pk)
        except Refusal as refusal:
            form.refused(refusal, "username")
    shown = {"form": form, "room": room, "members": room.members.order_by("post", "username")}
    return render(request, "access/compartment.html", shown)


def remove_member(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    """Take somebody out of a room."""
    room = get_object_or_404(_rooms(request), pk=pk)
    user = get_object_or_404(room.members, pk=user_pk)
    form = Reason(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_member(by=request.user, compartment=room, user=user, why=form.cleaned_data["why"])
            messages.success(request, f"{user} is out.")
            return redirect("compartment", pk=pk)
        except Refusal as refusal:
            form.refused(refusal)
    return render(request, "access/remove_member.html", {"form": form, "room": room, "person": user})


def _rooms(request: HttpRequest) -> QuerySet[Compartment]:
    return visible_to(request.user, P.USER_MANAGE, Compartment.objects.all())
