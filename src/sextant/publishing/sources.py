"""Where a number comes from, in the words a reader needs: publisher, edition, date, definition, hash, codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sextant.measures.definition import Definitions, SourceNote
from sextant.measures.figures import AsPublished, Change, Figure, FigureSet, Origin
from sextant.publishing.words import day_in_words, number

OGL = "Open Government Licence v3.0"
OGL_LINK = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
METHODS = {
    "midp": "two Poisson counts, doubled mid-p of the conditional test",
    "exact": "two Poisson counts, exact conditional test",
    "etest": "two Poisson counts, E-test",
    "quasi-poisson": "two counts whose variance is learnt from the figure’s own history (quasi-Poisson)",
}


@dataclass(frozen=True)
class Fact:
    """A line of a list of facts; `hashes` are printed in a face that may break anywhere."""

    key: str
    value: str = ""
    hashes: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class Attribution:
    """A source the statement draws on, with its licence and what must be said of it."""

    kind: str
    title: str
    publisher: str
    licence: str
    licence_link: str
    status: str
    editions: tuple[tuple[str, str, str], ...]  # id, date in words, sha256


def note_of(kind: str, definitions: Definitions | None) -> SourceNote:
    """What the definitions say of a kind of record; a bare note where they say nothing."""
    known = definitions.source_notes if definitions else {}
    return known.get(kind) or SourceNote(publisher="", title=kind.replace("-", " "))


def provenance(figure: Figure, definitions: Definitions | None, made_up: bool = False) -> list[Fact]:
    """Everything that leads from a figure back to its source, line by line."""
    source = note_of(figure.origin.kind, definitions)
    found = list(_edition_facts(figure.origin, source, made_up))
    if figure.origin.codes:
        found.append(Fact("Offence codes", ", ".join(figure.origin.codes)))
    if figure.origin.rows is not None:
        found.append(Fact("Rows counted", number(figure.origin.rows)))
    if figure.exclusions:
        found.append(Fact("Left out", "; ".join(figure.exclusions)))
    if figure.change:
        found += _test_facts(figure.change)
    found.append(Fact("Definition", figure.origin.definition, (figure.origin.definition_sha256,)))
    return found


def published_provenance(pair: AsPublished) -> list[Fact]:
    """The same for numbers as once published."""
    found = [Fact("Published by", pair.source, link=pair.link), Fact("Published on", day_in_words(pair.published_on))]
    return [*found, Fact("Loaded as edition", ", ".join(pair.origin.editions), pair.origin.sha256)]


def attributions(figures: FigureSet, definitions: Definitions | None) -> list[Attribution]:
    """Every source that a number of the set was read from, once, in the order of first use."""
    origins = [figure.origin for figure in figures.figures if figure.origin.editions]
    origins += [figure.published.origin for figure in figures.figures if figure.published]
    kinds: dict[str, list[Origin]] = {}
    for origin in origins:
        kinds.setdefault(origin.kind, []).append(origin)
    return [_attribution(kind, found, definitions) for kind, found in kinds.items()]


def source_line(figure: Figure, definitions: Definitions | None, made_up: bool = False) -> str:
    """One line under a chart: `Source: Home Office, Police recorded crime open data, edition of 28 April 2022`."""
    whose = "Made-up records in the format of: " if made_up else "Source: "
    return whose + _told(figure, definitions)


def pair_source_line(figure: Figure, pair: AsPublished, definitions: Definitions | None, made_up: bool = False) -> str:
    """The same under a chart that shows a published pair: its publisher, and ours where our own count stands beside."""
    given = pair.source + (f", published on {day_in_words(pair.published_on)}" if pair.published_on else "")
    if not figure.origin.editions:
        return f"{'Made-up source' if made_up else 'Source'}: {given}"
    whose = "Made-up sources, the second in the format of" if made_up else "Sources"
    return f"{whose}: {given}; {_told(figure, definitions)}"


def _told(figure: Figure, definitions: Definitions | None) -> str:
    source = note_of(figure.origin.kind, definitions)
    dates = " and ".join(dict.fromkeys(day_in_words(day) for day in figure.origin.edition_dates))
    parts = [figure.origin.publisher or source.publisher, source.title, f"edition of {dates}" if dates else ""]
    return ", ".join(part for part in parts if part)


def _edition_facts(origin: Origin, source: SourceNote, made_up: bool) -> Iterator[Fact]:
    name = "Made-up records in the format of" if made_up else "Source"
    yield Fact(name, ", ".join(part for part in (origin.publisher or source.publisher, source.title) if part))
    if origin.editions:
        several = "Editions" if len(origin.editions) > 1 else "Edition"
        yield Fact(several, ", ".join(origin.editions))
        yield Fact("Edition date", ", ".join(dict.fromkeys(day_in_words(day) for day in origin.edition_dates)))
        yield Fact("Hash of the file (SHA-256)", hashes=tuple(dict.fromkeys(origin.sha256)))
    else:
        yield Fact("Edition", "none is loaded")


def _test_facts(change: Change) -> Iterator[Fact]:
    yield Fact("Test", METHODS.get(change.method, change.method))
    if change.ratio is not None:
        limits = f" (95% interval {_ratio(change.low)} to {_ratio(change.high)})" if change.low is not None else ""
        yield Fact("Rate now over rate then", f"{_ratio(change.ratio)}{limits}")
    if change.p_value is not None:
        shown = "under 0.001" if change.p_value < 0.001 else f"{change.p_value:.3f}"
        yield Fact("Chance of a difference as large from chance alone (p)", shown)
    if change.dispersion is not None:
        yield Fact(
            "Usual variation", change.dispersion_from or f"variance {change.dispersion:.1f} times that of chance"
        )
    if change.holm_clear is not None:
        yield Fact("Still clear when all headlines are allowed for (Holm)", "yes" if change.holm_clear else "no")


def _ratio(value: float | None) -> str:
    return "no limit" if value is None else f"{value:.2f}"


def _attribution(kind: str, origins: list[Origin], definitions: Definitions | None) -> Attribution:
    source = note_of(kind, definitions)
    editions: dict[str, tuple[str, str, str]] = {}
    for origin in origins:
        for edition, day, sha in zip(origin.editions, origin.edition_dates, origin.sha256, strict=False):
            editions.setdefault(edition, (edition, day_in_words(day), sha))
    return Attribution(
        kind=kind,
        title="Figures as once published" if kind == "published" else source.title,
        publisher=next((origin.publisher for origin in origins if origin.publisher), source.publisher),
        licence=source.licence,
        licence_link=OGL_LINK if source.licence == OGL else "",
        status=source.status,
        editions=tuple(editions.values()),
    )
