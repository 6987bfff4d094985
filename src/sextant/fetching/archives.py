"""Which archives of data.police.uk there are, what each covers, and the fewest that cover what is asked for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sextant.errors import Refusal
from sextant.fetching.pages import Link
from sextant.periods import Month, Window

MD5 = re.compile(r"(?<![0-9a-fA-F-])[0-9a-fA-F]{32}(?![0-9a-fA-F-])")  # one old entry has a hash of parts, `…-12`
NAMES = {name.lower()[:3]: number for number, name in enumerate(calendar.month_name) if number}


@dataclass(frozen=True)
class Archive:
    """A monthly archive of all forces: the month it is named after, the months in it, the publisher's checksum."""

    month: Month
    covers: Window
    md5: str | None = None


def listed(links: Iterable[Link], months_each: int) -> list[Archive]:
    """The archives that an index page links to, oldest first.

    What an archive covers is read from the words after its link ("… from August 2023 to July 2026") where they end with
    the archive's own month; else it is `months_each` months.
    """
    found = {}
    for link in links:
        if name := re.search(r"/(\d{4}-(?:0[1-9]|1[0-2]))\.zip$", link.url):
            month = Month.parse(name[1])
            md5 = MD5.search(link.text)
            found[month] = Archive(month, _covers(link.text, month, months_each), md5[0].lower() if md5 else None)
    return [found[month] for month in sorted(found)]


def assumed(asked: Window, months_each: int) -> list[Archive]:
    """An archive for each month asked for: what there should be where the index can't be read."""
    return [Archive(month, Window.ending(month, months_each)) for month in asked]


def fewest(asked: Window, archives: Sequence[Archive]) -> list[tuple[Archive, Window]]:
    """The fewest archives that hold all months asked for, oldest first, with the months to take from each.

    From the last month backwards: of the archives that hold it, the one that reaches back furthest. Raises Refusal when
    no archive holds a month.
    """
    taken: list[tuple[Archive, Window]] = []
    last = asked.end
    while last >= asked.start:
        holding = [each for each in archives if last in each.covers]
        if not holding:
            raise Refusal(str(last), "is in none of the publisher's archives", _mend(archives))
        best = min(holding, key=lambda each: (each.covers.start, each.month))
        taken.append((best, Window(max(asked.start, best.covers.start), last)))
        last = best.covers.start + -1
    return taken[::-1]


def _mend(archives: Sequence[Archive]) -> str:
    if not archives:
        return "try again later"
    first, last = min(each.covers.start for each in archives), max(each.covers.end for each in archives)
    return f"ask for months from {first} to {last}"


def _covers(text: str, month: Month, months_each: int) -> Window:
    named = re.findall(r"\b([A-Z][a-z]{2,8})\.?\s+(20\d{2})\b", text)
    months = [Month(int(year), NAMES[name.lower()[:3]]) for name, year in named if name.lower()[:3] in NAMES]
    if len(months) > 1 and max(months) == month:
        return Window(min(months), month)
    return Window.ending(month, months_each)
