"""Rows of a force's own extract, checked and made tidy."""

from __future__ import annotations

import re
from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from sextant.errors import Refusal
from sextant.records import recorded_crime_words as words
from sextant.records.checks import Block, as_number, each_distinct, empty_to_null, refuse_future
from sextant.records.crimes_mapping import FLAGS, CrimesMapping, Flag
from sextant.records.kinds import Intake, Sink, TableSpec
from sextant.records.moments import MOMENT, parse_moments
from sextant.records.repeats import Seen, keys_of

GB_EASTING, GB_NORTHING = (50_000, 660_000), (5_000, 1_225_000)
REFERENCE = r"^[\w/ .:-]{1,40}$"  # with a digit in it: no name and no free text has this shape
LSOA = re.compile(r"[EWSN]\d{8}")
NUMBERS = ("crime_number", "incident_number")
MOST_VICTIMS = 10_000

CRIMES = TableSpec(
    "crimes",
    pa.schema(
        [
            ("body", pa.string()),
            ("period", pa.date32()),
            ("crime_number", pa.string()),
            ("incident_number", pa.string()),
            ("offence_code", pa.string()),
            ("recorded_on", pa.date32()),
            ("committed_from", MOMENT),
            ("committed_to", MOMENT),
            ("district", pa.string()),
            ("easting", pa.float64()),
            ("northing", pa.float64()),
            ("lsoa_code", pa.string()),
            *((flag, pa.bool_()) for flag in FLAGS),
            ("victims", pa.int32()),
            ("source_file", pa.string()),
            ("source_sheet", pa.string()),
            ("source_row", pa.int32()),
        ]
    ),
    grain="month",
    coded="offence_code",
    series="district",  # an extract comes by district; offence codes come and go with the counting rules
)


class Extract:
    """Takes the rows of an extract, block by block; remembers crime numbers and words no flag knows."""

    def __init__(self, mapping: CrimesMapping, intake: Intake, sink: Sink) -> None:
        self.mapping, self.intake, self.sink = mapping, intake, sink
        self.slug = _slug(mapping, intake)
        self._seen = Seen()
        self._unknown: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()

    def take(self, block: Block) -> None:
        """Check a block of rows, write the good ones and refuse the others."""
        columns = _numbers(block) | _offence(block) | self._dates(block) | _place(block)
        columns["body"] = self._bodies(block)
        columns |= {name: self._flag(block, name, flag) for name, flag in self.mapping.flags.items()}
        columns["victims"] = _whole(block, "victims")
        columns |= {name: self._references(columns[name], block.labels[name]) for name in NUMBERS if name in block}
        self._refuse_repeats(block, columns["crime_number"])
        block.hand_over(CRIMES, columns, self.sink)

    def finish(self) -> None:
        """Warn of numbers that were dropped, and of words that stood in a flag's column and mean nothing there."""
        for label, count in sorted(self._dropped.items()):
            if count:
                values = "1 value" if count == 1 else f"{count:,} values"
                self.sink.warn(f"{values} of '{label}' without the shape of a reference dropped; the crimes are kept")

        for name, count in sorted(self._unknown.items()):
            self.sink.warn(f"{count:,} values of the flag {name} are neither yes nor no: they are taken as unknown")

    def _references(self, numbers: pa.Array, label: str) -> pa.Array:
        """Numbers that look like references. Others are dropped, since they may be names; their crimes still count."""
        other = pc.invert(_is_reference(numbers))
        self._dropped[label] += pc.sum(other).as_py() or 0
        return pc.if_else(pc.fill_null(other, False), pa.scalar(None, pa.string()), numbers)

    def _bodies(self, block: Block) -> pa.Array:
        if self.slug:
            return pa.repeat(pa.scalar(self.slug), len(block))

        def slug(text: str) -> str | None:
            found = self.intake.bodies.find(text)
            return found.slug if found else None

        slugs = each_distinct(block.text("force"), slug, pa.string())
        block.refuse(pc.is_null(slugs), "force", "force not known")
        return slugs

    def _dates(self, block: Block) -> dict[str, pa.Array]:
        dated = self.mapping.date_format
        recorded = _moments(block, "recorded_on", dated)
        start = _moments(block, "committed_from", self.mapping.time_format or dated)
        end = _moments(block, "committed_to", self.mapping.time_format or dated)
        block.refuse(pc.is_null(recorded), "recorded_on", "no date of recording")
        day, month = _floor(recorded, "day"), _floor(recorded, "month")
        refuse_future(block, day, "recorded_on", self.intake.latest)
        before = pc.less(day, _floor(start, "day"))
        block.refuse(before, "recorded_on", "recorded before it was committed")
        block.refuse(pc.less(end, start), "committed_to", "committed until a time before it began")
        return {"recorded_on": day, "committed_from": start, "committed_to": end, "period": month}

    def _flag(self, block: Block, name: str, flag: Flag) -> pa.Array:
        text = empty_to_null(block.text(name))
        meaning = each_distinct(text, flag.meaning, pa.bool_())
        unknown = pc.and_(pc.is_valid(text), pc.is_null(meaning))
        if flag.strict:
            block.refuse(unknown, name, "neither a yes nor a no word of the mapping")
        elif count := pc.sum(unknown).as_py():
            self._unknown[name] += count
        return meaning

    def _refuse_repeats(self, block: Block, numbers: pa.Array) -> None:
        good = pc.is_valid(numbers).to_numpy(zero_copy_only=False) & ~block.bad
        again = good.copy()
        again[good] = self._seen.repeats(keys_of([numbers.filter(pa.array(good))]))
        block.refuse(again, "crime_number", "crime number stands earlier", lossless=True)


