"""People and their roles, for administrators; and what each role is, for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from sextant.access import account_actions, actions
from sextant.access.factors import FACTORS
from sextant.access.forms import Grant, NewPerson, Reason, sent
from sextant.access.models import Membership, User
from sextant.access.permissions import HELD_BACK
from sextant.access.permissions import Permission as P
from sextant.access.policy import visible_to
from sextant.access.roles import ROLES
from sextant.errors import Refusal
from sextant.web.once import stands

A_PAGE = 50
CONFIRMED_EVERY = timedelta(days=90)


def people(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in, or might once."""
    state, role = request.GET.get("state", "active"), request.GET.get("role", "")
    found = _with_roles(_people_of(request).filter(is_active=state != "disabled")).order_by("post", "username")
    if role in ROLES:
        found = found.filter(Exists(Membership.objects.live().filter(user=OuterRef("pk"), role=role)))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    query = f"state={'disabled' if state == 'disabled' else 'active'}&role={role if role in ROLES else ''}&"
    shown = {"page": page, "query": query, "state": state, "role": role, "roles": ROLES, "typed": ""}
    return render(request, "access/people.html", shown | {"due": _due(request.user).count()})


def find_person(request: HttpRequest) -> HttpResponse:
    """Those whose user name or post holds what was typed; by POST, since a name does not belong into an address."""
    typed = request.POST.get("typed", "").strip()[:150]
    named = Q(username__icontains=typed) | Q(post__icontains=typed)
    found = _with_roles(_people_of(request).filter(named)).order_by("post", "username")
    page = Paginator(found, A_PAGE).get_page(1)
    shown = {"page": page, "query": "", "state": "", "role": "", "roles": ROLES, "typed": typed}
    return render(request, "access/people.html", shown | {"due": _due(request.user).count()})


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: their post, roles now and before, and how they sign in."""
    held = Membership.objects.select_related("granted_by", "confirmed_by").order_by("-since")
    found = get_object_or_404(_people_of(request).prefetch_related(Prefetch("memberships", held)), pk=pk)
    now = timezone.now()
    roles = [(ROLES[each.role], each, each.until is None or each.until > now) for each in found.memberships.all()]
    factors = found.authenticator_set.filter(type__in=FACTORS).count()
    shown = {"person": found, "held": roles, "factors": factors, "rooms": found.compartments.order_by("desk", "name")}
    return render(request, "access/person.html", shown)


def add_person(request: HttpRequest) -> HttpResponse:
    """Add somebody; the first password is on the answer's page and nowhere else."""
    form = NewPerson(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made, password = account_actions.add_person(by=request.user, **form.cleaned_data)
            return _first_password(request, made, password)
        except Refusal as refusal:
            form.refused(refusal)
    return render(request, "access/add_person.html", {"form": form})


def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a role."""
    found = get_object_or_404(_people_of(request), pk=pk)
    form = Grant(sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.grant_role(
                by=request.user,
                user=found,
                role=given["role"],
                desk=given["desk"],
                until=form.ends(),
                why=given["why"],
            )
            messages.success(request, f"{found} is now {ROLES[given['role']].title.lower()}.")
            return redirect("person", pk=pk)
        except Refusal as refusal:
            form.refused(refusal)
    return render(request, "access/grant.html", {"form": form, "person": found, "roles": ROLES})


def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role somebody holds."""
    rows = visible_to(request.user, P.USER_MANAGE, Membership.objects.select_related("user"))
    held = get_object_or_404(rows, pk=pk)
    step = Step(
        f"End the role of {ROLES[held.role].title.lower()}",
        "It ends at the person's next request. It stays on record.",
        "End the role",
        lambda by, _user, why: actions.end_role(by=by, membership=held, why=why),
        "The role has ended.",
    )
    return _step(request, held.user, step)


@dataclass(frozen=True)
class Step:
    """Something done to a person for a reason: what the page says before, and after."""

    title: str
    says: str
    button: str
    act: Callable[[User, User, str], str | None]
    done: str


AFTERWARDS = f"Somebody else then has to confirm who they are before they can {HELD_BACK}."
STEPS = {
    "disable": Step(
        "Shut out",
        "They are signed out everywhere at once and can't sign in. Their roles and work stay on record.",
        "Shut out",
        lambda by, user, why: actions.disable_user(by=by, user=user, why=why),
        "Shut out and signed out everywhere.",
    ),
    "enable": Step(
        "Let in again",
        "They can sign in again, with the roles that have not ended.",
        "Let in again",
        lambda by, user, why: actions.enable_user(by=by, user=user, why=why),
        "They can sign in again.",
    ),
    "factors": Step(
        "Reset the second factor",
        "Make sure that it is them who ask: see them, or call them on a number that you know. They are signed out and "
        "set up a new factor when they next sign in; they are told that you did this. The force's own sign-in, where "
        f"there is one, knows them anew by their address. {AFTERWARDS}",
        "Reset the second factor",
        lambda by, user, why: account_actions.reset_factors(by=by, user=user, why=why),
        "The second factor is removed.",
    ),
    "password": Step(
        "Give a new password",
        "Make sure that it is them who ask: see them, or call them on a number that you know. They are signed out and "
        f"choose one of their own when they next sign in. {AFTERWARDS}",
        "Give a new password",
        lambda by, user, why: account_actions.give_password(by=by, user=user, why=why),
        "",
    ),
}


def step(key: str) -> Callable[..., HttpResponse]:
    """The view of one step."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return _step(request, get_object_or_404(_people_of(request), pk=pk), STEPS[key])

    return view


def recertify(request: HttpRequest) -> HttpResponse:
    """Roles that nobody has confirmed for a quarter: each is confirmed, or ended, by an administrator."""
    due = _due(request.user).select_related("user", "confirmed_by").order_by("asked", "pk")
    form = Reason(sent(request))
    if request.method == "POST" and form.is_valid():
        chosen = [pk for pk in request.POST.getlist("membership") if pk.isdecimal() and len(pk) < 19]
        try:
            ticked = due.filter(pk__in=chosen)
            count = actions.confirm_roles(by=request.user, memberships=ticked, why=form.cleaned_data["why"])
            messages.success(request, f"{count} roles confirmed.")
            return redirect("recertify")
        except Refusal as refusal:
            form.refused(refusal)
    page = Paginator(due, A_PAGE).get_page(request.GET.get("page"))
    own = Membership.objects.live().filter(user=request.user)
    shown = {"page": page, "form": form, "roles": ROLES, "own": {each.pk for each in own}}
    return render(request, "access/recertify.html", shown)


def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do, and how one comes to hold it."""
    held = set(Membership.objects.live().filter(user=request.user).values_list("role", flat=True))
    return render(request, "access/roles.html", {"roles": ROLES.values(), "held": held, "permissions": list(P)})


def _due(by: User) -> QuerySet[Membership]:
    asked = Membership.objects.live().filter(user__is_active=True).annotate(asked=Coalesce("confirmed_at", "since"))
    return visible_to(by, P.USER_MANAGE, asked).filter(asked__lt=timezone.now() - CONFIRMED_EVERY)


def _people_of(request: HttpRequest) -> QuerySet[User]:
    return visible_to(request.user, P.USER_MANAGE, User.objects.all())


def _with_roles(found: QuerySet[User]) -> QuerySet[User]:
    live = Membership.objects.live().order_by("role", "desk")
    return found.prefetch_related(Prefetch("memberships", live, to_attr="roles_now"))


def _first_password(request: HttpRequest, found: User, password: str) -> HttpResponse:
    """The one page on which a password is read. Sent again, the form makes no second one."""
    return stands(render(request, "access/first_password.html", {"person": found, "password": password}))


def _step(request: HttpRequest, found: User, taken: Step) -> HttpResponse:
    form = Reason(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            told: Any = taken.act(request.user, found, form.cleaned_data["why"])
            if told:
                return _first_password(request, found, told)
            messages.success(request, taken.done)
            return redirect("person", pk=found.pk)
        except Refusal as refusal:
            form.refused(refusal)
    return render(request, "access/step.html", {"form": form, "person": found, "step": taken})
