"""From files in a form to an edition in the lake."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sextant.access.models import AuditRow, User
from sextant.config import Home
from sextant.errors import Refusal
from sextant.jobs import actions as jobs
from sextant.jobs.models import Job
from sextant.lake.catalogue import Lake
from sextant.uploads import actions
from sextant.uploads.models import Upload
from tests.web.uploads.conftest import GOVERNANCE, MAPPING, crimes_csv, recorded_csv, street_csv, zipped

pytestmark = pytest.mark.django_db


def page_of(browser: Any, upload: Upload) -> str:
    return str(browser.get(f"/workspace/records/uploads/{upload.pk}/").content.decode())


def test_files_are_read_shown_and_loaded(home: Home, browser: Any, send: Any, do_jobs: Any) -> None:
    sent = send("police-uk", street_csv("2021-11", {"Burglary": 5}), street_csv("2021-12", {"Burglary": 4, "Drugs": 2}))
    upload = Upload.objects.get()
    assert sent["Location"] == f"/workspace/records/uploads/{upload.pk}/"
    assert upload.standing == "looking"
    assert "Nothing is loaded" in page_of(browser, upload)

    assert do_jobs() == 1
    page = page_of(browser, upload)
    assert "11 read, 11 can be taken, 0 would be quarantined" in page
    assert "Northumbria: November 2021 to December 2021, 2 months held." in page
    assert "31 December 2021, from the end of its last period" in page
    assert "passed over" in page  # the publisher's Context column
    assert Lake(home.lake).editions() == []

    browser.post(f"/workspace/records/uploads/{upload.pk}/load/")
    upload.refresh_from_db()
    assert upload.standing == "loading"
    assert do_jobs() == 2  # the load and the figures it asks for
    (edition,) = Lake(home.lake).editions()
    upload.refresh_from_db()
    assert (upload.standing, upload.edition, edition.rows_accepted) == ("loaded", edition.id, 11)
    assert "11 rows read, 11 accepted, none quarantined." in page_of(browser, upload)


def test_a_load_asks_for_the_figures_that_rest_on_it(browser: Any, send: Any, do_jobs: Any) -> None:
    load_recorded(browser, send, do_jobs)
    job = Job.objects.get(kind="figures")
    assert job.arguments == {"force": "northumbria", "because": "recorded-crime dated 2023-10-19 was loaded"}
    assert not Job.objects.filter(kind="reconcile").exists()  # there is no police.uk beside it yet


def test_once_both_sources_are_there_the_sheet_is_asked_for(browser: Any, send: Any, do_jobs: Any) -> None:
    load_recorded(browser, send, do_jobs)
    send("police-uk", street_csv("2020-05", {"Burglary": 5}))
    do_jobs()
    browser.post(f"/workspace/records/uploads/{Upload.objects.latest('pk').pk}/load/")
    do_jobs()
    assert Job.objects.get(kind="reconcile").arguments == {"force": "northumbria"}


def load_recorded(browser: Any, send: Any, do_jobs: Any, bad: int = 0) -> Upload:
    counts = {("2020/21", q, "34B"): 100 + q for q in (1, 2, 3)}
    send("recorded-crime", recorded_csv("prc-tables-191023.csv", counts, bad))
    do_jobs()
    upload = Upload.objects.latest("pk")
    browser.post(f"/workspace/records/uploads/{upload.pk}/load/")
    do_jobs()
    upload.refresh_from_db()
    return upload


def test_the_date_in_the_files_name_is_the_edition_date(home: Home, browser: Any, send: Any, do_jobs: Any) -> None:
    upload = load_recorded(browser, send, do_jobs)
    edition = Lake(home.lake).edition(upload.edition)
    assert (str(edition.edition_date), edition.dated_by) == ("2023-10-19", "the file's name")


def test_a_date_that_is_given_goes_before_the_name(home: Home, browser: Any, send: Any, do_jobs: Any) -> None:
    send("recorded-crime", recorded_csv("prc-tables-191023.csv", {("2020/21", 1, "34B"): 7}))
    do_jobs()
    upload = Upload.objects.get()
    date = {"edition_date_day": "1", "edition_date_month": "11", "edition_date_year": "2023"}
    browser.post(f"/workspace/records/uploads/{upload.pk}/load/", date)
    do_jobs()
    [edition] = Lake(home.lake).editions()
    assert str(edition.edition_date) == "2023-11-01"
    page = browser.get(f"/workspace/records/editions/{edition.id}/").content.decode()
    assert "1 November 2023, from the day given when it was loaded" in page
    assert "--edition-date" not in page


def test_a_zip_and_its_files_are_one_edition(home: Home, browser: Any, send: Any, do_jobs: Any) -> None:
    files = [street_csv(month, {"Burglary": 3}) for month in ("2021-11", "2021-12")]
    contents = {f"{file.name[:7]}/{file.name}": file.read() for file in files}
    for file in files:
        file.seek(0)
    for sent in (files, [zipped("months.zip", contents)]):
        send("police-uk", *sent)
        do_jobs()
        browser.post(f"/workspace/records/uploads/{Upload.objects.latest('pk').pk}/load/")
        do_jobs()
    assert len(Lake(home.lake).editions()) == 1
    assert Upload.objects.latest("pk").edition == Upload.objects.earliest("pk").edition
    assert "had been loaded already" in page_of(browser, Upload.objects.latest("pk"))


def test_the_wrong_kind_is_told_with_what_it_seems_to_be_and_read_again(browser: Any, send: Any, do_jobs: Any) -> None:
    send("recorded-crime", street_csv("2021-12", {"Burglary": 5}))
    do_jobs()
    upload = Upload.objects.get()
    assert (upload.standing, upload.guess) == ("refused", "police-uk")
    page = page_of(browser, upload)
    assert "is not a table of recorded crime" in page
    assert "Read it as police-uk" in page
    form = browser.get(f"/workspace/records/uploads/{upload.pk}/read-again/").content.decode()
    assert 'value="police-uk" checked' in form
    browser.post(f"/workspace/records/uploads/{upload.pk}/read-again/", {"kind": "police-uk"})
    do_jobs()
    upload.refresh_from_db()
    assert (upload.standing, upload.kind) == ("understood", "police-uk")


def test_nothing_of_another_force_is_a_refusal_not_an_empty_edition(send: Any, do_jobs: Any) -> None:
    send("police-uk", street_csv("2021-12", {"Burglary": 5}), force="durham")
    do_jobs()
    upload = Upload.objects.get()
    assert upload.standing == "refused"
    assert "holds nothing of the force asked for" in upload.look.error


@pytest.mark.usefixtures("assessed")
def test_rows_about_people_are_not_shown_and_not_loaded_without_purpose_and_end(
    browser: Any, send: Any, do_jobs: Any
) -> None:
    send("crimes", crimes_csv(6, bad=2), mapping=MAPPING)
    do_jobs()
    upload = Upload.objects.get()
    page = page_of(browser, upload)
    assert "6 can be taken, 2 would be quarantined" in page
    assert "NP-1" not in page
    assert "SECRET" not in page
    assert "SECRET" not in str(upload.seen)
    refused = browser.post(f"/workspace/records/uploads/{upload.pk}/load/", {"purpose": "to see"})
    assert refused.status_code == 422
    assert "There is a problem" in refused.content.decode()
    assert not Job.objects.filter(kind="load").exists()


@pytest.mark.usefixtures("assessed")
def test_rows_about_people_are_loaded_with_purpose_and_end_and_the_upload_goes(
    home: Home, browser: Any, send: Any, do_jobs: Any
) -> None:
    send("crimes", crimes_csv(6), mapping=MAPPING)
    do_jobs()
    upload = Upload.objects.get()
    assert upload.folder.is_dir()
    browser.post(f"/workspace/records/uploads/{upload.pk}/load/", GOVERNANCE)
    do_jobs()
    (edition,) = Lake(home.lake).editions()
    assert edition.governance["dispose_after"] == "2028-09-01"
    assert edition.governance["legal_basis"] == "Data Protection Act 2018 s.35"
    assert not upload.folder.exists()


@pytest.mark.usefixtures("assessed")
def test_a_disposal_before_the_review_is_refused(browser: Any, send: Any, do_jobs: Any) -> None:
    send("crimes", crimes_csv(6), mapping=MAPPING)
    do_jobs()
    answer = browser.post(
        f"/workspace/records/uploads/{Upload.objects.get().pk}/load/", GOVERNANCE | {"dispose_after_year": "2026"}
    )
    assert "comes before the review" in answer.content.decode()


@pytest.mark.usefixtures("assessed")
def test_the_mapping_is_remembered_for_next_time(browser: Any, send: Any) -> None:
    send("crimes", crimes_csv(6), mapping=MAPPING)
    assert "crime_number = " in browser.get("/workspace/records/uploads/new/").content.decode()


@pytest.mark.usefixtures("assessed")
@pytest.mark.parametrize(("mapping", "told"), [("", "needs to know your columns"), ("[columns", "is not TOML")])
def test_a_mapping_that_lacks_or_is_none_is_refused_at_once(send: Any, mapping: str, told: str) -> None:
    answer = send("crimes", crimes_csv(6), mapping=mapping)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not Upload.objects.exists()


def test_files_that_are_kept_lie_under_a_name_nobody_can_guess(home: Home, send: Any) -> None:
    send("police-uk", street_csv("2021-12", {"Burglary": 5}, name="../../etc/2021-12-northumbria-street.csv"))
    upload = Upload.objects.get()
    assert len(upload.token) == 32
    assert [path.relative_to(home.uploads / upload.token).as_posix() for path in upload.paths] == [
        "2021-12-northumbria-street.csv"
    ]
    assert upload.paths[0].stat().st_mode & 0o777 == 0o600
    assert not list((home.uploads / "incoming").iterdir())


def test_the_hash_is_that_of_the_bytes(send: Any) -> None:
    from sextant.lake.catalogue import sha256_of

    send("police-uk", street_csv("2021-12", {"Burglary": 5}))
    upload = Upload.objects.get()
    assert upload.files[0]["sha256"] == sha256_of(upload.paths[0])


def test_a_script_that_sends_the_form_gets_json(browser: Any) -> None:
    sent = {"kind": "police-uk", "files": street_csv("2021-12", {"Burglary": 5})}
    answer = browser.post("/workspace/records/uploads/new/", sent, headers={"accept": "application/json"})
    assert answer.json() == {"location": f"/workspace/records/uploads/{Upload.objects.get().pk}/"}
    answer = browser.post("/workspace/records/uploads/new/", {"kind": "x"}, headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert "Choose at least one file." in answer.json()["errors"]


def test_discarding_deletes_the_files_and_keeps_the_record(browser: Any, send: Any, do_jobs: Any) -> None:
    send("police-uk", street_csv("2021-12", {"Burglary": 5}))
    upload = Upload.objects.get()
    browser.post(f"/workspace/records/uploads/{upload.pk}/discard/")
    upload.refresh_from_db()
    assert (upload.standing, upload.folder.exists()) == ("discarded", False)
    assert Job.objects.get().state == "cancelled"
    assert do_jobs() == 0
    assert AuditRow.objects.filter(what="discarded an upload", kind="erasure").exists()
    assert "Its files are deleted" in page_of(browser, upload)


def test_what_is_loaded_can_not_be_discarded_or_loaded_twice(browser: Any, send: Any, do_jobs: Any) -> None:
    upload = load_recorded(browser, send, do_jobs)
    answer = browser.post(f"/workspace/records/uploads/{upload.pk}/discard/", follow=True)
    assert "is loaded" in answer.content.decode()
    assert upload.folder.exists()
    assert browser.post(f"/workspace/records/uploads/{upload.pk}/load/").status_code == 422
    assert Job.objects.filter(kind="load").count() == 1


def test_a_cancelled_load_leaves_no_edition_and_can_be_begun_again(
    home: Home, browser: Any, send: Any, do_jobs: Any, ann: User
) -> None:
    send("police-uk", street_csv("2021-12", {"Burglary": 5}))
    do_jobs()
    upload = Upload.objects.get()
    browser.post(f"/workspace/records/uploads/{upload.pk}/load/")
    jobs.cancel(by=ann, job=Job.objects.get(kind="load"))
    assert do_jobs() == 0
    assert "The load was cancelled: no edition was made." in page_of(browser, upload)
    browser.post(f"/workspace/records/uploads/{upload.pk}/load/")
    do_jobs()
    assert len(Lake(home.lake).editions()) == 1


def test_a_load_that_is_refused_says_why_and_waits_for_another_word(browser: Any, send: Any, do_jobs: Any) -> None:
    load_recorded(browser, send, do_jobs)
    send("recorded-crime", recorded_csv("prc-tables-191023.csv", {("2020/21", q, "34B"): 100 + q for q in (1, 2, 3)}))
    do_jobs()
    upload = Upload.objects.latest("pk")
    date = {"edition_date_day": "1", "edition_date_month": "11", "edition_date_year": "2023"}
    browser.post(f"/workspace/records/uploads/{upload.pk}/load/", date)
    do_jobs()
    page = page_of(browser, upload)
    assert "The load failed." in page
    assert "holds these bytes already, dated 2023-10-19, not 2023-11-01" in page
    assert "Load as an edition" in page


def test_everything_is_audited(browser: Any, send: Any, do_jobs: Any) -> None:
    upload = load_recorded(browser, send, do_jobs)
    told = list(AuditRow.objects.order_by("seq").values_list("kind", "what", "object_kind", "object_ref"))
    assert ("collection", "uploaded records", "upload", str(upload.pk)) in told
    assert ("collection", "asked to load an upload", "upload", str(upload.pk)) in told
    assert ("collection", "loaded an edition", "edition", upload.edition) in told


@pytest.mark.parametrize("act", ["confirm", "discard", "read_again"])
def test_the_rules_hold_inside_the_actions_too(send: Any, do_jobs: Any, person: Any, act: str) -> None:
    send("police-uk", street_csv("2021-12", {"Burglary": 5}))
    do_jobs()
    asked = {
        "confirm": {"edition_date": None, "governance": {}},
        "discard": {},
        "read_again": {"kind": "police-uk"},
    }
    with pytest.raises(Refusal, match="is not allowed to you"):
        getattr(actions, act)(by=person("lea", "measure-lead"), upload=Upload.objects.get(), **asked[act])


def test_nobody_without_the_role_hands_files_over(home: Home, person: Any) -> None:
    with pytest.raises(Refusal, match="is not allowed to you"):
        actions.receive(by=person("lea", "measure-lead"), kind="police-uk", files=[SimpleUploadedFile("a.csv", b"a")])
    assert not [each for each in home.uploads.iterdir() if each.name != "incoming"]


def test_what_nobody_takes_up_is_swept_away(home: Home, send: Any, do_jobs: Any) -> None:
    import os

    young = home.uploads / "young"
    orphan = home.uploads / "orphan"
    left = home.uploads / "incoming" / "left.upload"
    for folder in (orphan, young):
        folder.mkdir()
    left.write_bytes(b"half a file")
    for path in (orphan, left):
        os.utime(path, (0, 0))
    send("police-uk", street_csv("2021-12", {"Burglary": 5}))
    do_jobs()
    assert (orphan.exists(), left.exists(), young.exists()) == (False, False, True)
    assert Upload.objects.get().folder.exists()


def test_rows_about_people_are_not_taken_in_before_their_assessments_are_on_record(send: Any, home: Home) -> None:
    answer = send("crimes", crimes_csv(6), mapping=MAPPING)
    assert answer.status_code == 422
    assert "no data protection impact assessment" in answer.content.decode().lower()
    assert [path.name for path in home.uploads.iterdir()] == ["incoming"]
