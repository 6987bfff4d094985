"""A home of its own for each test, a force that works in it, and files to hand over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sextant.access.models import User
from sextant.config import Home
from sextant.jobs import worker
from sextant.web.workspace import settle
from tests.unit.lake.files import RECORDED, STREET
from tests.web.conftest import Person

NEW = "/workspace/records/uploads/new/"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose workspace is Northumbria's. What follows a commit follows at once: a test never commits."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda then: then())
    incoming = tmp_path / "uploads" / "incoming"
    incoming.mkdir(parents=True)
    settings.SEXTANT_HOME, settings.FILE_UPLOAD_TEMP_DIR = tmp_path, incoming
    settle(Home(tmp_path), "northumbria")
    return Home(tmp_path)


@pytest.fixture
def ann(person: Person) -> User:
    return person("ann", "analyst")


@pytest.fixture
def browser(ann: User, browser_of: Any) -> Any:
    return browser_of(ann)


@pytest.fixture
def do_jobs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Do what waits; figures are the board's own affair and are only counted here."""
    from sextant.jobs import registry
    from sextant.jobs.registry import JobKind

    monkeypatch.setitem(registry.KINDS, "figures", JobKind("figures", lambda running, **_asked: {}))
    return worker.run_all


@pytest.fixture
def send(browser: Any) -> Callable[..., Any]:
    """Hand files over through the form."""

    def post(kind: str, *files: SimpleUploadedFile, **more: Any) -> Any:
        return browser.post(NEW, {"kind": kind, "files": list(files)} | more)

    return post


def street_csv(
    month: str, counts: Mapping[str, int], name: str = "", force: str = "Northumbria Police"
) -> SimpleUploadedFile:
    place = "-1.6,54.97,On or near High Street,E01008340,Newcastle upon Tyne 003E"
    rows = [
        f"{month}{kind}{k},{month},{force},{force},{place},{kind},,"
        for kind, number in counts.items()
        for k in range(number)
    ]
    text = "\n".join([STREET, *rows]) + "\n"
    return SimpleUploadedFile(name or f"{month}-northumbria-street.csv", text.encode())


def recorded_csv(name: str, counts: Mapping[tuple[str, int, str], int], bad: int = 0) -> SimpleUploadedFile:
    """Recorded crime by (financial year, quarter, code); with so many rows whose count is no number."""
    rows = [f"{y},{q},Northumbria,Offence {code},Group,Subgroup,{code},{n}" for (y, q, code), n in counts.items()]
    rows += [f"2020/21,1,Northumbria,Offence 34B,Group,Subgroup,34B,=cmd|n/a{k}" for k in range(bad)]
    return SimpleUploadedFile(name, ("\n".join([RECORDED, *rows]) + "\n").encode())


def zipped(name: str, members: Mapping[str, bytes]) -> SimpleUploadedFile:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return SimpleUploadedFile(name, data.getvalue())


@pytest.fixture
def assessed(person: Person) -> None:
    """The assessments that rows about people need are on record."""
    from datetime import date

    from sextant.governance.actions import record_assessment

    keeper = person("dpo", "records-manager")
    said = {"owner_post": "Head of Performance", "document": "folder 7", "findings": "Low risk."}
    for kind in ("dpia", "equality"):
        days = {"approved_on": date(2021, 6, 1), "review_on": date(2999, 6, 1)}
        record_assessment(by=keeper, subject="records:crimes", kind=kind, **said, **days)


MAPPING = """
[columns]
crime_number = "Crime Number"
offence_code = "HO Code"
recorded_on = "Recorded"
[force]
slug = "northumbria"
"""


def crimes_csv(rows: int, bad: int = 0) -> SimpleUploadedFile:
    lines = [f"NP-{k},8N,2021-11-{k % 28 + 1:02d}" for k in range(rows)]
    lines += [f"SECRET-{k},8N,yesterday" for k in range(bad)]
    return SimpleUploadedFile("own-crimes.csv", "\n".join(["Crime Number,HO Code,Recorded", *lines]).encode() + b"\n")


GOVERNANCE = {
    "purpose": "Quarterly measures",
    "legal_basis": "Data Protection Act 2018 s.35",
    "owner": "Head of Performance",
    "review_date_day": "1",
    "review_date_month": "3",
    "review_date_year": "2027",
    "dispose_after_day": "1",
    "dispose_after_month": "9",
    "dispose_after_year": "2028",
}
