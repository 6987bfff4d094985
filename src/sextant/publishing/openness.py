"""What the public may see of a set of figures: a withheld figure keeps its name and its reason, and no number."""

from __future__ import annotations

from dataclasses import replace

from sextant.measures.figures import Figure, FigureSet, Note, Origin, WindowValue
from sextant.publishing.words import sentence_case

PUBLIC_EDITION_KEYS = ("id", "kind", "title", "publisher", "licence", "link", "edition_date", "sha256", "files")
PUBLIC_FILE_KEYS = ("name", "sha256", "size", "bytes")


def withheld(figure: Figure) -> bool:
    return figure.disclosure.state != "open"


def public_set(figures: FigureSet) -> FigureSet:
    """The same set as anyone may hold it: withheld values gone, and no paths or times of loading in the editions.

    Its hash is another one where something is withheld, on purpose: the hash of the full set would let a small
    number be found by trying.
    """
    return replace(
        figures,
        figures=tuple(public_figure(figure) for figure in figures.figures),
        editions=tuple(public_edition(dict(edition)) for edition in figures.editions),
    )


def public_figure(figure: Figure) -> Figure:
    """The figure itself when it is open, else its frame without values, verdict or series.

    What a publisher already gave stays: it is public. The sentence that puts it beside our own number goes.
    """
    if not withheld(figure):
        return figure if figure.disclosure.series == "open" else _without_series(figure)
    reason = figure.disclosure.reason or "a small number could let somebody be recognised"
    return replace(
        figure,
        current=_emptied(figure.current),
        baseline=_emptied(figure.baseline),
        change=None,
        verdict="not_available",
        sentence=f"This figure is withheld: {reason.rstrip('.')}.",
        origin=_uncounted(figure.origin),
        series=(),
        exclusions=(),
        published=figure.published and replace(figure.published, reconciliation=""),
    )


def public_edition(edition: dict[str, object]) -> dict[str, object]:
    """What names an edition to anybody: what it is, its date and its hash."""
    kept = {key: edition[key] for key in PUBLIC_EDITION_KEYS if edition.get(key) is not None}
    files = kept.get("files")
    if isinstance(files, (list, tuple)):
        kept["files"] = [
            {k: file[k] for k in PUBLIC_FILE_KEYS if k in file} for file in files if isinstance(file, dict)
        ]
    return kept


def _emptied(part: WindowValue) -> WindowValue:
    return replace(part, value=None, denominator=None, unknown=None, reason="withheld")


def _without_series(figure: Figure) -> Figure:
    """The figure with its two windows, and a note instead of the periods behind them."""
    note = Note(f"{sentence_case(figure.disclosure.series_reason).rstrip('.')}.", kind="caveat")
    return replace(figure, series=(), notes=(*figure.notes, note))


def _uncounted(origin: Origin) -> Origin:
    return replace(origin, rows=None)
