"""What the made-up force is called, so that nobody can take it for a real one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sextant.bodies import Bodies
from sextant.errors import Refusal

MARK = "(made-up force)"
TOO_LONG = 40


@dataclass(frozen=True)
class Called:
    """What the made-up force goes by."""

    slug: str
    name: str

    @property
    def bodies_toml(self) -> str:
        """The entry for a home's `lists/bodies.toml`."""
        return (
            "# The made-up force, for a home's lists/bodies.toml. No such force exists.\n\n"
            f'[[body]]\nslug = "{self.slug}"\nname = "{self.name}"\ntype = "territorial"\n'
            f'aliases = ["{self.name.removesuffix(MARK).strip()}"]\nmade_up = true\n'
        )


def called(name: str) -> Called:
    """The slug and the marked name of a made-up force. Raises Refusal for a real body's name or an unusable one."""
    plain = re.sub(r"\s+", " ", name.replace(MARK, "")).strip()
    if not re.fullmatch(r"[A-Za-z][A-Za-z '-]*", plain) or len(plain) > TOO_LONG:
        raise Refusal(
            f"force '{name}'", "is no name for a made-up force", f"use up to {TOO_LONG} letters, as in Wexmoor"
        )
    real = _real_body_in(plain)
    if real:
        raise Refusal(f"force '{name}'", f"has the name of {real} in it", "a made-up force needs a name of its own")
    shown = plain if plain != plain.lower() else plain.replace("-", " ").title()
    return Called(re.sub(r"[^a-z]+", "-", plain.lower()).strip("-"), f"{shown} {MARK}")


def _real_body_in(name: str) -> str | None:
    """The real body whose name, alias or slug stands as whole words in `name`."""
    words = _words(name)
    for body in Bodies.load().all:
        if not body.made_up and any(
            f" {_words(known)} " in f" {words} " for known in (body.slug, body.name, *body.aliases)
        ):
            return body.name
    return None


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower().replace("&", " and ")))
