"""From what a person asks for to the files that answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from sextant.errors import Refusal
from sextant.fetching.addresses import checked
from sextant.fetching.archives import Archive, assumed, fewest, listed
from sextant.fetching.download import Progress, download
from sextant.fetching.kept import Downloaded, Wanted
from sextant.fetching.pages import links_of
from sextant.fetching.publishers import Publisher
from sextant.fetching.wire import Wire
from sextant.periods import Month, Window
from sextant.records.edition_dates import date_in


@dataclass(frozen=True)
class Fetched:
    """A file that is here, and the months to take from it; None where it is taken whole."""

    file: Downloaded
    months: Window | None = None


@dataclass(frozen=True)
class Asked:
    """The months asked for; either end may be left to the publisher."""

    start: Month | None = None
    end: Month | None = None


def parse_asked(start: str | None, end: str | None) -> Asked:
    """Read the two months. Raises Refusal when one is none, or they stand the wrong way round."""
    asked = Asked(*(Month.parse(text, thing) if text else None for text, thing in ((start, "--from"), (end, "--to"))))
    if asked.start and asked.end and asked.end < asked.start:
        raise Refusal("--to", f"{asked.end} comes before --from {asked.start}", "swap the two months")
    return asked


def needs_a_force(publisher: Publisher, slug: str | None) -> str | None:
    """The slug. Raises Refusal without one where a file holds all forces and only one is to be loaded."""
    if publisher.archive and not slug:
        raise Refusal("--force", f"is needed: an archive of {publisher.publisher} holds all forces", "name one")
    return slug


def fetch(
    wire: Wire, publisher: Publisher, asked: Asked, folder: Path, progress: Progress = lambda _more, _all, _name: None
) -> list[Fetched]:
    """Download what is needed into `folder`. Raises Refusal when a part can't be had: then none is to be loaded."""
    if publisher.archive:
        return _archives(wire, publisher, asked, folder, progress)
    url = publisher.file or _newest_link(wire, publisher)
    wanted = Wanted(url, _name_in(url), publisher.largest_bytes)
    return [Fetched(download(wire, wanted, folder, progress))]


def _name_in(url: str) -> str:
    name = re.sub(r"[^\w.-]", "_", PurePosixPath(unquote(urlsplit(url).path)).name)
    if not name.lower().endswith((".ods", ".xlsx", ".zip")):
        raise Refusal(url, "names no ODS, XLSX or zip", "give the address of the file itself")
    return name


def _archives(wire: Wire, publisher: Publisher, asked: Asked, folder: Path, progress: Progress) -> list[Fetched]:
    found = _listed(wire, publisher, asked)
    end = asked.end or found[-1].month
    first = min((each.covers.start for each in found if end in each.covers), default=end)
    months = Window(asked.start or first, end)
    plan = fewest(months, found)
    return [Fetched(download(wire, _wanted(archive, publisher), folder, progress), window) for archive, window in plan]


def _listed(wire: Wire, publisher: Publisher, asked: Asked) -> Sequence[Archive]:
    """By the publisher's index; without one, an archive for each month asked for."""
    if publisher.index:
        found = listed(links_of(wire, publisher.index), publisher.months_an_archive)
        if not found:
            mend = "see whether the page has changed; --publisher with a file that has no index does without it"
            raise Refusal(publisher.index, "names no archive such as 2024-03.zip", mend)
        return found
    if not asked.end:
        raise Refusal("--to", "is needed, since the publisher's list has no index of archives", "say the last month")
    start = asked.start or Window.ending(asked.end, publisher.months_an_archive).start
    return assumed(Window(start, asked.end), publisher.months_an_archive)


def _wanted(archive: Archive, publisher: Publisher) -> Wanted:
    url = publisher.archive.replace("{month}", str(archive.month))
    return Wanted(url, f"{archive.month}.zip", publisher.largest_bytes, archive.md5)


def _newest_link(wire: Wire, publisher: Publisher) -> str:
    """Of the page's links that look as the wanted one does, the one with the latest date in its name."""
    fitting = [
        link.url for link in links_of(wire, publisher.page) if re.search(publisher.link, urlsplit(link.url).path)
    ]
    if not fitting:
        mend = "see whether the page has changed; get the file with a browser and load it"
        raise Refusal(publisher.page, f"has no link that looks like {publisher.link}", mend)
    dated = {url: date_in(PurePosixPath(urlsplit(url).path).name) for url in fitting}
    newest = max(filter(None, dated.values()), default=None)
    return checked(next(url for url in fitting if dated[url] == newest), publisher.page)
