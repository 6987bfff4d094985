"""The quarterly statement: a folder of pages, charts, data and audit trail, the same bytes from the same inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from sextant.errors import Refusal
from sextant.measures.definition import Definitions, load_definitions
from sextant.measures.figures import FigureSet
from sextant.publishing import page
from sextant.publishing.bundle import audit_files, checksums, digest, zipped
from sextant.publishing.data import About, data_files
from sextant.publishing.folder import place, refuse_others
from sextant.publishing.narrative import Narrative
from sextant.publishing.ods import statement_ods
from sextant.publishing.openness import public_set
from sextant.publishing.page import Head
from sextant.publishing.pdf import statement_pdf
from sextant.publishing.pdf_document import charts, document
from sextant.publishing.press import press_line
from sextant.publishing.sources import attributions
from sextant.publishing.views import MeasureView, measure_views

PRESS = "press.txt"


@dataclass(frozen=True)
class Built:
    """What was written: each file's path within the folder and its hash; and what somebody should look at."""

    out: Path
    files: tuple[dict[str, str], ...]
    problems: tuple[str, ...]
    press: str


def build(
    figures: FigureSet, narrative: Narrative | None, out: Path, definitions: Definitions | None = None, draft: str = ""
) -> Built:
    """Write the statement of a set of figures into the folder `out`.

    Withheld figures are emptied before anything is made of them. `definitions` are those the figures were made with;
    without them the shipped file of that name is taken. The notice of a `draft` stands on every page and in every
    file. Raises Refusal when `out` holds something else, when the styles have not been built, or when the narrative
    names a figure or fact that is not there.
    """
    refuse_others(out)
    used, problems = _definitions(figures, definitions)
    files = statement_files(public_set(figures), narrative, used, draft)
    place(files, out)
    listed = tuple({"path": path, "sha256": digest(files[path])} for path in sorted(files))
    return Built(out, listed, (*problems, *_problems(figures, narrative)), files[PRESS].decode())


def statement_files(
    figures: FigureSet, narrative: Narrative | None, definitions: Definitions | None, draft: str = ""
) -> dict[str, bytes]:
    """Path and bytes of every file of the statement. `figures` must be the public set."""
    head = page.head_of(figures, narrative, draft)
    measures = measure_views(figures, narrative, definitions, head.notice)
    issued = narrative.settings.issued.isoformat() if narrative else ""
    first = frozenset(each.note.key for each in measures if each.published_first)
    about = About(head.publisher, issued, head.notice, definitions, first)
    sources = attributions(figures, definitions)
    files = dict(_assets(head))
    files["index.html"] = page.index_page(head, figures, measures, narrative, sources).encode()
    files["accessibility.html"] = page.accessibility_page(head).encode()
    files |= dict(_charts(measures))
    files["statement.pdf"] = statement_pdf(
        document(head, figures, measures, narrative, sources, page.reports(narrative)), charts(measures)
    )
    files |= dict(data_files(figures, about))
    files["data/statement.ods"] = statement_ods(head, figures, about)
    files[PRESS] = press_line(head, figures, measures, narrative, definitions).encode()
    files |= dict(audit_files(figures, narrative, definitions, draft))
    files["audit/checksums.txt"] = checksums(files)
    audit = {path: content for path, content in files.items() if path.startswith("audit/")}
    return files | {"audit-bundle.zip": zipped(audit)}


def _charts(measures: list[MeasureView]) -> Iterator[tuple[str, bytes]]:
    for measure in measures:
        for block in (measure.main, measure.second):
            if block:
                yield block.image, block.chart.file.encode()


def _assets(head: Head) -> Iterator[tuple[str, bytes]]:
    """Styles and typeface, as the asset step built them, and this statement's own margins."""
    static = resources.files("sextant.web") / "static"
    if not (static / "statement.css").is_file():
        raise Refusal("the pages' styles", "have not been built", "run ./run once, it builds them")
    yield "assets/margins.css", page.margins(head).encode()
    yield from _copied(static, "assets", ("statement.css", "licences.txt"))
    fonts = static / "fonts"
    yield from _copied(fonts, "assets/fonts", sorted(font.name for font in fonts.iterdir()))


def _copied(folder: Traversable, into: str, names: tuple[str, ...] | list[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        yield f"{into}/{name}", (folder / name).read_bytes()


def _definitions(figures: FigureSet, given: Definitions | None) -> tuple[Definitions | None, list[str]]:
    """The definitions to print beside the figures, or none, with the reason, when they are not the figures' own."""
    try:
        found = given or load_definitions(figures.definition)
    except Refusal as refusal:
        return None, [f"the audit bundle holds no definitions file: {refusal}"]
    if found.sha256 != figures.definition_sha256:
        fault = f"{found.name} has changed since the figures were made"
        return None, [f"the audit bundle holds no definitions file: {fault}; make the figures again"]
    return found, []


def _problems(figures: FigureSet, narrative: Narrative | None) -> Iterator[str]:
    """What a person should look at before the statement goes out."""
    if narrative is None:
        yield "no narrative was given: the statement has no contribution, actions, date of issue or contact"
        return
    for note in figures.measures:
        section = narrative.sections.get(note.key)
        if section is None:
            yield f"{note.key}: no {note.key}.md says what is being done"
        elif section.quarter_end != figures.to:
            yield f"{section.path.name}: is written for {section.quarter}, the figures end in {figures.to}"
    for key, name in page.REPORTS:
        if not narrative.settings.links.get(key):
            yield f"statement.toml: links.{key} is not given yet ({name})"
