"""Page of the proof: which design, the verdict in words, what was delivered and what it cost beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sextant.access.policy import can
from sextant.desks.hotspots import proving, results
from sextant.desks.hotspots.actions import MAKERS
from sextant.desks.hotspots.delivered import in_words
from sextant.desks.hotspots.models import Evaluation, PatrolPlan
from sextant.desks.hotspots.plan_forms import ProofForm, months_of
from sextant.desks.hotspots.plan_views import visible
from sextant.desks.hotspots.set_page import latest_month
from sextant.errors import Refusal

NOT_COMPARABLE = "not_comparable"  # then no number stands beside the reason
TOLD_WIDER = 1.05  # times: less would be told as 1.0
EARLIER = 10  # answers listed below the newest


def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Did it work?"""
    return _page(request, visible(request, pk))


def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a plan judged."""
    found = visible(request, pk)
    form = ProofForm(request.POST, own_records=proving.of_own_records(found))
    if form.is_valid():
        try:
            asked = proving.Asked(**form.cleaned_data)
            job = proving.ask_whether_it_worked(by=request.user, plan=found, asked=asked)
        except Refusal as refusal:
            form.refused(refusal)
        else:
            return redirect("job", job.pk)
    return _page(request, found, form)


def _page(request: HttpRequest, plan: PatrolPlan, form: ProofForm | None = None) -> HttpResponse:
    kept = list(plan.evaluations.select_related("made_by")[:EARLIER])
    newest = kept[0] if kept else None
    may = any(can(request.user, each, plan) for each in MAKERS) and plan.state in proving.OVER
    question = form or (_form(plan) if may else None)
    context = {
        "plan": plan,
        "newest": newest,
        "told": newest.result if newest else {},
        "numbers": numbers(newest) if newest else [],
        "dose": [(each["name"], in_words(each)) for each in _indicators(newest)],
        "earlier": kept[1:],
        "design": proving.design_of(plan),
        "stops": results.read(plan.set.result_sha256).get("stops"),
        "spent": plan.grant.spent() if plan.grant else None,
        "may_ask": may,
        "form": question,
        "refused": form,
    }
    return render(request, "hotspots/evaluation.html", context, status=400 if form else 200)


def _form(plan: PatrolPlan) -> ProofForm:
    months = months_of(plan.first_day, latest_month(plan.set.force))
    return ProofForm(initial=months, own_records=proving.of_own_records(plan))


def numbers(found: Evaluation) -> list[tuple[str, str]]:
    """What stands beside the verdict, in words: counts, the guard against regression, rings, the smallest effect."""
    told = found.result
    rows = [("Design", found.design), *_of_result(told.get("result", {}))]
    guard = told.get("regression_to_the_mean") or {}
    if guard.get("expected_after") is not None:
        fall = guard["fall_expected_without_action"]
        said = f"{guard['expected_after']:,.0f} crimes afterwards" + ("" if fall is None else f", {_change(fall)}")
        rows.append(("Expected without any patrol (regression to the mean)", said))
    beside = told.get("displacement_difference") or {}
    if beside.get("sentence"):
        rows.append((f"With rings of {beside['ring_m']:,.0f} m (weighted displacement difference)", beside["sentence"]))
        if beside["verdict"] != NOT_COMPARABLE:
            value = f"{beside['change']:+,.1f} {beside['unit']}, standard error {beside['error']:,.1f}"
            rows.append(("Its number, with its error", value))
    seen = told.get("smallest_effect") or told.get("result", {}).get("smallest_effect")
    if seen:
        rows.append(("What could have been seen", seen["sentence"]))
    return rows


def _change(fall: float) -> str:
    if abs(fall) < 0.005:
        return "about as many as before"
    return f"{abs(fall):.0%} {'fewer' if fall >= 0 else 'more'} by itself"


def _of_result(result: dict[str, Any]) -> list[tuple[str, str]]:
    """The counts that the verdict rests on, of the trial or of the matched places."""
    if "patrol_days" in result:
        arms = (("patrol", "Crimes on patrolled place-days"), ("control", "Crimes on the other place-days"))
        return [(words, f"{result[f'{arm}_events']:,.0f} on {result[f'{arm}_days']:,}") for arm, words in arms]
    if "others_before" not in result:
        return []
    judged = result["verdict"] != NOT_COMPARABLE
    pairs = [("", "Crimes in the patrolled places"), *([("others_", "Crimes in the places alike")] if judged else [])]
    told = [(words, _before_and_since(result, of)) for of, words in pairs]
    if result.get("p_before") is not None:
        told.append(("Whether they moved alike before", f"p {result['p_before']:.2f}"))
    return told + (_of_chance(result) if judged else [])


def _before_and_since(result: dict[str, Any], of: str) -> str:
    """`885 in 11 months before, 338 in 5 since`; answers that were kept earlier don't hold the lengths."""
    had, has = (f" in {result[name]}" if name in result else "" for name in ("periods_before", "periods_after"))
    months = "" if not had else " month" if result["periods_before"] == 1 else " months"
    return f"{result[f'{of}before']:,.0f}{had}{months} before, {result[f'{of}after']:,.0f}{has} since"


def _of_chance(result: dict[str, Any]) -> list[tuple[str, str]]:
    """How chance was given its due: a baseline that was high by chance, and the luck that neighbours share."""
    told = []
    if result.get("ratio_if_chance") is not None:
        words = f"rate ratio {result['ratio_if_chance']:.2f}; the verdict and its interval hold for both readings"
        told.append(("If what set their crimes before apart from those alike was chance alone", words))
    if (spread := result.get("spread")) is not None:
        wider = f"{spread:.1f} times as uncertain as if they were spread over the force; the interval allows for it"
        nothing = "as uncertain as places spread over the force: nothing is added"
        told.append(("Places that lie together share their luck", wider if spread >= TOLD_WIDER else nothing))
    return told


def _indicators(found: Evaluation | None) -> list[dict[str, Any]]:
    return list((found.result.get("dosage") or {}).get("indicators", [])) if found else []
