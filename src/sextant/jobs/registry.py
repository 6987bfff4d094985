"""Which work each kind of job is. An app registers its own in a module called `work.py`.

    @work("load", needs=Permission.RECORDS_LOAD)
    def load(running: Running, *, upload: int) -> dict[str, Any]:
        running.tick(done, total, "Reading 2021-12-northumbria-street.csv")
        return {"says": "Loaded.", "route": "edition", "args": ["police-uk-0123"], "link": "See the edition"}

Every kind is idempotent: a worker may be killed at any moment, and another one begins the job again. What it returns is
kept with the job; `says` is shown on its page, `route`, `args` and `link` make the link beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sextant.access.permissions import Permission
from sextant.errors import Refusal

Work = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class JobKind:
    """A kind of job: what it does and the permission that asks for it, sees those of others, and may cancel them.

    Without `needs` any code of ours may ask for it, and only who asked sees it. A `quick` one goes before the others:
    somebody waits at the screen for it.
    """

    name: str
    do: Work
    needs: Permission | None = None
    quick: bool = False


KINDS: dict[str, JobKind] = {}
TICKS: list[Callable[[], object]] = []


def work(name: str, needs: Permission | None = None, quick: bool = False) -> Callable[[Work], Work]:
    """Register a function `(running, **arguments) -> result` as the work of this kind. One function a kind."""

    def register(do: Work) -> Work:
        if name in KINDS and KINDS[name].do is not do:
            raise ValueError(f"two functions for jobs of kind {name}")
        KINDS[name] = JobKind(name, do, needs, quick)
        return do

    return register


def regularly(do: Callable[[], object]) -> Callable[[], object]:
    """Register what every worker does each few seconds besides its jobs: quick, and harmless when several do it."""
    TICKS.append(do)
    return do


def kind_called(name: str) -> JobKind:
    """Raises Refusal for a kind that no app has registered."""
    if name not in KINDS:
        raise Refusal(f"job of kind '{name}'", "is not known here", "use one of " + ", ".join(sorted(KINDS)))
    return KINDS[name]


def quick_kinds() -> list[str]:
    """The kinds that go before the others."""
    return [kind.name for kind in KINDS.values() if kind.quick]


def kinds_seen_with(permissions: Collection[Permission]) -> list[str]:
    """The kinds of job whose holders of these permissions see one another's."""
    return [kind.name for kind in KINDS.values() if kind.needs in permissions]
