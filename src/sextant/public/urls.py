"""Addresses of the public site and its API."""

from __future__ import annotations

from django.urls import include, path

from sextant.public import views
from sextant.public.api import api
from sextant.running.health_view import health
from sextant.web.routes import PUBLIC, Policy, route, under

OPEN = Policy(PUBLIC)
API = (
    "api-statements",
    "api-announcements",
    "api-quarter",
    "api-figures",
    "api-figure",
    "api-actions",
    "api-edition-actions",
)

urlpatterns = [
    route("", views.home, "public", OPEN),
    route("statements/<slug:force>/<str:quarter>/", views.quarter, "public-quarter", OPEN),
    route("statements/<slug:force>/<str:quarter>/edition-<int:number>/", views.edition, "public-edition", OPEN),
    route("statements/<slug:force>/<str:quarter>/edition-<int:number>/<path:name>", views.file, "public-file", OPEN),
    route("data/", views.data, "public-data", OPEN),
    route("corrections/", views.corrections, "public-corrections", OPEN),
    route("accessibility/", views.accessibility, "public-accessibility", OPEN),
    route(".well-known/security.txt", views.security_txt, "security-txt", OPEN),
    route("robots.txt", views.robots, "robots", OPEN),
    route("favicon.ico", views.icon, "icon", OPEN),
    route("health", health, "health", OPEN),
    route("api/v1/openapi.json", views.openapi, "api-description", OPEN),
    path("api/v1/", include(under(dict.fromkeys(API, OPEN), api.urls[0]))),
]
