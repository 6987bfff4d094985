"""The stop-and-search file of a month. The shares are invented; they say nothing about any force."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sextant.periods import Month
from sextant.synthetic.chance import Purpose, stream
from sextant.synthetic.definition import Definition
from sextant.synthetic.lines import Output, pick
from sextant.synthetic.map_points import MapPoints
from sextant.synthetic.moments import MINUTES_A_DAY, day_number
from sextant.synthetic.territory import Territory

HEADING = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing"
)
Words = dict[str, float]
TYPES: Words = {"Person search": 0.94, "Person and Vehicle search": 0.06}
GENDERS: Words = {"Male": 0.88, "Female": 0.118, "Other": 0.002}
AGES: Words = {"10-17": 0.18, "18-24": 0.26, "25-34": 0.27, "over 34": 0.287, "": 0.003}
SELF_DEFINED: Words = {
    "White - English/Welsh/Scottish/Northern Irish/British": 0.62,
    "White - Any other White background": 0.08,
    "Asian/Asian British - Any other Asian background": 0.08,
    "Black/African/Caribbean/Black British - African": 0.08,
    "Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background": 0.07,
    "": 0.07,
}
OFFICER_DEFINED: Words = {"White": 0.72, "Asian": 0.10, "Black": 0.10, "Other": 0.05, "": 0.03}
SEARCHES: Words = {  # law, object
    "Misuse of Drugs Act 1971 (section 23),Controlled drugs": 0.52,
    "Police and Criminal Evidence Act 1984 (section 1),Offensive weapons": 0.22,
    "Police and Criminal Evidence Act 1984 (section 1),Stolen goods": 0.16,
    "Police and Criminal Evidence Act 1984 (section 1),Articles for use in criminal damage": 0.09,
    "Firearms Act 1968 (section 47),Firearms": 0.01,
}
RESULTS: Words = {  # outcome, linked to the object, more than outer clothing
    "A no further action disposal,,False": 0.42,
    "A no further action disposal,True,False": 0.28,
    "Arrest,True,False": 0.13,
    "Arrest,True,True": 0.04,
    "Summons / charged by post,True,False": 0.06,
    "Khat or Cannabis warning,True,False": 0.04,
    "Community resolution,,False": 0.02,
    "Caution (simple or conditional),True,False": 0.01,
}
NO_PLACE = 0.04


def write_stops(
    truth: Definition, land: Territory, points: MapPoints, month: Month, scale: float, seed: int, output: Output
) -> None:
    """Write the month's stops, by their time."""
    chance = stream(seed, Purpose.STOPS, month)
    size = int(chance.poisson(truth.raw["stops"]["monthly"] * scale))
    local = day_number(month.first_day) * MINUTES_A_DAY + np.sort(
        chance.integers(month.days * MINUTES_A_DAY, size=size)
    )
    degrees = pick(points.degrees(month), land.draw(chance, "centre", size))
    hidden = pa.array(chance.random(size) < NO_PLACE)
    parts = [pc.if_else(hidden, ",", degrees)]
    for words in (GENDERS, AGES, SELF_DEFINED, OFFICER_DEFINED, SEARCHES, RESULTS):
        parts += [",", _drawn(chance, words, size)]
    output.lines([_drawn(chance, TYPES, size), ",", _utc(local), ",,,", *parts])


def _drawn(chance: np.random.Generator, words: Words, size: int) -> pa.Array:
    share = np.array(list(words.values()))
    return pick(pa.array(list(words)), chance.choice(len(words), size, p=share / share.sum()))


def _utc(local: npt.NDArray[np.int64]) -> pa.Array:
    """`2021-12-01T15:20:00+00:00` of minutes since 1970 by the clock on the wall."""
    utc = (local - 60 * _summer(local)).astype("datetime64[m]").astype("datetime64[s]")
    return pa.array([f"{text}+00:00" for text in utc.astype(str)], pa.string())


def _summer(local: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether clocks were forward: from the last Sunday of March to that of October, two in the morning."""
    if not local.size:
        return np.zeros(0, bool)
    year = (date(1970, 1, 1) + timedelta(minutes=int(local[0]))).year
    start, end = (day_number(_last_sunday(Month(year, month))) * MINUTES_A_DAY + 120 for month in (3, 10))
    return (local >= start) & (local < end)


def _last_sunday(month: Month) -> date:
    return month.last_day - timedelta(days=(month.last_day.weekday() + 1) % 7)
