import pytest
from benchmarks import alerts, charts, verdict_rate


def test_unchanged_series_are_called_changed_at_most_once_in_twenty() -> None:
    """A small edition of the benchmark; drawn from a fixed seed."""
    rows = verdict_rate.run(draws=800)
    assert {row["reference"] for row in rows} == {"mid-p", "t", "normal, not used"}
    judged = [row for row in rows if verdict_rate.goal(row) != "–"]
    series = len(verdict_rate.RARE_MEANS) + len(verdict_rate.VOLUME) + len(verdict_rate.MADE_UP)
    assert len(judged) == series * verdict_rate.LOOKS
    assert sum(row["rate"] for row in judged) / len(judged) <= verdict_rate.GOAL


def test_a_rate_beyond_its_error_misses_the_goal() -> None:
    row = {"reference": "t", "look": 1, "rate": 0.08, "error": 0.01}
    assert verdict_rate.goal(row) == "NOT MET"
    assert verdict_rate.goal({**row, "rate": 0.06}) == "met"
    assert verdict_rate.goal({**row, "look": "any of 4"}) == "–"


def test_the_plain_version_gives_the_bounds_of_the_fast_one() -> None:
    """A small edition of the benchmark; times are printed there and judged by people."""
    rows = alerts.run(rows=40, latest=2, sample=6, with_peers=False)
    assert [row["way"] for row in rows] == ["sextant, 1 thread", "sextant, 2 threads", "plain numpy, one by one"]
    assert rows[2]["apart"] < 1e-9
    assert all(row["whole"] == pytest.approx(row["each"] * 80) for row in rows)


def test_charts_are_drawn_for_series_of_ten_and_more_a_month() -> None:
    batch, single, drawn = charts.run(rows=60)
    assert 0 < drawn < 60
    assert min(batch.seconds) > 0 < min(single.seconds)
