"""Every address × every role × every method: nobody opens what their role does not allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter

from sextant.access.models import Membership, User
from sextant.access.roles import ROLES
from sextant.web.routes import PUBLIC, Policy

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAMPLES: dict[type, Any] = {IntConverter: 999_999, UUIDConverter: "00000000-0000-0000-0000-000000000000"}
NOBODY = "nobody"


def patterns(found: Any = None, before: tuple[Any, ...] = ()) -> Iterator[URLPattern]:
    """Every address; `parts` are the patterns it is made of, from the root."""
    for each in (found or get_resolver()).url_patterns:
        parts = (*before, each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, parts)
        else:
            each.parts = parts
            yield each


def converters(pattern: URLPattern) -> dict[str, Any]:
    return {name: converter for part in pattern.parts for name, converter in part.converters.items()}


def address(pattern: URLPattern) -> str:
    given = {name: SAMPLES.get(type(converter), "no-such-thing") for name, converter in converters(pattern).items()}
    loose = [name for part in pattern.parts for name in part.regex.groupindex if name not in given]
    return reverse(pattern.name, kwargs=given | dict.fromkeys(loose, "no-such-thing"))


ALL = [pattern for pattern in patterns() if pattern.name]


def test_every_address_has_a_name_and_a_policy() -> None:
    bare = [str(pattern.pattern) for pattern in patterns() if not pattern.name or not _policy(pattern)]
    assert bare == []


def test_no_two_addresses_share_a_name() -> None:
    names = [pattern.name for pattern in ALL]
    assert len(names) == len(set(names))


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", ALL, ids=lambda pattern: pattern.name)
def test_who_may_not_open_an_address_gets_the_page_of_what_is_not_there(pattern: URLPattern) -> None:
    policy, where = _policy(pattern), address(pattern)
    for role in (NOBODY, *ROLES):
        client, user = _person(role)
        for method in METHODS:
            answer = client.generic(method, where)
            assert answer.status_code < 500, (role, method, where)
            if policy.needs == PUBLIC:
                continue
            if user is None:
                assert (answer.status_code, "/account/login/" in answer["Location"]) == (302, True), (method, where)
            elif not policy.admits(user):
                missing = client.get("/workspace/no-such-page-anywhere/")
                assert answer.status_code == 404, (role, method, where)
                if method == "GET":
                    assert _seen(answer) == _seen(missing), (role, where)
            elif method not in (*policy.methods, "HEAD"):
                assert answer.status_code == 405, (role, method, where)


@pytest.mark.django_db
def test_the_public_gets_no_cookie() -> None:
    for pattern in ALL:
        if _policy(pattern).needs == PUBLIC and not address(pattern).startswith("/account/"):
            assert not Client().get(address(pattern)).cookies, pattern.name


def _seen(answer: Any) -> bytes:
    """The page without the token against forgery, which is another one in every answer."""
    return re.sub(rb'csrfmiddlewaretoken" value="[^"]+', b"", answer.content)


def _policy(pattern: URLPattern) -> Policy:
    found: Policy = getattr(pattern.callback, "policy", None)
    return found


def _person(role: str) -> tuple[Client, User | None]:
    client = Client()
    if role == NOBODY:
        return client, None
    user, new = User.objects.get_or_create(username=role, email=f"{role}@wexmoor.invalid", defaults={"post": role})
    if new:
        Membership.objects.create(user=user, role=role)
    client.force_login(user)
    return client, user


def test_the_walk_knows_every_kind_of_part_that_an_address_can_have() -> None:
    known = {IntConverter, UUIDConverter, StringConverter, SlugConverter, PathConverter}
    assert {type(c) for pattern in ALL for c in converters(pattern).values()} <= known
