"""What PDF/UA-1 (ISO 14289-1) asks of a file as far as a machine can see it, read with pikepdf.

Each fault begins with the clause of ISO 14289-1 that it offends. veraPDF, the usual judge, comes neither as a Python
nor as an npm nor as a Debian package; these rules cover the parts of its profile that apply to what we make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

STANDARD_ROLES = re.findall(
    r"\w+",
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
    "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby Warichu Figure "
    "Formula Form",
)
PARENTS = {
    "LI": {"L"},
    "Lbl": {"LI", "Note", "BibEntry"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TOCI": {"TOC"},
}
SHOWS = {"Tj", "TJ", "'", '"', "Do", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "EI"}


@dataclass
class Element:
    """A structure element with its role after the role map, its children, and the marked content it holds."""

    role: str
    raw: Any
    parent: str
    children: list[Element] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)  # page object number, MCID
    objects: list[int] = field(default_factory=list)  # annotations, by object number


def faults(content: bytes) -> list[str]:
    """Every rule that the PDF breaks, with its clause; none for a good one."""
    with pikepdf.open(BytesIO(content)) as pdf:
        tree = list(elements(pdf))
        return [
            *of_document(pdf),
            *of_metadata(pdf),
            *of_tree(tree),
            *of_headings(tree),
            *of_tables(tree),
            *of_pages(pdf, tree),
            *of_links(pdf, tree),
            *of_fonts(pdf),
        ]


def of_document(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "6.2 the document does not say that it is tagged"
    if bool(root.get("/MarkInfo", {}).get("/Suspects", False)):
        yield "7.1 its tags are suspects"
    if "/StructTreeRoot" not in root:
        yield "7.1 there is no structure tree"
    if str(root.get("/Lang", "")) != "en-GB":
        yield "7.2 the language is not en-GB"
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "7.1 the window does not show the title"
    if "/Outlines" not in root or int(root.Outlines.get("/Count", 0)) == 0:
        yield "7.17 there are no bookmarks"
    if pdf.is_encrypted:
        yield "7.16 it is encrypted"


def of_metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    text = bytes(pdf.Root.Metadata.read_bytes()).decode()
    if not re.search(r"<pdfuaid:part>1</pdfuaid:part>|pdfuaid:part=\"1\"", text):
        yield "5 the metadata does not claim PDF/UA-1"
    if not re.search(r"<dc:title>.*?<rdf:li[^>]*>[^<]+</rdf:li>", text, re.S):
        yield "7.1 the metadata holds no title"


def elements(pdf: pikepdf.Pdf) -> Iterator[Element]:
    """Every element of the tree in reading order."""
    root = pdf.Root.StructTreeRoot
    names = {str(key): str(value)[1:] for key, value in root.get("/RoleMap", {}).items()}
    yield from walked(root.K, names, "root", None)


def walked(raw: Any, names: dict[str, str], parent: str, above: Element | None) -> Iterator[Element]:
    for each in raw if isinstance(raw, pikepdf.Array) else [raw]:
        if isinstance(each, int):
            assert above is not None
            above.content.append((above.raw.Pg.objgen[0], int(each)))
        elif each.get("/Type") == "/MCR":
            assert above is not None
            above.content.append((each.get("/Pg", above.raw.get("/Pg")).objgen[0], int(each.MCID)))
        elif each.get("/Type") == "/OBJR":
            assert above is not None
            above.objects.append(each.Obj.objgen[0])
        else:
            found = Element(names.get(str(each.S), str(each.S)[1:]), each, parent)
            if above:
                above.children.append(found)
            yield found
            if "/K" in each:
                yield from walked(each.K, names, found.role, found)


def of_tree(tree: list[Element]) -> Iterator[str]:
    for each in tree:
        if each.role not in STANDARD_ROLES:
            yield f"7.1 {each.role} is no standard role and maps to none"
        if each.role in PARENTS and each.parent not in PARENTS[each.role]:
            yield f"7.1 {each.role} stands in {each.parent}"
        if each.role in ("Figure", "Formula") and not str(each.raw.get("/Alt", "")).strip():
            yield f"7.3 a {each.role} has no alternative text"
        if each.role == "Figure" and "/BBox" not in attributes(each):
            yield "7.3 a Figure has no bounding box"
        if each.role == "LI" and "LBody" not in [child.role for child in each.children]:
            yield "7.6 an item of a list has no body"


def of_headings(tree: list[Element]) -> Iterator[str]:
    last = 0
    for each in tree:
        if re.fullmatch("H[1-6]", each.role):
            level = int(each.role[1])
            if level > last + 1:
                yield f"7.4 {each.role} follows H{last}"
            last = level
        elif each.role == "H":
            yield "7.4 H and numbered headings stand together"


def of_tables(tree: list[Element]) -> Iterator[str]:
    for table in (each for each in tree if each.role == "Table"):
        rows = [row for row in under(table) if row.role == "TR"]
        widths = {len(row.children) for row in rows}
        if len(widths) != 1:
            yield f"7.5 the rows of a table hold {sorted(widths)} cells"
        heads = [cell for row in rows for cell in row.children if cell.role == "TH"]
        if not heads or any("/Scope" not in attributes(cell) for cell in heads):
            yield "7.5 a table has no header cells with a scope"


def under(element: Element) -> Iterator[Element]:
    for child in element.children:
        yield child
        yield from under(child)


def attributes(element: Element) -> dict[str, Any]:
    raw = element.raw.get("/A", [])
    found: dict[str, Any] = {}
    for each in raw if isinstance(raw, pikepdf.Array) else [raw]:
        found |= dict(each.items())
    return found


def of_pages(pdf: pikepdf.Pdf, tree: list[Element]) -> Iterator[str]:
    """Whatever is drawn is either an artifact or content that the tree holds once."""
    held = [place for each in tree for place in each.content]
    if len(held) != len(set(held)):
        yield "7.1 a piece of content stands in the tree twice"
    for number, page in enumerate(pdf.pages, 1):
        if str(page.obj.get("/Tabs", "")) != "/S":
            yield f"7.18.3 page {number}: the tab order is not the structure's"
        drawn, loose = marked(page)
        if loose:
            yield f"7.1 page {number}: {loose} operations draw outside any tag"
        if drawn - {mcid for page_number, mcid in held if page_number == page.obj.objgen[0]}:
            yield f"7.1 page {number}: marked content that the tree does not hold"


def marked(page: pikepdf.Page) -> tuple[set[int], int]:
    """The numbers of the page's marked content, and how many operations draw outside of any."""
    stack: list[str] = []
    numbers, loose = set(), 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            stack.append(str(operands[0]))
            if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
                numbers.add(int(operands[1].MCID))
        elif name == "EMC":
            stack.pop()
        elif name in SHOWS and not stack:
            loose += 1
    return numbers, loose


def of_links(pdf: pikepdf.Pdf, tree: list[Element]) -> Iterator[str]:
    held = {number for each in tree if each.role in ("Link", "Annot") for number in each.objects}
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.obj.get("/Annots", []):
            if not str(annotation.get("/Contents", "")).strip():
                yield f"7.18.5 page {number}: a link says nothing of where it leads"
            if annotation.objgen[0] not in held:
                yield f"7.18.1 page {number}: an annotation that the tree does not hold"


def of_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for found in pdf.objects:
        if not isinstance(found, pikepdf.Dictionary) or found.get("/Type") != "/Font":
            continue
        if found.get("/Subtype") == "/Type0" and "/ToUnicode" not in found:
            yield f"7.21.7 {found.BaseFont}: its letters can't be told"
        descriptor = found.get("/FontDescriptor")
        if descriptor is not None and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"7.21.4 {found.BaseFont} is not in the file"
