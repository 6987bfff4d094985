from __future__ import annotations

import csv
import hashlib
import signal
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from sextant.config import Home
from sextant.errors import Refusal
from sextant.lake.catalogue import Lake
from sextant.lake.staging import harmless
from tests.unit.lake.files import loaded, recorded, street


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def everything_in(folder: Path) -> dict[str, str]:
    """What a folder holds, by hash, without the lock."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_a_load_makes_an_edition_that_counts_every_row(home: Home, tmp_path: Path) -> None:
    street(tmp_path / "in", "2021-12", {"Robbery": 3, "Burglary": 2})
    edition = loaded(home, "police-uk", tmp_path / "in").edition
    assert (edition.rows_read, edition.rows_accepted, edition.rows_quarantined) == (5, 5, 0)
    assert edition.tables["street"].periods == {"northumbria": ("2021-12",)}


def test_the_same_bytes_twice_are_one_edition(home: Home, tmp_path: Path) -> None:
    street(tmp_path / "in", "2021-12", {"Robbery": 3})
    first = loaded(home, "police-uk", tmp_path / "in")
    second = loaded(home, "police-uk", tmp_path / "in")
    assert (first.already, second.already) == (False, True)
    assert len(Lake(home.lake).editions()) == 1


def test_a_folder_and_a_zip_of_the_same_files_are_one_edition(home: Home, tmp_path: Path) -> None:
    paths = [street(tmp_path / "in", month, {"Robbery": 3}) for month in ("2021-11", "2021-12")]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in paths:
            archive.write(path, path.relative_to(tmp_path / "in"))
    folder = loaded(home, "police-uk", tmp_path / "in", dated="2022-02-01")
    zipped = loaded(home, "police-uk", tmp_path / "all.zip")
    assert zipped.edition.id == folder.edition.id


def test_an_editions_hash_is_the_files_own_so_that_anybody_can_check_it(home: Home, tmp_path: Path) -> None:
    path = street(tmp_path / "in", "2021-12", {"Robbery": 3})
    assert loaded(home, "police-uk", path).edition.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_changed_byte_is_another_edition(home: Home, tmp_path: Path) -> None:
    one = recorded(tmp_path / "a.csv", [("2021/22", 1, "Durham", "1", 2)])
    two = recorded(tmp_path / "b.csv", [("2021/22", 1, "Durham", "1", 3)])
    assert loaded(home, "recorded-crime", one).edition.id != loaded(home, "recorded-crime", two).edition.id


def test_the_date_given_counts_before_the_last_period(home: Home, tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.csv", [("2021/22", 3, "Durham", "1", 2)])
    edition = loaded(home, "recorded-crime", path).edition
    assert (edition.edition_date, edition.dated_by) == (date(2021, 12, 31), "its last period")
    assert any("2021-12-31" in warning for warning in edition.warnings)
    other = recorded(tmp_path / "b.csv", [("2021/22", 3, "Durham", "1", 5)])
    assert loaded(home, "recorded-crime", other, dated="2022-04-28").edition.edition_date == date(2022, 4, 28)


def test_an_editions_date_is_never_changed_by_loading_it_again(home: Home, tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.csv", [("2021/22", 3, "Durham", "1", 2)])
    loaded(home, "recorded-crime", path, dated="2022-04-28")
    with pytest.raises(Refusal, match=r"dated 2022-04-28, not 2023-01-01.*dispose of it and load it with the right"):
        loaded(home, "recorded-crime", path, dated="2023-01-01")


def test_bad_rows_go_to_a_quarantine_file_and_the_rest_loads(home: Home, tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.csv", [("2021/22", 1, "Durham", "1", 2), ("2021/22", 9, "Durham", "1", 2)])
    edition = loaded(home, "recorded-crime", path).edition
    assert (edition.rows_accepted, edition.rows_quarantined) == (1, 1)
    with (home.lake / str(edition.quarantine_file)).open(newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["file"], row["row"], row["column"], row["value"]) == ("a.csv", "3", "Financial Quarter", "9")


def test_a_load_of_which_no_row_can_be_taken_leaves_nothing(home: Home, tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.csv", [("2021/22", 9, "Durham", "1", 2)])
    with pytest.raises(Refusal, match="none of its 1 rows could be taken"):
        loaded(home, "recorded-crime", path)
    assert everything_in(home.lake) == {}


def test_a_file_of_the_wrong_kind_leaves_nothing(home: Home, tmp_path: Path) -> None:
    path = street(tmp_path / "in", "2021-12", {"Robbery": 3})
    with pytest.raises(Refusal):
        loaded(home, "recorded-crime", path)
    assert everything_in(home.lake) == {}


def test_quarantined_text_can_not_run_in_a_spreadsheet() -> None:
    assert harmless("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert (harmless("  =1+1"), harmless("\n=1+1")) == ("'  =1+1", "'\n=1+1")
    assert (harmless("-5"), harmless("-00"), harmless("n/a")) == ("-5", "-00", "n/a")


def test_two_loads_at_once_are_refused_not_mixed(home: Home, tmp_path: Path) -> None:
    street(tmp_path / "in", "2021-12", {"Robbery": 3})
    with Lake(home.lake).locked(), pytest.raises(Refusal, match="written by another process"):
        loaded(home, "police-uk", tmp_path / "in")


def test_a_load_that_is_stopped_between_two_steps_leaves_the_lake_as_it_was(home: Home, tmp_path: Path) -> None:
    from sextant.lake.loading import load
    from sextant.lake.requests import request_for

    loaded(home, "police-uk", street(tmp_path / "one", "2021-11", {"Robbery": 3}))
    before = everything_in(home.lake)
    request = request_for(home, "police-uk", [street(tmp_path / "two", "2021-12", {"Robbery": 3})], None, None, None)

    def stop(size: int, _name: str) -> None:
        if size:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(Lake(home.lake), request, stop)
    assert everything_in(home.lake) == before


# The system ends it where it stands after so many seconds of its own work: how busy the machine is changes nothing.
LOADING = """
import signal, sys
from pathlib import Path
from sextant.config import Home
from tests.unit.lake.files import loaded
signal.setitimer(signal.ITIMER_PROF, float(sys.argv[3]))
loaded(Home(Path(sys.argv[1])), "police-uk", Path(sys.argv[2]))
"""


@pytest.mark.slow
def test_a_load_that_is_killed_at_any_moment_leaves_the_catalogue_as_it_was(home: Home, tmp_path: Path) -> None:
    loaded(home, "police-uk", street(tmp_path / "one", "2021-11", {"Robbery": 3}))
    catalogue = everything_in(home.lake / "catalogue")
    street(tmp_path / "two", "2021-12", {"Robbery": 3000, "Burglary": 3000})
    killed = 0
    for seconds in (0.005, 0.02, 0.05, 0.08, 0.12, 0.2):
        killed += _killed_after(seconds, home, tmp_path / "two")
        now = everything_in(home.lake / "catalogue")
        if now != catalogue:  # it was quicker than we: then it is whole
            assert len(now) == 2
            break
    assert killed > 0
    edition = loaded(home, "police-uk", tmp_path / "two").edition
    assert edition.rows_accepted == 6000
    assert not any((home.lake / "staging").glob("*"))
    kept = {name for each in Lake(home.lake).editions() for name in each.objects}
    assert {path.name for path in (home.lake / "objects").iterdir()} == kept


def _killed_after(seconds: float, home: Home, source: Path) -> bool:
    command = [sys.executable, "-c", LOADING, str(home.root), str(source), str(seconds)]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], check=False)
    assert done.returncode in (0, -signal.SIGPROF)
    return done.returncode != 0
