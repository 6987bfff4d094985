"""What leaves the workspace: figures and tables as CSV, sets as JSON, charts as SVG.

Numbers that the public may not see leave only by the addresses under `inside/`, which ask once more who one is, and
each such file is audited as a disclosure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from sextant.access import audit
from sextant.board.choosing import Chosen, chosen, page_of
from sextant.board.derived import Document
from sextant.board.inside import inside_set
from sextant.board.published import stored
from sextant.measures.figures import Figure, FigureSet
from sextant.publishing.data import About, figure_columns, series_columns
from sextant.publishing.figure_rows import figure_rows
from sextant.publishing.openness import public_set
from sextant.publishing.tables import all_rows
from sextant.web.exports import csv_response

BLOCKS = ("main", "control", "beside")
MADE_UP = "Made-up data"
INSIDE = "For work inside the force only: not for publication"


def figures_csv(request: HttpRequest, force: str) -> HttpResponse:
    """All figures of the shown set as the public may have them: what is withheld has a symbol."""
    return _figures(public_set(_set(_chosen(request, force))), f"{force}-figures", "")


def figures_json(request: HttpRequest, force: str) -> HttpResponse:
    """The shown set as the public may have it."""
    return _document(public_set(_set(_chosen(request, force))), f"{force}-figures")


def inside_csv(request: HttpRequest, force: str) -> HttpResponse:
    """All figures with every number; each row says what the public may see of it."""
    found = _chosen(request, force)
    _disclosed(request, found, "all figures as CSV")
    return _figures(_set(found), f"{force}-figures-inside", INSIDE)


def inside_json(request: HttpRequest, force: str) -> HttpResponse:
    """The full set, as it is stored and hashed."""
    found = _chosen(request, force)
    _disclosed(request, found, "all figures as JSON")
    return _document(_set(found), f"{force}-figures-inside")


def chart(request: HttpRequest, force: str, measure: str, part: str) -> HttpResponse:
    """A chart of open figures as a file."""
    page = page_of(_chosen(request, force), measure)
    if limited(page, part):
        raise Http404
    return _chart(page, part)


def inside_chart(request: HttpRequest, force: str, measure: str, part: str) -> HttpResponse:
    """A chart of any figure as a file."""
    found = _chosen(request, force)
    answer = _chart(page_of(found, measure), part)
    _disclosed(request, found, f"chart {part} of {measure}")
    return answer


def table(request: HttpRequest, force: str, measure: str, part: str) -> HttpResponse:
    """A table of open figures: `main`, `control`, `beside`, `districts`, or the series of a figure by its key."""
    found = _chosen(request, force)
    page = page_of(found, measure)
    if limited(page, part):
        raise Http404
    return _table(found, page, part, "")


def inside_table(request: HttpRequest, force: str, measure: str, part: str) -> HttpResponse:
    """The same table of any figure, each row with a notice."""
    found = _chosen(request, force)
    answer = _table(found, page_of(found, measure), part, INSIDE)
    _disclosed(request, found, f"table {part} of {measure}")
    return answer


def limited(page: Document, part: str) -> bool:
    """Whether a part of a page holds numbers that the public may not see."""
    if part == "beside":  # always of open data
        return False
    if part == "districts":
        return bool(page["districts"] and page["districts"]["limits"])
    rows = {row["key"]: row["disclosure"]["limits"] for row in page["rows"]}
    own = page["figure"]
    return bool(rows.get(part, own["disclosure"]["limits"] if own else False))


def _chosen(request: HttpRequest, force: str) -> Chosen:
    found = chosen(request, force)
    if found is None:
        raise Http404
    return found


def _set(found: Chosen) -> FigureSet:
    figures = stored(found.run.path)
    if figures is None:
        raise Http404
    return figures


def _figures(figures: FigureSet, name: str, notice: str) -> HttpResponse:
    columns = figure_columns(figures, _about(figures, notice))
    shown = inside_set(figures) if notice else figures
    states = {(each.key, each.area): each.disclosure for each in figures.figures}
    rows = []
    for row in figure_rows(shown, frozenset()):
        state = states[row.figure.key, row.figure.area]
        told = {"disclosure": state.state, "disclosure_reason": state.reason} if row.pair is None else {}
        rows.append([told.get(column.name, column.fill(row)) for column in columns])
    return csv_response(f"{name}-{figures.to}.csv", [column.name for column in columns], rows)


def _document(figures: FigureSet, name: str) -> HttpResponse:
    response = HttpResponse(figures.canonical(), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{figures.to}.json"'
    return response


def _about(figures: FigureSet, notice: str) -> About:
    told = ". ".join(text for text in (MADE_UP if figures.made_up else "", notice) if text)
    return About(figures.force_name, "", told, None)


def _chart(page: Document, part: str) -> HttpResponse:
    block = _block(page, part)
    if block is None or not block["chart"]:
        raise Http404
    response = HttpResponse(block["chart"]["file"], content_type="image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="{_name(page, part)}.svg"'
    return response


def _block(page: Document, part: str) -> Any:
    """The chart and table of a part; those of the control chart and the funnel lie one deeper."""
    found = page.get(part) if part in BLOCKS else None
    return found["block"] if found and part != "main" else found


def _table(found: Chosen, page: Document, part: str, notice: str) -> HttpResponse:
    if part == "districts":
        return _districts(page, notice)
    if block := _block(page, part):
        return _rows(page, part, block["head"], block["table"], notice)
    known = [row["key"] for row in page["rows"]] + ([page["figure"]["key"]] if page["figure"] else [])
    if part not in known:
        raise Http404
    return _series(page, _set(found).figure(part), notice)


def _districts(page: Document, notice: str) -> HttpResponse:
    districts = page["districts"]
    if districts is None:
        raise Http404
    head = ["District", f"Now ({page['windows'][0]})", f"Then ({page['windows'][1]})", "What the public may see"]
    rows = [[row["area"], row["now"], row["then"], row["disclosure"]["words"]] for row in districts["rows"]]
    return _rows(page, "districts", head, rows, notice)


def _series(page: Document, figure: Figure, notice: str) -> HttpResponse:
    columns = series_columns(figure, About("", "", "", None))
    rows = [[column.fill(row) for column in columns] for row in all_rows(figure)]
    return _rows(page, figure.key, [column.name for column in columns], rows, notice)


def _rows(page: Document, part: str, head: Sequence[str], rows: Sequence[Sequence[Any]], notice: str) -> HttpResponse:
    """A table with a last column for the notices that must travel with each row."""
    told = ". ".join(text for text in (MADE_UP if page["made_up"] else "", notice) if text)
    more = [told] if told else []
    return csv_response(
        f"{_name(page, part)}.csv", [*head, *(["Notice"] if told else [])], [[*row, *more] for row in rows]
    )


def _name(page: Document, part: str) -> str:
    return f"{page['force']}-{page['measure']['key']}-{part}-{page['to']}"


@transaction.atomic
def _disclosed(request: HttpRequest, found: Chosen, what: str) -> None:
    audit.record(
        by=request.user,
        kind=audit.KIND.DISCLOSURE,
        what="downloaded restricted figures",
        object_kind="figure set",
        object_ref=found.run.sha256[:12],
        details={"force": found.run.force, "to": found.run.to, "file": what},
    )
