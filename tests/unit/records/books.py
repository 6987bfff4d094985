"""Small workbooks for the tests: the least XML that makes an ODS or an XLSX."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Cell = str | float
Sheets = Mapping[str, Sequence[Sequence[Cell]]]
ODS = "application/vnd.oasis.opendocument.spreadsheet"
URN = "urn:oasis:names:tc:opendocument:xmlns"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def ods(sheets: Sheets) -> bytes:
    return ods_of(
        "".join(f"<table:table table:name={quoteattr(n)}>{_ods_rows(r)}</table:table>" for n, r in sheets.items())
    )


def ods_of(tables: str) -> bytes:
    spaces = " ".join(f'xmlns:{name}="{URN}:{name}:1.0"' for name in ("office", "table", "text"))
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content {spaces}>{body}</office:document-content>"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{URN}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{ODS}"/></manifest:manifest>'
    )
    return zipped({"mimetype": ODS, "META-INF/manifest.xml": manifest, "content.xml": content})


def xlsx(sheets: Sheets) -> bytes:
    return xlsx_of({name: _xlsx_rows(rows) for name, rows in sheets.items()})


def xlsx_of(sheets: Mapping[str, str], shared: str = "") -> bytes:
    names = list(sheets)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
        + "".join(f'<sheet name={quoteattr(n)} sheetId="{k}" r:id="rId{k}"/>' for k, n in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/sheet{k}.xml") for k in range(1, len(names) + 1)]
            + ([("sharedStrings", "sharedStrings.xml")] if shared else [])
        ),
    }
    for k, name in enumerate(names, 1):
        parts[f"xl/worksheets/sheet{k}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{sheets[name]}</sheetData></worksheet>'
        )
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
    return zipped(parts)


def _ods_rows(rows: Sequence[Sequence[Cell]]) -> str:
    return "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)


def _ods_cell(cell: Cell) -> str:
    if cell == "":
        return "<table:table-cell/>"
    kind = "string" if isinstance(cell, str) else "float"
    value = "" if isinstance(cell, str) else f' office:value="{cell!r}"'
    return (
        f'<table:table-cell office:value-type="{kind}"{value}><text:p>{escape(str(cell))}</text:p></table:table-cell>'
    )


def _xlsx_rows(rows: Sequence[Sequence[Cell]]) -> str:
    return "".join(
        f'<row r="{at}">{"".join(_xlsx_cell(chr(65 + k) + str(at), cell) for k, cell in enumerate(row))}</row>'
        for at, row in enumerate(rows, 1)
    )


def _xlsx_cell(place: str, cell: Cell) -> str:
    if cell == "":
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell!r}</v></c>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}">'
        + "".join(
            f'<Relationship Id="rId{k}" Type="{DOCUMENT}/{kind}" Target="{target}"/>'
            for k, (kind, target) in enumerate(targets, 1)
        )
        + "</Relationships>"
    )
