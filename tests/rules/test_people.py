"""People are protected by what can't be stored, counted or shown."""

from __future__ import annotations

from sextant.records import KINDS, kind

PERSONAL = (
    "name",
    "surname",
    "forename",
    "birth",
    "dob",
    "address",
    "postcode",
    "phone",
    "email",
    "ethnic",
    "religion",
)
PERSONAL_FREE_TEXT = ("notes", "text", "summary", "mo", "narrative", "description")


def test_an_extract_of_crimes_has_no_column_for_a_name_free_text_or_protected_characteristic() -> None:
    [table] = kind("crimes").tables
    columns = [name for name in table.schema.names if not name.startswith("source_")]
    assert [name for name in columns if any(word in name for word in (*PERSONAL, "gender", "sex", "age"))] == []
    assert [name for name in columns if name in PERSONAL_FREE_TEXT] == []


def test_rows_about_people_are_only_in_kinds_that_say_so() -> None:
    assert [name for name in KINDS if kind(name).persons] == ["crimes"]


def test_no_figure_counts_by_a_protected_characteristic() -> None:
    from sextant.measures import load_definitions

    used = {
        column
        for figure in load_definitions().figures
        for column in (*figure.flags, *figure.where, figure.tally.get("column", ""))
    }
    assert used & {"gender", "age_range", "self_ethnicity", "officer_ethnicity"} == set()
