"""Every format of the statement from figures in memory (goal: HTML, PDF, ODS, CSV and charts together under 10 s)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.timing import timed


def main() -> None:
    from sextant.config import Home
    from sextant.demo import BASELINE, QUARTER, run_demo
    from sextant.measures import figure_set, load_definitions
    from sextant.periods import parse_quarter
    from sextant.publishing import page
    from sextant.publishing.data import About, data_files
    from sextant.publishing.narrative import read_narrative
    from sextant.publishing.ods import statement_ods
    from sextant.publishing.openness import public_set
    from sextant.publishing.pdf import statement_pdf
    from sextant.publishing.pdf_document import charts, document
    from sextant.publishing.press import press_line
    from sextant.publishing.sources import attributions
    from sextant.publishing.statement import statement_files
    from sextant.publishing.views import measure_views

    with tempfile.TemporaryDirectory() as folder:
        done = run_demo(Home(Path(folder) / "home"), _quiet)
        to = str(parse_quarter(QUARTER))
        figures = public_set(figure_set(done.home, force=done.force, to=to, baseline=BASELINE))
        narrative = read_narrative(_narrative())
        definitions = load_definitions(figures.definition)
        head = page.head_of(figures, narrative)
        about = About(head.publisher, narrative.settings.issued.isoformat(), head.notice, definitions)
        measures = measure_views(figures, narrative, definitions, head.notice)
        sources = attributions(figures, definitions)
        tree = document(head, figures, measures, narrative, sources, page.reports(narrative))
        print("The made-up force, ten years, figures in memory")
        for found in (
            timed("charts and views", lambda: measure_views(figures, narrative, definitions, head.notice)),
            timed("HTML", lambda: page.index_page(head, figures, measures, narrative, sources)),
            timed("PDF/UA", lambda: statement_pdf(tree, charts(measures))),
            timed("ODS", lambda: statement_ods(head, figures, about)),
            timed("CSV with CSVW", lambda: dict(data_files(figures, about))),
            timed("press line", lambda: press_line(head, figures, measures, narrative, definitions)),
            timed("all files, charts and audit bundle too", lambda: statement_files(figures, narrative, definitions)),
        ):
            print(found)


def _narrative() -> Path:
    from importlib import resources

    return Path(str(resources.files("sextant.synthetic") / "narrative"))


def _quiet(_title: str, _size: int, _files: bool):  # type: ignore[no-untyped-def]
    from contextlib import nullcontext

    return nullcontext(lambda _step, _name: None)


if __name__ == "__main__":
    main()
