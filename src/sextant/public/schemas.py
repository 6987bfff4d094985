"""What the API answers with. A figure is the same object as everywhere, in the words of the command line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

from sextant.measures.figures import Figure
from sextant.public import editions
from sextant.public.commitments import Told
from sextant.statements.announcing import Coming
from sextant.statements.models import Statement


def page_of(statement: Statement) -> str:
    """The address of an edition."""
    return f"/statements/{statement.force}/{statement.quarter}/edition-{statement.edition_no}/"


class Problem(Schema):
    """Why there is no answer."""

    detail: str


class EditionOut(Schema):
    """One edition of a quarter's statement."""

    force: str
    quarter: str = Field(examples=["2025-Q3"])
    edition: int
    kind: str = Field(description="first, revision or correction")
    state: str = Field(description="published, superseded or withdrawn")
    published_at: datetime
    notice: str = Field(
        description="What a revision or correction changes, or why it was withdrawn or taken down; else empty"
    )
    figures_sha256: str
    page: str
    files: list[str]

    @staticmethod
    def of(statement: Statement) -> EditionOut:
        page = page_of(statement)
        down = statement.taken_down
        return EditionOut(
            force=statement.force,
            quarter=statement.quarter,
            edition=statement.edition_no,
            kind=statement.kind,
            state=statement.state,
            published_at=statement.published_at,
            notice=(down.reason if down else "") or statement.withdrawn_reason or statement.change_notice,
            figures_sha256=statement.figures_sha256,
            page=page,
            files=[] if down else [f"{page}{each.path}" for each in editions.downloads(statement)],
        )


class ActionOut(Schema):
    """An action as it stands in one edition: in the public's words, with the post that answers for it."""

    force: str
    quarter: str = Field(examples=["2025-Q3"])
    edition: int
    measure: str = Field(examples=["homicide"])
    what: str
    owner: str = Field(description="The post that answers for it, never a person; empty where none was named")
    due: date | None = Field(description="The day by which; null where none was given")
    state: str = Field(description="planned, under way, done or withdrawn, when the edition was published")
    told: str = Field(
        description="What the public was told of it: what came of it, or why it was withdrawn; else empty"
    )
    page: str

    @staticmethod
    def of(told: Told) -> ActionOut:
        statement, action = told.statement, told.action
        return ActionOut(
            force=statement.force,
            quarter=statement.quarter,
            edition=statement.edition_no,
            measure=told.measure,
            what=action.what,
            owner=action.owner,
            due=action.due,
            state=action.state,
            told=action.reason,
            page=page_of(statement),
        )


class ChangeOut(Schema):
    """A time that was announced and then changed."""

    announced_for: datetime | None = Field(description="The time it was announced for; null where it was called off")
    changed_at: datetime
    reason: str = Field(description="Why it was changed, as the public was told")


class AnnouncementOut(Schema):
    """When a quarter's next edition comes."""

    force: str
    quarter: str = Field(examples=["2025-Q3"])
    new_edition: bool = Field(description="Whether an edition of the quarter has been published already")
    state: Literal["announced", "due", "postponed", "called off"] = Field(
        description="announced; due, for the quarter of an hour from its time; postponed, when it has not come out by "
        "then, whatever the cause; or called off"
    )
    announced_for: datetime | None = Field(description="The time that was announced last; null where it is called off")
    reason: str = Field(description="Why that time was changed, or why it is called off; else empty")
    announced_at: datetime = Field(description="When that was announced")
    changes: list[ChangeOut] = Field(description="Times announced before, the newest first")

    @staticmethod
    def of(coming: Coming) -> AnnouncementOut:
        newest = coming.newest
        return AnnouncementOut(
            force=coming.force,
            quarter=coming.quarter,
            new_edition=coming.again,
            state=coming.state,
            announced_for=newest.at,
            reason=newest.reason,
            announced_at=newest.made_at,
            changes=[
                ChangeOut(announced_for=before.at, changed_at=after.made_at, reason=after.reason)
                for before, after in coming.changes
            ],
        )


class WindowOut(Schema):
    """A number and the months it counts. `value` is null where there is none, and `reason` says why."""

    value: float | None
    first_month: str = Field(examples=["2024-10"])
    last_month: str
    months_present: int
    months_expected: int
    reason: str | None


class FigureOut(Schema):
    """A figure as it was published."""

    key: str
    measure: str
    name: str
    unit: str
    role: str
    current: WindowOut
    baseline: WindowOut
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    method: str | None
    verdict: str
    sentence: str
    disclosure: str
    publisher: str
    editions: list[str]
    definition: str

    @staticmethod
    def of(figure: Figure) -> FigureOut:
        change = figure.change
        return FigureOut(
            key=figure.key,
            measure=figure.measure,
            name=figure.name,
            unit=figure.unit[1],
            role=figure.role,
            current=_window(figure.current),
            baseline=_window(figure.baseline),
            ratio=change.ratio if change else None,
            ratio_low=change.low if change else None,
            ratio_high=change.high if change else None,
            method=change.method if change else None,
            verdict=figure.verdict,
            sentence=figure.sentence,
            disclosure=figure.disclosure.state,
            publisher=figure.origin.publisher,
            editions=list(figure.origin.editions),
            definition=figure.origin.definition,
        )


def _window(part: Any) -> WindowOut:
    return WindowOut(
        value=part.value,
        first_month=str(part.window.start),
        last_month=str(part.window.end),
        months_present=part.months_present,
        months_expected=part.months_expected,
        reason=part.reason or None,
    )
