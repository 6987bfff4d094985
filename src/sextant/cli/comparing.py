"""`sextant compare`: two counts of events, and what they can show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sextant.cli.common import HomeOption, JsonOption, print_json
from sextant.errors import Refusal

if TYPE_CHECKING:
    from sextant.evidence import Comparison, SeenChange

POWER_BELOW = 50
MARGIN = 30

CurrentArgument = Annotated[str, typer.Argument(metavar="CURRENT", help="Events in the current period.")]
BaselineArgument = Annotated[str, typer.Argument(metavar="BASELINE", help="Events in the baseline period.")]
ExposureOption = Annotated[
    tuple[float, float],
    typer.Option("--exposure", metavar="T1 T0", help="Time covered by the current and the baseline count, say days."),
]
MethodOption = Annotated[str, typer.Option("--method", metavar="midp|exact|etest", help="The test and its interval.")]


def register(app: typer.Typer) -> None:
    """Hang `compare` on the app. A count with a minus is let through as a count, to be refused in one clear line."""
    app.command(context_settings={"ignore_unknown_options": True})(compare)


def compare(
    current: CurrentArgument,
    baseline: BaselineArgument,
    exposure: ExposureOption = (1.0, 1.0),
    method: MethodOption = "midp",
    as_json: JsonOption = False,
    home: HomeOption = None,  # noqa: ARG001  every verb takes it; two counts need no home
) -> None:
    """Compare two counts of events: is the change clear, or could it be chance?"""
    from sextant import evidence

    made = evidence.compare(_count("CURRENT", current), _count("BASELINE", baseline), exposure, method)
    share = exposure[0] / exposure[1]
    seen = evidence.change_with_power(made.baseline, 0.8, share, method) if made.baseline < POWER_BELOW else None
    facts = _document(made, seen)
    if as_json:
        print_json(facts)
    else:
        _print_for_people(made, facts)


def _count(name: str, text: str) -> int:
    """Read `13` or `11,527`. Raises Refusal for anything that is no count."""
    if not re.fullmatch(r"\d+|\d{1,3}(,\d{3})+", text):
        raise Refusal(name, f"'{text}' is not a count", "give a whole number of events, 0 or more")
    return int(text.replace(",", ""))


def _document(made: Comparison, seen: SeenChange | None) -> dict[str, Any]:
    from sextant import evidence

    fall, rise = evidence.smallest_clear_for(made)
    return {
        "current": made.current,
        "baseline": made.baseline,
        "exposure": list(made.exposure),
        "ratio": made.ratio,
        "ratio_low": made.ratio_low,
        "ratio_high": made.ratio_high,
        "p_value": made.p_value,
        "method": made.method.value,
        "level": made.level,
        "prob_lower": made.prob_lower,
        "verdict": evidence.judge(made).code.value,
        "sentence": evidence.sentence(made),
        "clear_change_at_or_below": fall,
        "clear_change_at_or_above": rise,
        "p_midp": made.p_midp,
        "p_exact": made.p_exact,
        "p_etest": made.p_etest,
        "exact_low": made.exact_low,
        "exact_high": made.exact_high,
        "current_interval": list(evidence.garwood(made.current)),
        "baseline_interval": list(evidence.garwood(made.baseline)),
        "fall_ratio_seen_at_80_power": seen.fall if seen else None,
        "rise_ratio_seen_at_80_power": seen.rise if seen else None,
        "reasons": _reasons(made, fall, seen),
    }


def _reasons(made: Comparison, fall: int | None, seen: SeenChange | None) -> dict[str, str]:
    """Why a key is null, by key."""
    no_ceiling = "the baseline is 0" if made.baseline == 0 else "this method sets no upper limit here"
    why = {
        "ratio": "the baseline is 0" if made.ratio is None else "",
        "ratio_high": no_ceiling if made.ratio_high is None else "",
        "exact_high": "the baseline is 0" if made.exact_high is None else "",
        "p_etest": "not worked out for counts this large" if made.p_etest is None else "",
        "clear_change_at_or_below": "even 0 would not be a clear fall" if fall is None else "",
        "fall_ratio_seen_at_80_power": _why_not_seen(seen, seen.fall if seen else None),
        "rise_ratio_seen_at_80_power": _why_not_seen(seen, seen.rise if seen else None),
    }
    return {key: reason for key, reason in why.items() if reason}


def _why_not_seen(seen: SeenChange | None, ratio: float | None) -> str:
    if seen is None:
        return f"given for baselines under {POWER_BELOW}"
    return "no change from a baseline this small is seen that often" if ratio is None else ""


def _print_for_people(made: Comparison, facts: dict[str, Any]) -> None:
    """The sentence, the verdict, then the facts behind it in two aligned columns."""
    from sextant import evidence

    print(f"{facts['sentence']}\n\n{evidence.judge(made).chip}\n")
    for name, fact in _lines(facts):
        print(f"{name:<{MARGIN}}{fact}")


def _lines(facts: dict[str, Any]) -> list[tuple[str, str]]:
    fall, rise = facts["clear_change_at_or_below"], facts["clear_change_at_or_above"]
    either = f"{fall:,} or fewer, or {rise:,} or more" if fall is not None else f"{rise:,} or more"
    lines = [
        ("Ratio of rates", f"{_number(facts['ratio'])}  (95% interval {_interval(facts, 'ratio')}, {facts['method']})"),
        ("p-value", ", ".join(f"{name} {_number(facts[f'p_{name}'])}" for name in ("midp", "exact", "etest"))),
        ("Exact interval", _interval(facts, "exact")),
        ("Chance the rate is lower now", _number(facts["prob_lower"])),
        (f"Clear change from {facts['baseline']:,}", either),
    ]
    return lines + _power_line(facts)


def _power_line(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """What a true change must be to be called clear four times in five, as levels rather than ratios."""
    expected = facts["baseline"] * facts["exposure"][0] / facts["exposure"][1]
    fall, rise = facts["fall_ratio_seen_at_80_power"], facts["rise_ratio_seen_at_80_power"]
    if rise is None:
        return []
    down = f"about {fall * expected:,.0f} or less, or " if fall is not None else ""
    return [("Seen 4 times in 5", f"a true level of {down}about {rise * expected:,.0f} or more")]


def _interval(facts: dict[str, Any], name: str) -> str:
    high = facts[f"{name}_high"]
    return f"{_number(facts[f'{name}_low'])} to {'no upper limit' if high is None else _number(high)}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}" if value >= 0.001 or value == 0 else f"{value:.1e}"
