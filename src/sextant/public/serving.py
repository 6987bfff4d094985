"""The files of an edition as they were signed: the same bytes, found by name in their folder and nowhere else."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.http import http_date

from sextant.statements.frozen import file_in

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".zip": "application/zip",
    ".toml": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
}
TO_KEEP = {".csv", ".ods", ".zip"}
A_DAY = 86_400
FIVE_MINUTES = 300  # a page may stop standing at any time


def file_of(request: HttpRequest, folder: Path, name: str, *, successor: str = "") -> HttpResponse:
    """One file. Raises Http404 for a name that leads out of the folder, or to nothing.

    `successor`: where the reader finds what stands now, when this edition no longer does. Its bytes stay as they are,
    so programs and search engines are told in the answer's head.
    """
    path = file_in(folder, name)
    if path is None or path.suffix not in TYPES:
        raise Http404
    found = path.stat()
    tag = f'"{found.st_size:x}-{found.st_mtime_ns:x}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = FileResponse(
            path.open("rb"), content_type=TYPES[path.suffix], as_attachment=path.suffix in TO_KEEP, filename=path.name
        )
    response["ETag"] = tag
    response["Last-Modified"] = http_date(found.st_mtime)
    response["Cache-Control"] = f"public, max-age={FIVE_MINUTES if path.suffix == '.html' else A_DAY}"
    if successor:
        response["X-Robots-Tag"] = "noindex"
        response["Link"] = f'<{successor}>; rel="latest-version"'
    return response
