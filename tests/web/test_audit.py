from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sextant.access import audit, audit_search, chain
from sextant.access.models import AuditHead, AuditRow

KEY = b"k" * 32


def written(count: int) -> None:
    for k in range(count):
        with transaction.atomic():
            audit.record(by="tester", kind=audit.KIND.ALTERATION, what=f"step {k}", object_kind="thing", object_ref=k)


def unlocked(statement: str) -> None:
    """What somebody with the database's own password could do."""
    triggers = {"sqlite": ("audit_no_update", "audit_no_delete"), "postgresql": ("audit_append_only",)}
    table = " ON access_auditrow" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for trigger in triggers[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}{table}")
        cursor.execute(statement)


@pytest.fixture
def own_home(settings: object, tmp_path: Path) -> Path:
    settings.SEXTANT_HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.mark.django_db
@pytest.mark.usefixtures("own_home")
class TestTheChain:
    def test_is_whole_after_writing(self) -> None:
        written(5)
        assert audit.verify() is None
        assert list(AuditRow.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]

    def test_is_whole_when_nothing_was_written(self) -> None:
        assert audit.verify() is None

    def test_what_is_rolled_back_leaves_no_row_and_no_gap(self) -> None:
        written(1)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            audit.record(by="tester", kind=audit.KIND.ALTERATION, what="never was", object_kind="thing")
            _ = 1 / 0
        written(1)
        assert audit.verify() is None
        assert AuditRow.objects.count() == 2

    @pytest.mark.parametrize("change", ["update", "delete"])
    def test_the_database_refuses_to_change_or_delete_a_row(self, change: str) -> None:
        written(2)
        rows = AuditRow.objects.filter(seq=1)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(why="other") if change == "update" else rows.delete()

    @pytest.mark.parametrize(
        ("statement", "seq", "fault"),
        [
            ("UPDATE access_auditrow SET why = 'other' WHERE seq = 3", 3, "was changed"),
            ("UPDATE access_auditrow SET actor = 'nobody' WHERE seq = 3", 3, "was changed"),
            ("UPDATE access_auditrow SET at = '2001-01-01 00:00:00' WHERE seq = 3", 3, "was changed"),
            ("DELETE FROM access_auditrow WHERE seq = 3", 3, "is missing"),
            ("UPDATE access_auditrow SET previous = hash WHERE seq = 4", 4, "does not follow"),
        ],
    )
    def test_names_the_first_bad_row(self, statement: str, seq: int, fault: str) -> None:
        written(5)
        unlocked(statement)
        broken = audit.verify()
        assert broken is not None
        assert broken.seq == seq
        assert fault in broken.fault

    def test_a_cut_end_is_seen_by_the_checkpoint(self) -> None:
        written(5)
        audit.checkpoint()
        unlocked("DELETE FROM access_auditrow WHERE seq > 3")
        broken = audit.verify()
        assert broken is not None
        assert broken.seq == 4
        assert "a checkpoint saw the chain reach 5" in broken.fault

    def test_an_end_that_was_cut_and_grown_again_is_seen(self) -> None:
        written(5)
        audit.checkpoint()
        unlocked("DELETE FROM access_auditrow WHERE seq > 3")
        kept = AuditRow.objects.get(seq=3)
        AuditHead.objects.update(seq=3, hash=kept.hash)
        written(2)
        broken = audit.verify()
        assert broken is not None
        assert (broken.seq, broken.fault) == (5, "is not the row that the checkpoint saw")

    def test_a_forged_checkpoint_is_seen(self, own_home: Path) -> None:
        written(2)
        audit.checkpoint()
        path = own_home / "checkpoints" / "audit.jsonl"
        point = json.loads(path.read_text())
        path.write_text(json.dumps(point | {"seq": 1}) + "\n")
        broken = audit.verify()
        assert broken is not None
        assert "not sealed by this key" in broken.fault

    def test_a_refusal_is_a_row_that_was_not_done(self) -> None:
        audit.refused(by="tester", what="opened", object_kind="thing", object_ref=7)
        assert AuditRow.objects.get().done is False

    def test_the_key_is_readable_by_its_owner_only(self, own_home: Path) -> None:
        audit.key()
        assert (own_home / "keys" / "audit.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
@pytest.mark.usefixtures("own_home")
class TestTheNewestRows:
    def test_behind_a_gap_none_is_said_to_be_checked(self) -> None:
        written(5)
        unlocked("DELETE FROM access_auditrow WHERE seq = 3")
        assert audit.verify_newest(2) == (0, chain.Broken(3, "is missing"))

    def test_a_change_is_seen_among_them_and_what_lies_before_is_taken_as_given(self) -> None:
        written(5)
        unlocked("UPDATE access_auditrow SET why = 'other' WHERE seq = 2")
        assert audit.verify_newest(2) == (2, None)
        assert audit.verify_newest(3) == (3, None)
        assert audit.verify_newest(4) == (4, chain.Broken(2, "was changed"))

    def test_are_held_against_the_checkpoint_that_saw_them(self) -> None:
        written(5)
        audit.checkpoint()
        unlocked("DELETE FROM access_auditrow WHERE seq > 3")
        AuditHead.objects.update(seq=3, hash=AuditRow.objects.get(seq=3).hash)
        written(2)
        assert audit.verify_newest(2) == (2, chain.Broken(5, "is not the row that the checkpoint saw"))

    def test_of_a_chain_cut_below_its_head_say_where_it_ends(self) -> None:
        written(5)
        unlocked("DELETE FROM access_auditrow WHERE seq > 3")
        checked, broken = audit.verify_newest(4)
        assert checked == 2
        assert broken == chain.Broken(4, "is missing: the chain had reached 5")


@pytest.mark.django_db
@pytest.mark.usefixtures("own_home")
def test_a_search_by_days_finds_all_of_them_however_far_along_the_chain_they_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The margin for clocks that were set back must not be what finds them: here it is none."""
    monkeypatch.setattr(audit_search, "MARGIN", 0)
    written(5)
    today, day = timezone.localdate(), timedelta(days=1)
    for first, last in ((today, today), (today, None), (None, today), (today - day, today + day)):
        assert [row.seq for row in audit_search.find(audit_search.Criteria(first=first, last=last))] == [5, 4, 3, 2, 1]
    for first, last in ((today + day, None), (None, today - day)):
        assert not audit_search.find(audit_search.Criteria(first=first, last=last)).exists()


@pytest.mark.django_db
def test_a_row_is_refused_outside_the_transaction_of_its_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="belongs into the transaction"):
        audit.record(by="tester", kind=audit.KIND.ALTERATION, what="x", object_kind="thing")
    assert AuditRow.objects.count() == 0


def test_the_audit_has_no_foreign_keys_so_that_it_outlives_what_it_speaks_of() -> None:
    assert [field.name for field in AuditRow._meta.get_fields() if field.is_relation] == []


def chained(texts: list[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    end = chain.START
    for k, text in enumerate(texts, 1):
        row = dict.fromkeys(chain.FIELDS, "") | {"seq": k, "what": text, "done": True, "details": {}}
        rows.append(row | {"previous": end, "hash": chain.row_hash(KEY, row, end)})
        end = str(rows[-1]["hash"])
    return rows


TEXTS = st.lists(st.text(max_size=8), min_size=2, max_size=12)


@given(TEXTS, st.data())
def test_any_change_to_any_row_is_found_at_that_row(texts: list[str], data: st.DataObject) -> None:
    rows = chained(texts)
    at = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from(["what", "actor", "why", "object_ref"]))
    rows[at] = rows[at] | {field: f"{rows[at][field]}x"}
    broken = chain.verify(KEY, rows)
    assert broken is not None
    assert broken.seq == at + 1


@given(TEXTS, st.data())
def test_a_row_taken_out_is_found_unless_it_is_the_last(texts: list[str], data: st.DataObject) -> None:
    rows = chained(texts)
    at = data.draw(st.integers(0, len(rows) - 2))
    broken = chain.verify(KEY, rows[:at] + rows[at + 1 :])
    assert broken is not None
    assert broken.seq == at + 1


@given(TEXTS)
def test_an_untouched_chain_is_whole_and_another_key_breaks_it(texts: list[str]) -> None:
    rows = chained(texts)
    assert chain.verify(KEY, rows) is None
    assert chain.verify(b"other", rows) == chain.Broken(1, "was changed")


def test_the_form_of_a_row_and_of_a_seal_is_the_one_that_older_audits_were_written_in() -> None:
    """Both by `openssl dgst -sha256 -hmac`, over the fields as JSON: in a new form every chain there is would break."""
    row = {
        "seq": 1,
        "at": "2026-01-02T03:04:05.000006+00:00",
        "actor": "lead",
        "kind": "alteration",
        "done": True,
        "what": "changed",
        "object_kind": "statement",
        "object_ref": "7",
        "why": "It’s late",
        "details": {"b": 2, "a": 1},
    }
    told = chain.row_hash(KEY, row, chain.START)
    assert told == "ca1d6ac2691a6c5c4da160776a0a510b09309a2b1e362c97b705a97e75c98ff0"
    sealed = chain.seal(KEY, 7, "ab" * 32, "2026-01-02T03:04:05+00:00")
    assert sealed == "a26bbe9fde64fb7c53ce92a469d7573d7a5b586eb35d9e7d42645449e0eb8ec8"
