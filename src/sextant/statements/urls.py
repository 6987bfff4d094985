"""Addresses of statements."""

from __future__ import annotations

from sextant.access.permissions import Permission as P
from sextant.statements import announced_views as announced
from sextant.statements import release_views as out
from sextant.statements import views
from sextant.statements import writing_views as writing
from sextant.statements.holding import MAY_HOLD
from sextant.statements.starting import MAY_START
from sextant.statements.writing import EDITORS
from sextant.web.routes import Policy, route

BOTH, POST = ("GET", "POST"), ("POST",)
READ = Policy(P.NARRATIVE_READ)
FOLLOWERS = (P.STATEMENT_CHECK, P.STATEMENT_PUBLISH)
FIGURES = (P.STATEMENT_CHECK, P.NARRATIVE_WRITE)

urlpatterns = [
    route("", views.listed, "statements", READ),
    route("start/", views.start, "statement-start", Policy(MAY_START, POST)),
    route("holds/", out.holds, "statement-holds", Policy(MAY_HOLD, BOTH, fresh="post")),
    route("holds/<int:pk>/lift/", out.lift, "statement-hold-lift", Policy(MAY_HOLD, POST, fresh="post")),
    route("announced/", announced.announced, "statement-announced", Policy(P.STATEMENT_PUBLISH, BOTH, fresh="post")),
    route(
        "announced/<str:quarter>/off/",
        announced.call_off,
        "statement-announced-off",
        Policy(P.STATEMENT_PUBLISH, POST, fresh="post"),
    ),
    route("corrections/", out.corrections, "statement-corrections", READ),
    route("<int:pk>/", views.statement, "statement", READ),
    route("<int:pk>/settings/", views.settings, "statement-settings", Policy(EDITORS, BOTH)),
    route("<int:pk>/facts/", views.facts, "statement-facts", Policy(P.NARRATIVE_READ, BOTH)),
    route("<int:pk>/facts/<int:fact>/", views.fact, "statement-fact", Policy(EDITORS, BOTH)),
    route("<int:pk>/facts/<int:fact>/drop/", views.drop_fact, "statement-fact-drop", Policy(EDITORS, POST)),
    route("<int:pk>/figures/", writing.newer_figures, "statement-figures", Policy(P.NARRATIVE_READ, BOTH)),
    route("<int:pk>/promises/", views.answers, "statement-answers", READ),
    route("<int:pk>/promises/take/", views.take_actions, "statement-take-actions", Policy(FIGURES, POST)),
    route("<int:pk>/promises/<int:promise>/", views.answer, "statement-answer", Policy(P.NARRATIVE_WRITE, BOTH)),
    route("<int:pk>/comments/", views.comment, "statement-comment", Policy(P.STATEMENT_COMMENT, POST)),
    route(
        "<int:pk>/comments/<int:comment>/",
        views.resolve,
        "statement-resolve",
        Policy((P.STATEMENT_COMMENT, P.NARRATIVE_WRITE), POST),
    ),
    route("<int:pk>/text/<slug:measure>/", writing.section, "statement-section", Policy(P.NARRATIVE_READ, BOTH)),
    route("<int:pk>/text/<slug:measure>/check/", writing.check_text, "statement-text-check", Policy(READ.needs, POST)),
    route("<int:pk>/text/<slug:measure>/changes/", writing.section_changes, "statement-text-changes", READ),
    route(
        "<int:pk>/text/<slug:measure>/source/",
        writing.add_source,
        "statement-source-add",
        Policy(P.NARRATIVE_WRITE, BOTH),
    ),
    route(
        "<int:pk>/sources/<int:source>/drop/",
        writing.drop_source,
        "statement-source-drop",
        Policy(P.NARRATIVE_WRITE, POST),
    ),
    route("<int:pk>/checked/", views.put_forward, "statement-checked", Policy(P.STATEMENT_CHECK, BOTH)),
    route("<int:pk>/whole/", out.preview, "statement-preview", Policy(P.NARRATIVE_READ, BOTH)),
    route("<int:pk>/pages/<str:first>", out.page_file, "statement-page-file", READ),
    route("<int:pk>/pages/<str:first>/<str:second>", out.page_file, "statement-page-second", READ),
    route("<int:pk>/pages/<str:first>/<str:second>/<str:third>", out.page_file, "statement-page-third", READ),
    route("<int:pk>/sign/", out.sign, "statement-sign", Policy(P.STATEMENT_SIGN, BOTH, fresh="post")),
    route("<int:pk>/refuse/", out.refuse, "statement-refuse", Policy(P.STATEMENT_SIGN, POST, fresh="post")),
    route("<int:pk>/send-back/", out.send_back, "statement-send-back", Policy(MAY_HOLD, BOTH, fresh="post")),
    route("<int:pk>/give-up/", out.give_up, "statement-give-up", Policy(FOLLOWERS, BOTH)),
    route("<int:pk>/publish/", out.publish, "statement-publish", Policy(P.STATEMENT_PUBLISH, BOTH, fresh="post")),
    route("<int:pk>/recall/", out.recall, "statement-recall", Policy(P.STATEMENT_PUBLISH, POST, fresh="post")),
    route("<int:pk>/withdraw/", out.withdraw, "statement-withdraw", Policy(P.STATEMENT_PUBLISH, BOTH, fresh="post")),
    route("<int:pk>/take-down/", out.take_down, "statement-take-down", Policy(P.STATEMENT_PUBLISH, BOTH, fresh="post")),
    route("<int:pk>/revise/", out.revise, "statement-revise", Policy(FOLLOWERS, BOTH)),
    route("<int:pk>/correct/", out.correct, "statement-correct", Policy(FOLLOWERS, BOTH)),
]
