"""The files have the formats of the real ones, and Sextant's own readers take all but what was planted."""

from __future__ import annotations

import csv
import re
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from sextant.bodies import Bodies
from sextant.records import kind
from sextant.records.kinds import Intake
from sextant.records.memory import ListSink
from sextant.synthetic.ods import workbook

from .conftest import MadeUp

ODS = "recorded-crime/prc-pfa-mar2013-onwards-tables-231025.ods"
CSV = "recorded-crime/prc-pfa-mar2013-onwards-tables-220126.csv"


def read(made_up: MadeUp, name: str, path: str, mapping: str = "") -> ListSink:
    """What Sextant's own reader makes of a file."""
    format, sink, bodies = kind(name), ListSink(), Bodies.load(made_up.root)
    parsed = tomllib.loads((made_up.root / mapping).read_text("utf-8")) if mapping else {}
    files = format.find_files([made_up.root / path])
    format.read(Intake(files=files, bodies=bodies, body=bodies.named("wexmoor"), mapping=parsed), sink)
    return sink


def heading(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.readline()


@pytest.mark.parametrize("name", ["street", "outcomes", "stop-and-search"])
def test_headings_and_line_ends_are_those_of_the_real_files(name: str, made_up: MadeUp, real_data: Path) -> None:
    real = real_data / f"policeuk-northumbria/2021-12/2021-12-northumbria-{name}.csv"
    made = made_up.root / f"police-uk/2025-09/2025-09-wexmoor-{name}.csv"
    assert heading(made) == heading(real)


@pytest.mark.parametrize(
    ("name", "column"),
    [("street", "Crime type"), ("outcomes", "Outcome type"), ("stop-and-search", "Legislation"),
     ("stop-and-search", "Age range"), ("stop-and-search", "Outcome"), ("stop-and-search", "Object of search"),
     ("stop-and-search", "Self-defined ethnicity"), ("stop-and-search", "Removal of more than just outer clothing")],
)  # fmt: skip
def test_words_are_words_of_the_real_files(name: str, column: str, made_up: MadeUp, real_data: Path) -> None:
    real: set[str] = set()
    for path in sorted(real_data.glob(f"policeuk-northumbria/202[12]-*/*-{name}.csv"))[:6]:
        with path.open(encoding="utf-8", newline="") as file:
            real |= {row[column] for row in csv.DictReader(file)}
    assert {row[column] for _, row in made_up.public(name)} <= real


def test_codes_and_their_words_are_those_of_the_real_table(made_up: MadeUp, real_data: Path) -> None:
    from pyarrow import parquet

    columns = ["offence_code", "offence_description", "offence_group", "offence_subgroup"]
    table = parquet.read_table(real_data / "prc/prc-pfa-quarterly-tidy.parquet", columns=columns)
    real = {tuple(row.values()) for row in table.group_by(columns).aggregate([]).select(columns).to_pylist()}
    labels = ("Offence Code", "Offence Description", "Offence Group", "Offence Subgroup")
    made = {tuple(row[label] for label in labels) for row in made_up.later}
    in_use = {row for row in made if not row[1].endswith("(outcome only)")}
    assert len(in_use) > 120
    assert in_use <= real


def test_anti_social_behaviour_has_neither_an_id_nor_an_outcome(made_up: MadeUp) -> None:
    rows = [row for _, row in made_up.public("street")]
    calls = [row for row in rows if row["Crime type"] == "Anti-social behaviour"]
    assert calls
    assert {(row["Crime ID"], row["Last outcome category"]) for row in calls} == {("", "")}
    ids = [row["Crime ID"] for row in rows if row["Crime type"] != "Anti-social behaviour"]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in ids)
    assert {row["Context"] for row in rows} == {""}


def test_a_few_rows_have_no_place_and_say_so(made_up: MadeUp) -> None:
    rows = [row for _, row in made_up.public("street")]
    lost = [row for row in rows if row["Location"] == "No Location"]
    assert {(row["Longitude"], row["LSOA code"]) for row in lost} == {("", "")}
    vague = [row for row in rows if row["Location"] == "On or near "]
    assert all(row["Longitude"] and not row["LSOA code"] for row in vague)
    assert 0.0003 < len(lost) / len(rows) < 0.004


