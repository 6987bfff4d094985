from benchmarks import verdict_rate


def test_unchanged_series_are_called_changed_at_most_once_in_twenty() -> None:
    """A small edition of the benchmark; drawn from a fixed seed."""
    rows = verdict_rate.run(draws=800)
    assert {row["reference"] for row in rows} == {"mid-p", "t", "normal, not used"}
    judged = [row for row in rows if verdict_rate.goal(row) != "–"]
    assert len(judged) == (len(verdict_rate.RARE_MEANS) + len(verdict_rate.VOLUME)) * verdict_rate.LOOKS
    assert sum(row["rate"] for row in judged) / len(judged) <= verdict_rate.GOAL


def test_a_rate_beyond_its_error_misses_the_goal() -> None:
    row = {"reference": "t", "look": 1, "rate": 0.08, "error": 0.01}
    assert verdict_rate.goal(row) == "NOT MET"
    assert verdict_rate.goal({**row, "rate": 0.06}) == "met"
    assert verdict_rate.goal({**row, "look": "any of 4"}) == "–"
