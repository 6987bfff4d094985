"""Making the whole: the same bytes, the right size, and what is refused."""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from sextant.errors import Refusal
from sextant.synthetic import make

from .conftest import SCALE, SEED, YEARS, MadeUp


def bytes_below(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(made_up: MadeUp, tmp_path: Path) -> None:
    make(tmp_path / "again", years=YEARS, scale=SCALE, seed=SEED)
    assert bytes_below(tmp_path / "again") == bytes_below(made_up.root)


def test_another_process_gives_the_same_bytes(made_up: MadeUp, tmp_path: Path) -> None:
    out = tmp_path / "other process"
    code = (
        "from pathlib import Path; from sextant.synthetic import make;"
        f"make(Path({str(out)!r}), years={YEARS}, scale={SCALE}, seed={SEED})"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    assert bytes_below(out) == bytes_below(made_up.root)


def test_another_seed_gives_other_crimes(made_up: MadeUp, tmp_path: Path) -> None:
    make(tmp_path / "other", years=YEARS, scale=SCALE, seed=SEED + 1)
    changed = bytes_below(tmp_path / "other")
    for path in ("crimes/crimes.csv", "police-uk/2025-09/2025-09-wexmoor-street.csv"):
        assert changed[path] != bytes_below(made_up.root)[path]


def test_public_months_do_not_depend_on_the_number_of_years(made_up: MadeUp, tmp_path: Path) -> None:
    make(tmp_path / "shorter", years=2, scale=SCALE, seed=SEED)
    name = "police-uk/2025-09/2025-09-wexmoor-stop-and-search.csv"
    assert bytes_below(tmp_path / "shorter")[name] == bytes_below(made_up.root)[name]


def test_scale_scales(tmp_path: Path) -> None:
    larger = make(tmp_path / "larger", years=1, scale=5 * SCALE, seed=SEED).truth
    smaller = make(tmp_path / "smaller", years=1, scale=SCALE, seed=SEED).truth
    for name in ("crimes", "anti_social_behaviour"):
        assert larger["totals"][name] / smaller["totals"][name] == pytest.approx(5, rel=0.12)
    means = [truth["series"]["Shoplifting"]["monthly_means"][0] for truth in (larger, smaller)]
    assert means[0] == pytest.approx(5 * means[1], abs=1e-3)


def test_the_months_end_with_september_2025_whatever_day_it_is(made_up: MadeUp) -> None:
    folders = sorted(path.name for path in (made_up.root / "police-uk").iterdir())
    assert (folders[0], folders[-1]) == ("2022-10", "2025-09")
    assert made_up.truth["months"] == {"from": "2022-10", "to": "2025-09", "count": 36}


def test_the_truth_lists_every_file_with_its_hash_and_rows(made_up: MadeUp) -> None:
    listed = {entry["path"]: entry for entry in made_up.truth["files"]}
    found = bytes_below(made_up.root)
    assert {path: entry["sha256"] for path, entry in listed.items()} == {
        path: digest for path, digest in found.items() if path != "truth.json"
    }
    for path, entry in listed.items():
        if path.endswith(".csv"):
            assert entry["rows"] == len((made_up.root / path).read_bytes().splitlines()) - 1


def test_the_truth_holds_no_number_that_json_does_not_know(made_up: MadeUp) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    json.loads((made_up.root / "truth.json").read_text("utf-8"), parse_constant=refuse)


def test_another_name_is_used_everywhere(tmp_path: Path) -> None:
    made = make(tmp_path / "out", force="Kentmoor", years=1, scale=0.001)
    assert (tmp_path / "out/police-uk/2025-09/2025-09-kentmoor-street.csv").exists()
    for file in made.files:
        assert b"Wexmoor" not in (tmp_path / "out" / file.path).read_bytes()


def test_progress_runs_from_nought_to_all_months(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    make(tmp_path / "out", years=1, scale=0.001, progress=lambda done, total, _: seen.append((done, total)))
    assert seen == [(done, 12) for done in range(13)]


def test_a_real_force_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="has the name of Northumbria in it"):
        make(tmp_path / "out", force="Northumbria")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("years", [0, -1, 13])
def test_a_number_of_years_out_of_range_is_refused(years: int, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="use 1 to 12"):
        make(tmp_path / "out", years=years)


@pytest.mark.parametrize("scale", [0.0, -1.0, math.nan, math.inf, 101.0])
def test_a_scale_out_of_range_is_refused(scale: float, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"use 0\.001 to 100"):
        make(tmp_path / "out", scale=scale)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed: int, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="use 0 to"):
        make(tmp_path / "out", seed=seed)
