"""The one Jinja environment of all pages: GOV.UK components as macros, our own parts, nothing undefined printed."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from sextant.access.permissions import HELD_BACK
from sextant.publishing import words
from sextant.publishing.page import components
from sextant.web.forms import date_items, described, error_summary, select_items
from sextant.web.once import FIELD, PROTECTED, new_token

COMPONENTS = (
    "back-link", "breadcrumbs", "button", "character-count", "checkboxes", "date-input", "details", "error-message",
    "error-summary", "fieldset", "file-upload", "generic-header", "input", "inset-text", "notification-banner",
    "pagination", "panel", "password-input", "radios", "select", "service-navigation", "skip-link", "summary-list",
    "table", "tabs", "tag", "task-list", "textarea", "warning-text",
)  # fmt: skip


def environment(**options: Any) -> Environment:
    """Django's own options, our loaders, filters and macros."""
    found = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    found.loader = ChoiceLoader(
        [found.loader, PrefixLoader({"publishing": PackageLoader("sextant.publishing", "templates")})]
    )
    found.filters |= {
        "number": words.number,
        "day": words.day_in_words,
        "moment": moment,
        "pounds": pounds,
        "completeness": words.completeness,
        "counted": words.counted,
        "on_day": words.on_day,
        "plain_dates": words.plain_dates,
        "sentence_case": words.sentence_case,
        "span": lambda note: words.span_in_words(note.start, note.end),
        "short_hash": words.short_hash,
        "as_json": as_json,
        "spaced": spaced,
    }
    found.globals |= {
        "url": url,
        "static": staticfiles_storage.url,
        "csrf": csrf,
        "described": described,
        "error_summary": error_summary,
        "held_back": HELD_BACK,
        "date_items": date_items,
        "select_items": select_items,
        "sign_on_providers": sign_on_providers,
        **_macros(),
    }
    return found


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a route."""
    return reverse(name, args=args, kwargs=kwargs)


def csrf(request: Any, once: bool = True) -> Markup:
    """The hidden fields that every form which posts must hold: against forgery, and against being sent twice.

    Forms of sign-in keep to their library's own ways, wherever they stand: `once` is not for them.
    """
    field = Markup('<input type="hidden" name="{}" value="{}">')
    own = field.format("csrfmiddlewaretoken", get_token(request))
    return own + field.format(FIELD, new_token()) if once and request.path.startswith(PROTECTED) else own


def moment(value: Any) -> str:
    """A moment in the reader's own time: "3 January 2026, 14:05"."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local.day} {local:%B %Y, %H:%M}"


def pounds(amount: Decimal | int) -> str:
    """`£250,000`, and with pence only where there are any: `£81,250.50`."""
    return f"£{amount:,.2f}".removesuffix(".00")


def as_json(value: Any) -> str:
    """Data for a script of ours, to stand in an attribute."""
    return json.dumps(value, default=dict)


def spaced(text: str) -> str:
    """A long key in groups of four, as one reads it out."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def sign_on_providers() -> list[dict[str, Any]]:
    """The force's own sign-in, where the settings name one."""
    apps: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return apps


@cache
def _macros() -> dict[str, Any]:
    return components(COMPONENTS)
