"""Who records crime: 43 territorial forces, the British Transport Police, the fraud bodies, and a home's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Literal

from sextant.errors import Refusal

BodyType = Literal["territorial", "transport", "fraud"]


@dataclass(frozen=True)
class Body:
    """A recording body. `slug` is its name in commands and files; `aliases` are how publishers write it.

    `region` is the slug of the region of England it lies in, where there is one.
    """

    slug: str
    name: str
    type: BodyType
    area_code: str | None = None
    region: str | None = None
    aliases: tuple[str, ...] = ()
    made_up: bool = False

    @property
    def in_wales(self) -> bool:
        return bool(self.area_code and self.area_code.startswith("W"))

    @property
    def region_name(self) -> str | None:
        """The region as its publisher writes it: `region-yorkshire-and-the-humber` is Yorkshire and The Humber."""
        words = self.region.removeprefix("region-").split("-") if self.region else []
        return " ".join(word if word in ("and", "of") else word.capitalize() for word in words) or None


@dataclass(frozen=True)
class Bodies:
    """The bodies known here; finds one by slug, name or any alias, whatever the case and spaces."""

    all: tuple[Body, ...]

    @classmethod
    def load(cls, own: Path | None = None) -> Bodies:
        """The shipped list and, where a home has `lists/bodies.toml`, its own; a home's entry wins."""
        path = own / "bodies.toml" if own else None
        return _load(path, path.stat().st_mtime_ns) if path and path.exists() else _load(None, 0)

    @cached_property
    def _by_word(self) -> dict[str, Body]:
        return {_plain(word): body for body in self.all for word in (body.slug, body.name, *body.aliases)}

    def find(self, text: str) -> Body | None:
        return self._by_word.get(_plain(text))

    def named(self, text: str) -> Body:
        """As `find`. Raises Refusal when no body goes by that name."""
        if body := self.find(text):
            return body
        raise Refusal(f"force '{text}'", "is not known", self._suggestion(text))

    def _suggestion(self, text: str) -> str:
        from difflib import get_close_matches

        close = get_close_matches(_plain(text), list(self._by_word), n=1)
        if close:
            return f"did you mean '{self._by_word[close[0]].slug}'? A force of your own goes into lists/bodies.toml"
        return "add it to lists/bodies.toml in the home folder"


@lru_cache(8)
def _load(own: Path | None, _changed: int) -> Bodies:
    """Read once by a process for each state of a home's own list: pages ask for the bodies on every request."""
    shipped = tomllib.loads((resources.files("sextant") / "lists" / "bodies.toml").read_text("utf-8"))
    found = {body.slug: body for body in _parse(shipped["body"])}
    if own:
        found |= {body.slug: body for body in _parse(tomllib.loads(own.read_text("utf-8"))["body"])}
    return Bodies(tuple(found.values()))


def _plain(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("&", "and").replace("_", " ").casefold().split())


def _parse(entries: Iterable[dict[str, object]]) -> list[Body]:
    return [Body(**{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}) for entry in entries]  # type: ignore[arg-type]
