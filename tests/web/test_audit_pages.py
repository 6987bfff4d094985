"""The audit's screens: searching newest first, one row, the check, the file taken away; each on record itself."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from sextant.access import audit
from sextant.access.audit_search import Criteria, find
from sextant.access.models import AuditRow, User
from tests.web.conftest import Person
from tests.web.signing_in import PASSWORD, confirmed, send, signed_in

pytestmark = pytest.mark.django_db
HERE = "/workspace/audit/"


def written(count: int = 1, **more: Any) -> None:
    usual = {"by": "tester", "kind": audit.KIND.ALTERATION, "what": "changed", "object_kind": "thing"}
    with transaction.atomic():
        for _ in range(count):
            audit.record(**usual | more)


@pytest.fixture
def gus(person: Person) -> Client:
    person("gus", "auditor")
    return confirmed("gus")


def search(client: Client, **given: str) -> str:
    """Search and follow to the rows."""
    answer = send(client, HERE, {"why": "monthly sample"} | given)
    return said(client.get(answer["Location"])) if answer.status_code == 302 else said(answer)


def said(answer: Any) -> str:
    return unescape(answer.content.decode())


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


class TestSearching:
    def test_shows_no_row_before_a_search_and_none_without_a_reason(self, gus: Client) -> None:
        written(what="a thing that happened")
        assert "a thing that happened" not in said(gus.get(HERE))
        assert "There is a problem" in search(gus, why="")
        assert "a thing that happened" not in said(gus.get(HERE))

    def test_is_on_record_with_what_was_looked_for_and_why(self, gus: Client) -> None:
        search(gus, actor="mia", object_kind="report", object_ref="IR-1", refusals="on")
        row = AuditRow.objects.get(what="searched the audit")
        assert (row.actor, row.kind, row.why) == ("gus", "consultation", "monthly sample")
        assert row.details == {"actor": "mia", "object_kind": "report", "object_ref": "IR-1", "refusals": True}

    def test_writes_nobody_into_the_address(self, gus: Client) -> None:
        answer = send(gus, HERE, {"why": "monthly sample", "actor": "mia"})
        assert answer["Location"] == HERE

    @pytest.mark.parametrize(
        ("given", "found"),
        [
            ({"actor": "mia"}, {"by mia", "by mia refused"}),
            ({"kind": "erasure"}, {"erased"}),
            ({"object_kind": "report"}, {"of a report", "of another report"}),
            ({"object_kind": "report", "object_ref": "IR-1"}, {"of a report"}),
            ({"refusals": "on"}, {"by mia refused"}),
            ({"actor": "mia", "refusals": "on"}, {"by mia refused"}),
            ({"actor": "mi"}, set()),
        ],
    )
    def test_narrows_by_each_part_and_by_all(self, gus: Client, given: dict[str, str], found: set[str]) -> None:
        written(by="mia", what="by mia")
        written(by="mia", what="by mia refused", done=False)
        written(what="erased", kind=audit.KIND.ERASURE)
        written(what="of a report", object_kind="report", object_ref="IR-1")
        written(what="of another report", object_kind="report", object_ref="IR-2")
        page = search(gus, **given)
        all_of_them = {"by mia", "by mia refused", "erased", "of a report", "of another report"}
        assert {what for what in all_of_them if f">{what}<" in page or f">{what} <" in page} == found

    def test_narrows_by_days_of_which_the_last_counts(self, gus: Client) -> None:
        written()
        today = timezone.localdate()
        assert ">changed<" in search(gus, **day("first", today), **day("last", today))
        before = today - timedelta(days=1)
        assert "No row answers" in search(gus, **day("last", before))
        assert "No row answers" in search(gus, **day("first", today + timedelta(days=1)))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"first_day": "31", "first_month": "2", "first_year": "2026"},
            {"first_day": "1"},
            day("first", date(2026, 2, 1)) | day("last", date(2026, 1, 1)),
            {"object_ref": "IR-1"},
            {"kind": "gossip"},
        ],
    )
    def test_what_makes_no_sense_is_refused_and_not_searched(self, gus: Client, wrong: dict[str, str]) -> None:
        assert "There is a problem" in search(gus, **wrong)
        assert not AuditRow.objects.filter(what="searched the audit").exists()

    def test_goes_newest_first_and_page_by_page_without_losing_a_row(self, gus: Client) -> None:
        written(120)
        page, seen = search(gus, actor="tester"), []
        while True:
            found = [int(part.split("/")[0]) for part in page.split('href="/workspace/audit/')[1:] if part[0].isdigit()]
            seen += found
            if "Older" not in page:
                break
            page = said(gus.get(f"{HERE}?before={found[-1]}"))
        assert seen == sorted(seen, reverse=True)
        assert len(set(seen)) == 120

    @pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 30, "1.5"])
    def test_nonsense_in_the_address_is_no_fault(self, gus: Client, before: str) -> None:
        search(gus)
        assert gus.get(f"{HERE}?before={before}").status_code == 200

    def test_asks_the_database_as_often_for_fifty_rows_as_for_one(
        self, gus: Client, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        search(gus)
        gus.get(HERE)
        with django_assert_num_queries(4):
            gus.get(HERE)
        written(60)
        with django_assert_num_queries(4):
            gus.get(HERE)

    def test_is_not_there_for_others(self, person: Person, browser_of: Callable[[User], Client]) -> None:
        analyst = browser_of(person("mia", "analyst", "administrator", "chief-officer"))
        assert {analyst.get(f"{HERE}{where}").status_code for where in ("", "1/", "verify/", "export/")} == {404}


class TestPlans:
    """Every kind of search is answered from an index; nothing is sorted."""

    @pytest.mark.parametrize(
        "wanted",
        [
            Criteria(),
            Criteria(actor="mia"),
            Criteria(kind="erasure"),
            Criteria(object_kind="page"),
            Criteria(object_kind="page", object_ref="board"),
            Criteria(refusals=True),
        ],
        ids=lambda wanted: "+".join(wanted.kept()) or "all",
    )
    def test_no_search_reads_or_sorts_the_whole_table(self, wanted: Criteria) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("the planner of PostgreSQL goes by how many rows there are: measured in benchmarks")
        plan = find(wanted)[:51].explain()
        assert "TEMP B-TREE" not in plan
        assert "USING INDEX" in plan or "USING COVERING INDEX" in plan, plan

    def test_a_period_is_bounded_by_sequence_as_well(self) -> None:
        written(3)
        today = datetime.now(UTC).date()
        asked = str(find(Criteria(first=today, last=today)).query)
        assert '"seq" >=' in asked
        assert '"seq" <=' in asked


def test_criteria_are_kept_in_the_session_and_read_again() -> None:
    wanted = Criteria("mia", "erasure", "report", "IR-1", date(2026, 1, 2), date(2026, 3, 4), True)
    assert Criteria.read(wanted.kept()) == wanted
    assert Criteria.read(Criteria().kept()) == Criteria()


class TestOneRow:
    def test_is_shown_with_its_details_and_the_ways_beside_it(self, gus: Client) -> None:
        written(3, details={"fields": ["title"]}, why="because")
        seq = AuditRow.objects.filter(what="changed").order_by("seq")[1].seq
        page = said(gus.get(f"{HERE}{seq}/"))
        assert all(words in page for words in ("because", '"title"', "sealed as it was written"))
        assert f"{HERE}{seq - 1}/" in page
        assert f"{HERE}{seq + 1}/" in page

    def test_that_was_changed_says_so(self, gus: Client) -> None:
        written(2)
        last = AuditRow.objects.order_by("-seq")[0]
        last.why = "nothing to see"
        assert audit.fits(AuditRow.objects.order_by("-seq")[0])
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER audit_no_update")
            else:
                cursor.execute("ALTER TABLE access_auditrow DISABLE TRIGGER audit_append_only")
            cursor.execute("UPDATE access_auditrow SET why = 'nothing to see' WHERE seq = %s", [last.seq])
        assert "does not fit" in said(gus.get(f"{HERE}{last.seq}/"))
        page = said(send(gus, f"{HERE}verify/"))
        assert f"Row {last.seq} was changed" in page

    def test_opening_it_is_on_record(self, gus: Client) -> None:
        written()
        seq = AuditRow.objects.get(what="changed").seq
        gus.get(f"{HERE}{seq}/")
        assert AuditRow.objects.get(what="opened an audit row").object_ref == str(seq)

    def test_that_is_not_there_is_not_found_and_not_on_record(self, gus: Client) -> None:
        assert gus.get(f"{HERE}999999/").status_code == 404
        assert not AuditRow.objects.filter(what="opened an audit row").exists()


class TestChecking:
    def test_says_how_many_rows_are_whole_and_is_on_record(self, gus: Client) -> None:
        written(5)
        reached = AuditRow.objects.count()
        assert f"{reached} rows were checked" in said(send(gus, f"{HERE}verify/"))
        assert AuditRow.objects.get(what="checked the audit's newest rows").details["rows"] == reached

    def test_takes_the_newest_only_and_trusts_what_lies_before(self) -> None:
        written(10)
        assert audit.verify_newest(4) == (4, None)
        assert audit.verify_newest(400) == (10, None)

    def test_sees_a_cut_end(self) -> None:
        written(5)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER audit_no_delete")
            else:
                cursor.execute("ALTER TABLE access_auditrow DISABLE TRIGGER audit_append_only")
            cursor.execute("DELETE FROM access_auditrow WHERE seq > 3")
        _, broken = audit.verify_newest(400)
        assert broken is not None
        assert broken.seq == 4

    def test_of_an_empty_audit_is_whole(self) -> None:
        assert audit.verify_newest(10) == (0, None)

    def test_is_asked_for_by_a_form_only(self, gus: Client) -> None:
        assert gus.get(f"{HERE}verify/").status_code == 405


class TestTakingAway:
    def test_is_a_file_of_the_rows_found_and_on_record_as_a_disclosure(self, gus: Client) -> None:
        written(3, why="because")
        written(2, by="mia")
        search(gus, actor="tester")
        answer = send(gus, f"{HERE}export/")
        taken = AuditRow.objects.get(kind="disclosure")
        assert answer["Content-Disposition"] == f'attachment; filename="audit-{taken.seq}.csv"'
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row["actor"] for row in rows] == ["tester"] * 3
        assert rows[0]["why"] == "because"
        assert taken.details == {"actor": "tester", "rows": 3}
        assert taken.why == "monthly sample"

    def test_no_cell_becomes_a_formula(self, gus: Client) -> None:
        written(what="=1+1", why="@SUM(A1)")
        search(gus, actor="tester")
        text = send(gus, f"{HERE}export/").content.decode()
        assert "'=1+1" in text
        assert "'@SUM(A1)" in text

    def test_asks_once_more_who_one_is(self, person: Person) -> None:
        person("gus", "auditor")
        client = signed_in("gus")
        search(client)
        asked = send(client, f"{HERE}export/")
        assert asked["Location"].startswith("/account/reauthenticate/")
        assert not AuditRow.objects.filter(kind="disclosure").exists()
        answer = send(client, asked["Location"], {"password": PASSWORD, "next": f"{HERE}export/"})
        assert answer["Location"] == "/account/file/", "from where the same is sent again"
        assert send(client, f"{HERE}export/")["Content-Type"].startswith("text/csv")
        assert AuditRow.objects.filter(kind="disclosure").count() == 1