def test_the_readers_take_the_public_files_but_for_repeated_outcomes(made_up: MadeUp) -> None:
    sink = read(made_up, "police-uk", "police-uk")
    repeated = made_up.truth["police_uk"]["repeated_outcome_rows"]
    assert repeated > 0
    assert sink.reasons == {"exact duplicate of an earlier row": repeated}
    assert sink.rows_read == sink.rows_accepted + sink.rows_refused
    assert set(sink.table("street")["body"].to_pylist()) == {"wexmoor"}
    assert set(filter(None, sink.table("street")["district"].to_pylist())) == set(made_up.truth["force"]["districts"])


def test_the_reader_takes_the_extract_but_for_the_planted_rows(made_up: MadeUp) -> None:
    sink = read(made_up, "crimes", "crimes/crimes.csv", "crimes/mapping.toml")
    refused = [(each.row, each.column, each.value, each.reason) for each in sink.refused]
    planted = [(f["row"], f["column"], f["value"], f["why"]) for f in made_up.truth["bad_rows"]]
    assert refused == planted
    table = sink.table("crimes")
    assert table.num_rows == made_up.truth["totals"]["crimes"]
    assert "notes" not in table.schema.names
    assert Counter(table["alcohol"].to_pylist()).keys() == {True, False, None}


def test_the_reader_takes_both_editions_whole(made_up: MadeUp) -> None:
    earlier, later = (read(made_up, "recorded-crime", path) for path in (ODS, CSV))
    assert (earlier.refused, later.refused) == ([], [])
    assert later.table("recorded_crime").num_rows == len(made_up.later)
    for sink in (earlier, later):
        assert {"4.1", "4.10", "1", "28I", "37.2"} <= set(sink.table("recorded_crime")["offence_code"].to_pylist())


def test_the_editions_differ_in_the_revised_quarter_and_in_the_last_only(made_up: MadeUp) -> None:
    def cells(path: str) -> dict[tuple[str, str, str], int]:
        table = read(made_up, "recorded-crime", path).table("recorded_crime")
        columns = [table[name].to_pylist() for name in ("period", "offence_code", "offence", "count")]
        return {(str(period), code, name): count for period, code, name, count in zip(*columns, strict=True)}

    earlier, later = cells(ODS), cells(CSV)
    assert {period for period, *_ in later.keys() - earlier.keys()} == {"2025-07-01"}
    changed = {(period, code) for (period, code, name), count in earlier.items() if later[period, code, name] != count}
    assert changed == {("2024-10-01", "1"), ("2024-10-01", "39")}


def test_the_reader_takes_the_published_figures(made_up: MadeUp) -> None:
    sink = read(made_up, "published", "published/published.csv")
    assert sink.refused == []
    assert sink.rows_accepted == 15


def test_the_editions_names_tell_their_dates(made_up: MadeUp) -> None:
    recorded = kind("recorded-crime")
    dates = [recorded.date_in_name(recorded.find_files([made_up.root / path])) for path in (ODS, CSV)]
    assert [str(each) for each in dates] == ["2025-10-23", "2026-01-22"]


# ── the workbook ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_workbook_has_a_cover_and_a_sheet_a_year_whose_names_drift(made_up: MadeUp) -> None:
    book = CalamineWorkbook.from_path(str(made_up.root / ODS))
    assert book.sheet_names == ["Cover_sheet", "Notes", "2022-23", "2023_24", "2024_25", "2025_26"]
    assert "No such force" in str(book.get_sheet_by_name("Cover_sheet").to_python())
    old, new = (book.get_sheet_by_name(name).to_python()[0] for name in ("2022-23", "2025_26"))
    assert (old[2], new[2]) == ("Force Name", "Force name")


def test_corporate_manslaughter_shows_as_4_1_in_the_workbook_as_it_does_in_the_real_one(made_up: MadeUp) -> None:
    rows = CalamineWorkbook.from_path(str(made_up.root / ODS)).get_sheet_by_name("2024_25").to_python()
    assert {row[6] for row in rows if row[3] == "Corporate manslaughter"} == {4.1}


def test_no_clock_gets_into_the_workbook(made_up: MadeUp) -> None:
    with zipfile.ZipFile(made_up.root / ODS) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_workbook_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "book.ods"
    path.write_bytes(workbook({"A & B": [["<one>", 2, -3.5], ["", "“four”", 0]], "2024_25": [["x"]]}))
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["A & B", "2024_25"]
    assert book.get_sheet_by_name("A & B").to_python() == [["<one>", 2.0, -3.5], ["", "“four”", 0.0]]
