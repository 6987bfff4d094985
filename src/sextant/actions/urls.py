"""Addresses of actions, boards and meetings."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
from sextant.actions import board_views as boards
from sextant.actions import evidence_views as files
from sextant.actions import list_views as lists
from sextant.actions import views
from sextant.web.routes import Policy, route

BOTH = ("GET", "POST")
READ, WRITE = Policy(P.ACTION_READ), Policy(P.ACTION_READ, ("POST",))

urlpatterns = [
    route("", lists.listed, "actions", READ),
    route("new/", views.propose, "action-new", Policy(P.ACTION_WRITE, BOTH)),
    route("mine/", lists.mine, "actions-mine", READ),
    route("keeping/", lists.keeping, "actions-keeping", READ),
    route("export.csv", lists.export, "actions-csv", Policy(P.ACTION_READ, fresh="always")),
    route("export.ics", lists.export_calendar, "actions-ics", Policy(P.ACTION_READ, fresh="always")),
    route("import/", boards.take_tracker, "actions-import", Policy(P.ACTION_AGREE, BOTH)),
    route("boards/", boards.boards, "actions-boards", Policy(P.ACTION_READ, BOTH)),
    route("boards/<int:pk>/", boards.board, "actions-board", Policy(P.ACTION_READ, BOTH)),
    route("meetings/<int:pk>/", boards.meeting, "actions-meeting", Policy(P.ACTION_READ, BOTH)),
    route("meetings/<int:pk>/minutes/", boards.minutes, "actions-minutes", READ),
    route(
        "meetings/<int:pk>/agenda/<int:number>/<slug:step>/",
        boards.agenda_step,
        "actions-agenda",
        Policy(P.ACTION_AGREE, ("POST",)),
    ),
    route("none/<slug:measure>/", boards.excuse, "actions-none", Policy(P.ACTION_AGREE, ("POST",))),
    route("<str:ref>/", views.one, "action", READ),
    route("<str:ref>/edit/", views.edit, "action-edit", Policy(P.ACTION_WRITE, BOTH)),
    route("<str:ref>/say/", views.say, "action-say", WRITE),
    route("<str:ref>/date/", views.move_date, "action-date", Policy(P.ACTION_AGREE, ("POST",))),
    route("<str:ref>/evidence/", views.show, "action-evidence", WRITE),
    route("<str:ref>/evidence/files/", files.add, "action-add-file", WRITE),
    route("<str:ref>/evidence/files/<int:number>/", files.take, "action-file", Policy(P.ACTION_READ, fresh="always")),
    route("<str:ref>/benefits/", views.expect, "action-benefits", WRITE),
    route(
        "<str:ref>/benefits/<int:number>/", views.check_benefit, "action-benefit", Policy(P.ACTION_VERIFY, ("POST",))
    ),
    route("<str:ref>/standing/", views.set_by_hand, "action-standing", Policy(P.ACTION_AGREE, ("POST",))),
    route("<str:ref>/step/<str:key>/", views.step, "action-step", Policy(P.ACTION_READ, BOTH)),
]