def _slug(mapping: CrimesMapping, intake: Intake) -> str | None:
    if intake.body:
        return intake.body.slug
    if mapping.force:
        return intake.bodies.named(mapping.force).slug
    if not mapping.force_column:
        raise Refusal("mapping of crimes", "does not say whose crimes these are", "add [force] slug, or give --force")
    return None


def _numbers(block: Block) -> dict[str, pa.Array]:
    crime, incident = empty_to_null(block.text("crime_number")), empty_to_null(block.text("incident_number"))
    block.refuse(pc.is_null(crime), "crime_number", "no crime number")
    return {"crime_number": crime, "incident_number": incident}


def _is_reference(numbers: pa.Array) -> pa.Array:
    return pc.and_(pc.match_substring_regex(numbers, REFERENCE), pc.match_substring_regex(numbers, r"\d"))


def _offence(block: Block) -> dict[str, pa.Array]:
    text = empty_to_null(block.text("offence_code"))
    block.refuse(pc.is_null(text), "offence_code", "no offence code")
    codes = each_distinct(text, _one_code, pa.string())
    block.refuse(pc.is_null(codes), "offence_code", "not an offence code")
    return {"offence_code": codes}


def _one_code(text: str) -> str | None:
    code = words.offence_code(text)
    return code if code and words.CODE.fullmatch(code) else None


def _place(block: Block) -> dict[str, pa.Array]:
    easting = as_number(block, "easting", *GB_EASTING)
    northing = as_number(block, "northing", *GB_NORTHING)
    for column, missing, other in (("easting", easting, northing), ("northing", northing, easting)):
        block.refuse(
            pc.and_(pc.is_null(missing), pc.is_valid(other)), column, "half a place: one coordinate is missing"
        )
    lsoa = empty_to_null(block.text("lsoa_code"))
    block.refuse(pc.invert(each_distinct(lsoa, _is_lsoa, pa.bool_())), "lsoa_code", "not an LSOA code")
    district = empty_to_null(block.text("district"))
    block.refuse(pc.greater(pc.utf8_length(district), 60), "district", "too long for the name of a district")
    return {"easting": easting, "northing": northing, "lsoa_code": lsoa, "district": district}


def _is_lsoa(text: str) -> bool:
    return bool(LSOA.fullmatch(text))


def _moments(block: Block, column: str, form: str | None) -> pa.Array:
    text = block.text(column)
    moments = parse_moments(text, form)
    block.refuse(
        pc.and_(pc.is_valid(empty_to_null(text)), pc.is_null(moments)), column, "not a date in the stated form"
    )
    return moments


def _floor(moments: pa.Array, unit: str) -> pa.Array:
    return pc.floor_temporal(moments, unit=unit).cast(pa.date32())


def _whole(block: Block, column: str) -> pa.Array:
    text = empty_to_null(block.text(column))
    numbers = each_distinct(text, words.count, pa.int64())
    block.refuse(pc.and_(pc.is_valid(text), pc.is_null(numbers)), column, "not a whole number")
    outside = pc.or_(pc.less(numbers, 0), pc.greater(numbers, MOST_VICTIMS))
    block.refuse(outside, column, f"outside 0 to {MOST_VICTIMS:,}")
    return pc.if_else(outside, pa.scalar(None, pa.int64()), numbers).cast(pa.int32())
