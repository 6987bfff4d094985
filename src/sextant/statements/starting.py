"""Beginning: a new quarter from the last one, a narrative folder read in, and new editions of a published quarter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from sextant.access import audit
from sextant.access.models import User
from sextant.access.permissions import Permission as P
from sextant.access.policy import holds
from sextant.board.models import FigureRun
from sextant.errors import Refusal
from sextant.periods import Month, parse_quarter
from sextant.publishing.narrative import MEASURES, read_narrative
from sextant.statements import states
from sextant.statements.announcing import time_told
from sextant.statements.models import Hand, PublishedAction, QuotedFact, Section, SectionSource, Statement
from sextant.statements.owed import bring_back
from sextant.statements.promising import sync
from sextant.statements.rights import changing, locked, need, note_hand, trace
from sextant.web.workspace import bodies, home

TITLE = "National Crime and Policing Measures: what we see and what we do"
MAY_START = (P.STATEMENT_CHECK, P.STATEMENT_PUBLISH, P.NARRATIVE_WRITE)
SETTINGS = ("title", "publisher", "contact", "order", "links", "headline", "notice", "marking")


def newest_run(force: str, to: Month) -> FigureRun | None:
    """The newest figures of a force for the windows that end in this month."""
    return FigureRun.objects.newest_of(force).filter(to=str(to)).first()


@transaction.atomic
def start_quarter(*, by: User, force: str, quarter: str, narrative: Path | None = None) -> Statement:
    """Begin a quarter's first edition from the newest figures and the last published text, or a narrative folder.

    Every action that an earlier statement promised and that had not ended comes back unanswered.
    Raises Refusal without the permission, for no quarter, when it has been begun, or when there are no figures yet.
    """
    if not any(holds(by, permission) for permission in MAY_START):
        raise Refusal("to start a statement", "is not allowed to you", "ask an analyst or the commissioner’s office")
    to = parse_quarter(quarter)
    if Statement.objects.of(force).kept().filter(quarter=quarter).exists():
        raise Refusal(f"the statement of {quarter}", "has been begun", "open it from the list")
    run = newest_run(force, to)
    if run is None:
        raise Refusal(f"figures to {to.in_words}", "have not been made yet", "load the records and make the figures")
    earlier = Statement.objects.of(force).live().filter(quarter__lt=quarter).newest_first().first()
    row = _new(by, force, quarter, run.sha256, earlier)
    if earlier:
        _copy(earlier, row)
    bring_back(row)
    if narrative:
        _read_in(row, by, narrative)
    sync(row)
    trace(by, row, "started", words=f"Figures {run.sha256[:12]} to {to.in_words}.")
    return row


@transaction.atomic
def start_revision(*, by: User, statement: Statement, what_changed: str) -> Statement:
    """A new edition because the source changed: it is pinned to the newest figures, and its notice says what changed.

    Raises Refusal unless newer records have been loaded since.
    """
    _may_follow(by, statement, what_changed, "say what has changed in the source")
    run = newest_run(statement.force, statement.to)
    if run is None or not _from_newer_records(run, statement):
        raise Refusal(
            "a revision", "needs records that came after this edition", "if it is our mistake, start a correction"
        )
    row = _follow(by, statement, states.REVISION, run.sha256)
    row.what_changed = what_changed.strip()
    row.save()
    trace(by, row, "revision started", words=row.what_changed, of=statement.edition_no)
    return row


@transaction.atomic
def start_correction(*, by: User, statement: Statement, was_wrong: str, is_right: str) -> Statement:
    """A new edition because we erred: its notice says what was wrong and what is right. Figures stay as they are."""
    _may_follow(by, statement, was_wrong, "say what was wrong")
    _may_follow(by, statement, is_right, "say what is right")
    row = _follow(by, statement, states.CORRECTION, statement.figures_sha256)
    row.was_wrong, row.what_changed = was_wrong.strip(), is_right.strip()
    row.save()
    trace(by, row, "correction started", words=f"{row.was_wrong} {row.what_changed}", of=statement.edition_no)
    return row


@transaction.atomic
def take_newer_figures(*, by: User, statement: Statement) -> Statement:
    """Pin the statement to the newest figures of its quarter. Raises Refusal when it has them already."""
    need(by, (P.STATEMENT_CHECK, P.NARRATIVE_WRITE), statement, "take newer figures")
    run = newest_run(statement.force, statement.to)
    row = changing(statement, by, "newer figures were taken")
    if run is None or run.sha256 == row.figures_sha256:
        raise Refusal("newer figures", "have not been made", "load the records that have come since")
    was, row.figures_sha256 = row.figures_sha256, run.sha256
    row.save()
    note_hand(row, by, Hand.WROTE)
    trace(by, row, "took newer figures", words=f"{was[:12]} → {run.sha256[:12]}: {run.because}")
    return row


@transaction.atomic
def give_up(*, by: User, statement: Statement, reason: str) -> None:
    """Give up an edition in the making that is not wanted: begun for another quarter, or for what proved no fault.

    What stands keeps standing, and another edition may be begun. Raises Refusal without a reason, or once it is public.
    """
    need(by, (P.STATEMENT_PUBLISH, P.STATEMENT_CHECK), statement, "give an edition up")
    if not reason.strip():
        raise Refusal("giving it up", "needs a reason", "say why this edition is not wanted")
    row = changing(statement, by, "it was given up")
    row.state = states.GIVEN_UP
    row.save()
    trace(by, row, "gave it up", words=reason.strip())


def _new(by: User, force: str, quarter: str, figures: str, like: Statement | None) -> Statement:
    given = {name: getattr(like, name) for name in SETTINGS} if like else {}
    settings = {"title": TITLE, **_publisher(bodies().named(force).name)} | given
    row = _begun(force=force, quarter=quarter, figures_sha256=figures, started_by=by, changed_by=str(by), **settings)
    Section.objects.bulk_create(Section(statement=row, measure=measure) for measure in MEASURES)
    return row


def _begun(**fields: Any) -> Statement:
    """The row of a new edition, for the time that the public was told of it.

    Raises Refusal when somebody else has begun one at this moment.
    """
    try:
        with transaction.atomic():
            row = Statement.objects.create(**fields)
    except IntegrityError:
        raise Refusal("an edition of this quarter", "has been begun just now", "open it from the list") from None
    audit.in_turn()  # nobody tells the public meanwhile
    told = time_told(row.force, row.quarter)
    if told and told.at:
        row.announced_at = told.at
        row.save()
    return row


def _publisher(name: str) -> dict[str, str]:
    """The force publishes its statement; in a trial nobody does it for them, and every page says so."""
    if not home().on_trial:
        return {"publisher": name}
    notice = f"A trial with public files of {name}; not published by or for the force or its commissioner."
    return {"publisher": f"A trial of Sextant with public files of {name}", "notice": notice}


def _may_follow(by: User, statement: Statement, words: str, what: str) -> None:
    need(by, (P.STATEMENT_PUBLISH, P.STATEMENT_CHECK), statement, "start a new edition")
    row = locked(statement)
    if row.state not in (states.PUBLISHED, states.WITHDRAWN):
        raise Refusal(str(row), f"is {states.STATES[row.state]}", "start from the edition that stands")
    if not words.strip():
        raise Refusal("the notice", "says nothing yet", what)
    if Statement.objects.of(statement.force).filter(quarter=statement.quarter).making().exists():
        raise Refusal("a new edition", "of this quarter is in the making", "finish that one first, or give it up")


def _from_newer_records(run: FigureRun, statement: Statement) -> bool:
    """Whether the run was made from other editions of the records than the statement's own figures."""
    before = {str(edition.get("id")) for edition in statement.figures().editions}
    now = {str(edition.get("id")) for edition in run.figures().editions}
    return run.sha256 != statement.figures_sha256 and now != before


