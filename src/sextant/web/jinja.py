"""The one Jinja environment of all pages: GOV.UK components as macros, our own parts, nothing undefined printed."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from sextant.publishing import words
from sextant.publishing.page import components
from sextant.web.forms import date_items, described, error_summary

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
        "completeness": words.completeness,
        "counted": words.counted,
        "on_day": words.on_day,
        "sentence_case": words.sentence_case,
        "span": lambda note: words.span_in_words(note.start, note.end),
        "short_hash": words.short_hash,
    }
    found.globals |= {
        "url": url,
        "static": staticfiles_storage.url,
        "csrf": csrf,
        "described": described,
        "error_summary": error_summary,
        "date_items": date_items,
        **_macros(),
    }
    return found


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a route."""
    return reverse(name, args=args, kwargs=kwargs)


def csrf(request: Any) -> Markup:
    """The hidden field that every form which posts must hold."""
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


def moment(value: Any) -> str:
    """A moment in the reader's own time: "3 January 2026, 14:05"."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local.day} {local:%B %Y, %H:%M}"


@cache
def _macros() -> dict[str, Any]:
    return components(COMPONENTS)
