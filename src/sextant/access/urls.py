"""Addresses of people and roles, broken glass, and the audit."""

from __future__ import annotations

from sextant.access import audit_views as audit
from sextant.access import compartment_views as rooms
from sextant.access import glass_views as glass
from sextant.access import identity_views as identity
from sextant.access import people_views as people
from sextant.access.permissions import Permission as P
from sextant.web.routes import SIGNED_IN, Policy, route

BOTH = ("GET", "POST")
MANAGE = Policy(P.USER_MANAGE)
CHANGE = Policy(P.USER_MANAGE, BOTH, fresh="post")
AUDIT = Policy(P.AUDIT_READ)

urlpatterns = [
    route("roles/", people.roles, "roles", Policy(SIGNED_IN)),
    route("people/", people.people, "people", MANAGE),
    route("people/find/", people.find_person, "find-person", Policy(P.USER_MANAGE, ("POST",))),
    route("people/add/", people.add_person, "add-person", CHANGE),
    route("people/recertify/", people.recertify, "recertify", CHANGE),
    route("people/<int:pk>/", people.person, "person", MANAGE),
    route("people/<int:pk>/grant/", people.grant, "grant-role", CHANGE),
    route("people/roles/<int:pk>/end/", people.end_role, "end-role", CHANGE),
    *(route(f"people/<int:pk>/{key}/", people.step(key), f"person-{key}", CHANGE) for key in people.STEPS),
    route("people/compartments/", rooms.compartments, "compartments", CHANGE),
    route("people/compartments/<int:pk>/", rooms.compartment, "compartment", CHANGE),
    route("people/compartments/<int:pk>/remove/<int:user_pk>/", rooms.remove_member, "remove-member", CHANGE),
    route("identity/", identity.waiting, "identities", Policy(P.IDENTITY_CONFIRM)),
    route("identity/<int:pk>/", identity.confirm, "confirm-identity", Policy(P.IDENTITY_CONFIRM, BOTH, fresh="post")),
    route("glass/", glass.glass, "glass", Policy((P.BREAK_GLASS, P.BREAK_GLASS_REVIEW))),
    route("glass/break/", glass.break_glass, "break-glass", Policy(P.BREAK_GLASS, BOTH, fresh="post")),
    route("glass/<int:pk>/", glass.review, "review-glass", Policy(P.BREAK_GLASS_REVIEW, BOTH, fresh="post")),
    route("audit/", audit.audit_rows, "audit", Policy(P.AUDIT_READ, BOTH)),
    route("audit/verify/", audit.verify_newest, "verify-audit", Policy(P.AUDIT_READ, ("POST",))),
    route("audit/export/", audit.export, "export-audit", Policy(P.AUDIT_READ, ("POST",), fresh="always")),
    route("audit/<int:seq>/", audit.audit_row, "audit-row", AUDIT),
]