def _follow(by: User, statement: Statement, kind: str, figures: str) -> Statement:
    """The next edition of the same quarter, with everything that stood in this one."""
    newest = Statement.objects.of(statement.force).kept().filter(quarter=statement.quarter).newest_first()[0]
    row = _begun(
        force=statement.force,
        quarter=statement.quarter,
        edition_no=newest.edition_no + 1,
        kind=kind,
        supersedes=statement,
        figures_sha256=figures,
        started_by=by,
        changed_by=str(by),
        **{name: getattr(statement, name) for name in SETTINGS},
    )
    Section.objects.bulk_create(Section(statement=row, measure=measure) for measure in MEASURES)
    _copy(statement, row)
    PublishedAction.objects.bulk_create(_again(each, row) for each in statement.promises.all())
    note_hand(row, by, Hand.WROTE)  # of the notice
    return row


def _copy(old: Statement, new: Statement) -> None:
    """Texts, facts, sources, and whose hands they came from."""
    for section in old.sections.all():
        new.sections.filter(measure=section.measure).update(text=section.text, writer=section.writer_id)
    for kind in (QuotedFact, SectionSource):
        rows = list(kind.objects.filter(statement=old))
        for each in rows:
            each.pk, each.statement = None, new
        kind.objects.bulk_create(rows)
    wrote = old.hands.filter(did=Hand.WROTE).values_list("by_id", flat=True)
    Hand.objects.bulk_create(Hand(statement=new, by_id=pk, did=Hand.WROTE) for pk in wrote)


def _again(each: PublishedAction, row: Statement) -> PublishedAction:
    """The same promise in another edition of the same quarter: its answer stands."""
    each.pk, each.statement = None, row
    each._state.adding = True
    return each


def _read_in(row: Statement, by: User, folder: Path) -> None:
    """Take a narrative folder's settings, facts, texts, sources and actions over."""
    told = read_narrative(folder)
    for name in SETTINGS:
        value = getattr(told.settings, name)
        setattr(row, name, list(value) if name == "order" else dict(value) if name in ("links", "headline") else value)
    row.save()
    fields = ("value", "text", "publisher", "date", "link", "note", "hold")
    row.facts.filter(name__in=told.facts).delete()
    row.sources.filter(measure__in=told.sections).delete()
    promised = set(row.promises.values_list("measure", "wording"))
    QuotedFact.objects.bulk_create(
        QuotedFact(statement=row, name=fact.id, **{name: getattr(fact, name) for name in fields})
        for fact in told.facts.values()
    )
    for measure, section in told.sections.items():
        row.sections.filter(measure=measure).update(text=section.text.strip("\n"), writer=by)
        SectionSource.objects.bulk_create(
            SectionSource(statement=row, measure=measure, **vars(source)) for source in section.sources
        )
        PublishedAction.objects.bulk_create(
            PublishedAction(
                statement=row,
                measure=measure,
                wording=action.what,
                owner_post=action.owner,
                due=action.due,
                state=action.state,
                words=action.reason,
            )
            for action in section.actions
            if (measure, action.what) not in promised  # it has come back already, to be answered
        )
    note_hand(row, by, Hand.WROTE)
