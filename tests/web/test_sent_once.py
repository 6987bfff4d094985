"""A form that is sent twice does it once, and one that did nothing can be mended and sent again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sextant.access.models import BrokenGlass, Membership, SentForm, User
from sextant.actions import actions
from sextant.actions.models import Action
from sextant.web import once
from tests.web.conftest import Person
from tests.web.processes import Place, own_place

pytestmark = pytest.mark.django_db
ASK = "/workspace/actions/new/"
NEW = {
    "measure": "cyber",
    "text": "Visit the businesses",
    "owner_post": "Protect officer",
    "due_day": "31",
    "due_month": "3",
    "due_year": "2027",
    "evidence_required": "a list of visits",
    "source": "plan",
}
Browsers = Callable[[User], Client]


def tokens(page: str) -> list[str]:
    return re.findall(rf'name="{once.FIELD}" value="([^"]+)"', page)


def opened(client: Client, where: str = ASK) -> dict[str, str]:
    """What the form of a page carries against being sent twice."""
    [token] = tokens(client.get(where).content.decode())
    return {once.FIELD: token}


@pytest.fixture
def lead(person: Person) -> User:
    return person("lead", "measure-lead")


@pytest.fixture
def client(lead: User, browser_of: Browsers) -> Client:
    return browser_of(lead)


class TestASecondClick:
    def test_makes_no_second_action_and_leads_to_the_first(self, client: Client) -> None:
        sent = NEW | opened(client)
        first, second = client.post(ASK, sent), client.post(ASK, sent)
        assert Action.objects.count() == 1
        assert (first.status_code, second.status_code) == (302, 303)
        assert second["Location"] == first["Location"] == f"/workspace/actions/{Action.objects.get().ref}/"

    def test_on_a_form_opened_anew_is_another_action(self, client: Client) -> None:
        client.post(ASK, NEW | opened(client))
        client.post(ASK, NEW | opened(client))
        assert Action.objects.count() == 2

    def test_without_a_token_is_done_as_often_as_it_comes(self, client: Client) -> None:
        for _ in range(2):
            assert client.post(ASK, NEW).status_code == 302
        assert (Action.objects.count(), SentForm.objects.count()) == (2, 0)

    def test_by_another_person_with_the_same_token_is_their_own(
        self, client: Client, person: Person, browser_of: Browsers
    ) -> None:
        sent = NEW | opened(client)
        client.post(ASK, sent)
        browser_of(person("else", "measure-lead")).post(ASK, sent)
        assert Action.objects.count() == 2

    def test_notes_one_comment_only(self, client: Client, lead: User) -> None:
        action = actions.propose(by=lead, force="northumbria", measure="cyber", text="Ring them", owner_post="Officer")
        page = client.get(f"/workspace/actions/{action.ref}/").content.decode()
        sent = {"text": "They were rung."} | {once.FIELD: tokens(page)[0]}
        for _ in range(3):
            client.post(f"/workspace/actions/{action.ref}/say/", sent)
        assert action.updates.filter(text__contains="They were rung.").count() == 1

    def test_of_a_form_that_was_changed_in_between_loses_nothing_and_asks(self, client: Client) -> None:
        sent = NEW | opened(client)
        client.post(ASK, sent)
        answer = client.post(ASK, sent | {"text": "Ring the businesses"})
        page = answer.content.decode()
        assert (answer.status_code, Action.objects.count()) == (409, 1)
        assert "You have changed something" in page
        assert 'name="text" value="Ring the businesses"' in page
        client.post(ASK, sent | {"text": "Ring the businesses"} | {once.FIELD: tokens(page)[0]})
        assert sorted(Action.objects.values_list("text", flat=True)) == ["Ring the businesses", NEW["text"]]

    def test_that_comes_before_the_first_is_answered_is_told_so_and_may_be_sent_once_more(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent = NEW | opened(client)
        client.post(ASK, sent)
        Action.objects.all().delete()  # as if the server had been killed at work on it
        SentForm.objects.update(answered_at=None, led_to="", sent_at=timezone.now() - timedelta(minutes=1))
        monkeypatch.setattr("time.sleep", lambda _seconds: pytest.fail("there is nothing to wait for"))
        answer = client.post(ASK, sent)
        page = answer.content.decode()
        assert (answer.status_code, Action.objects.count()) == (409, 0)
        assert "has not been answered yet" in page
        client.post(ASK, sent | {once.FIELD: tokens(page)[0]})
        assert Action.objects.count() == 1

    def test_waits_for_the_answer_to_the_first(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        sent = NEW | opened(client)
        where = client.post(ASK, sent)["Location"]
        SentForm.objects.update(answered_at=None, led_to="")
        monkeypatch.setattr(
            "time.sleep", lambda _seconds: SentForm.objects.update(answered_at=timezone.now(), led_to=where)
        )
        assert client.post(ASK, sent)["Location"] == where


class TestAFormThatDidNothing:
    def test_comes_back_with_errors_a_new_token_and_its_old_one_free(self, client: Client) -> None:
        token = opened(client)
        page = client.post(ASK, NEW | {"due_day": "31", "due_month": "2"} | token).content.decode()
        assert "There is a problem" in page
        assert tokens(page) != list(token.values())
        assert client.post(ASK, NEW | token).status_code == 302
        assert Action.objects.count() == 1

    def test_is_free_after_a_fault(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        sent = NEW | opened(client)
        monkeypatch.setattr(actions, "propose", _breaks)
        with pytest.raises(ZeroDivisionError):
            client.post(ASK, sent)
        monkeypatch.undo()
        client.post(ASK, sent)
        assert Action.objects.count() == 1

    def test_is_free_after_a_refusal_that_the_next_page_tells(self, client: Client) -> None:
        sent = {"because": ""} | {once.FIELD: once.new_token()}
        answer = client.post("/workspace/actions/none/cyber/", sent)
        assert (answer.status_code, SentForm.objects.count()) == (302, 0)
        client.post("/workspace/actions/none/cyber/", sent | {"because": "Nobody can be spared this quarter."})
        assert SentForm.objects.count() == 1

    def test_is_free_where_nothing_is_there(self, client: Client) -> None:
        sent = {"words": "Hello"} | {once.FIELD: once.new_token()}
        assert client.post("/workspace/actions/NONE-1/say/", sent).status_code == 404
        assert SentForm.objects.count() == 0


class TestWhatElseSendsForms:
    def test_what_sends_the_same_form_elsewhere_spends_nothing_of_it(self, client: Client) -> None:
        token = opened(client)
        assert client.post("/workspace/actions/none/cyber/", NEW | {"because": "A live check does so."} | token)
        assert client.post(ASK, NEW | token).status_code == 302
        assert Action.objects.count() == 1

    def test_files_are_taken_once(self, person: Person, browser_of: Browsers) -> None:
        client = browser_of(person("noor", "analyst"))
        where = "/workspace/records/uploads/new/"
        token = opened(client, where)
        answers = [
            client.post(where, {"kind": "police-uk", "files": _file()} | token, headers={"accept": "application/json"})
            for _ in range(2)
        ]
        assert answers[0].json() == answers[1].json()
        assert len(set(_uploads())) == 1

    def test_other_files_under_a_spent_token_are_not_taken(self, person: Person, browser_of: Browsers) -> None:
        client = browser_of(person("noor", "analyst"))
        where = "/workspace/records/uploads/new/"
        token = opened(client, where)
        client.post(where, {"kind": "police-uk", "files": _file()} | token)
        answer = client.post(where, {"kind": "police-uk", "files": _file(b"other,bytes\n1,2\n")} | token)
        assert (answer.status_code, len(_uploads())) == (409, 1)
        assert "choose the files again" in answer.content.decode()
        told = client.post(where, {"kind": "police-uk"} | token, headers={"accept": "application/json"})
        assert (told.status_code, told.json()) == (409, {"errors": ["This was sent already. What it did stands."]})

    def test_a_form_that_asks_once_more_who_one_is_acts_once_when_it_is_taken_up(
        self, person: Person, browser_of: Browsers
    ) -> None:
        admin, mia = person("ada", "administrator"), person("mia")
        client, where = browser_of(admin), f"/workspace/people/{mia.pk}/grant/"
        sent = {"role": "analyst", "desk": "", "why": "joins the team"} | opened(client, where)
        asked = [client.post(where, sent)["Location"] for _ in range(2)][-1]
        assert (Membership.objects.filter(user=mia).count(), SentForm.objects.count()) == (0, 0)
        resumed = client.post(asked, {"password": "a long password"})
        again = client.post(where, sent)
        assert Membership.objects.filter(user=mia).count() == 1
        assert (again.status_code, again["Location"]) == (303, resumed["Location"])

    def test_a_taken_up_form_with_errors_is_mended_at_its_own_address(
        self, person: Person, browser_of: Browsers
    ) -> None:
        sue = person("sue", "desk-supervisor")
        client = browser_of(sue)
        sent = {"object_kind": "action", "object_ref": "X-1", "reason": "why"} | opened(
            client, "/workspace/glass/break/"
        )
        asked = client.post("/workspace/glass/break/", sent)["Location"]
        page = client.post(asked, {"password": "a long password"}).content.decode()
        assert "There is a problem" in page
        assert 'action="/workspace/glass/break/"' in page
        assert BrokenGlass.objects.count() == 0

    def test_a_first_password_is_made_once(self, person: Person, fresh_browser_of: Browsers) -> None:
        mia = person("mia", "analyst")
        client, where = fresh_browser_of(person("ada", "administrator")), f"/workspace/people/{mia.pk}/password/"
        sent = {"why": "she asked in person"} | opened(client, where)
        assert "sx-key" in client.post(where, sent).content.decode()
        mia.refresh_from_db()
        before, answer = mia.password, client.post(where, sent)
        mia.refresh_from_db()
        assert (answer.status_code, mia.password) == (409, before)
        assert "It was not done again" in answer.content.decode()

    def test_forms_of_sign_in_keep_to_their_own_ways(self, client: Client) -> None:
        assert tokens(Client().get("/account/login/").content.decode()) == []
        assert tokens(client.get("/account/reauthenticate/").content.decode()) == []
        assert tokens(client.get("/workspace/roles/").content.decode()) == []  # it holds no form but the way out


class TestAConflict:
    def test_carries_the_text_on_under_a_new_token(self, client: Client, lead: User) -> None:
        action = actions.propose(by=lead, force="northumbria", measure="cyber", text="Ring them", owner_post="Officer")
        where = f"/workspace/actions/{action.ref}/edit/"
        old = NEW | {"version": str(action.version)} | opened(client, where)
        client.post(where, NEW | {"version": str(action.version), "text": "Theirs"} | opened(client, where))
        page = client.post(where, old | {"text": "Mine"}).content.decode()
        assert (tokens(page) != [old[once.FIELD]], len(tokens(page))) == (True, 1)
        again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.split("<main")[1]))
        assert client.post(where, again).status_code == 302
        action.refresh_from_db()
        assert action.text == "Mine"


class TestWhatIsKept:
    def test_holds_nothing_of_what_was_written_nor_the_token(self, client: Client) -> None:
        sent = NEW | opened(client)
        client.post(ASK, sent)
        kept = str(list(SentForm.objects.values()))
        assert not any(word in kept for word in (sent["text"], sent[once.FIELD], "lead"))

    def test_goes_after_a_day(self, client: Client) -> None:
        client.post(ASK, NEW | opened(client))
        SentForm.objects.update(sent_at=timezone.now() - timedelta(hours=25))
        old = SentForm.objects.get().key
        client.post(ASK, NEW | opened(client))
        assert SentForm.objects.count() == 1
        assert not SentForm.objects.filter(key=old).exists()


@pytest.mark.slow
def test_of_clicks_at_the_same_moment_one_acts_and_all_are_led_to_it(place: Place) -> None:
    """Eight threads in each of two server processes; then, as if after a restart, a third."""
    place.python(BEGIN)
    with ThreadPoolExecutor(2) as pool:
        ended = [told(each) for each in pool.map(lambda _: place.python(CLICK, "8"), range(2))]
    after = told(place.python(CLICK, "1"))
    [ref] = after["refs"]
    assert {where for each in (*ended, after) for where in each["led_to"]} == {f"/workspace/actions/{ref}/"}
    assert sum(each["acted"] for each in ended) == 1


def told(printed: str) -> Any:
    """The last line, under the log."""
    return json.loads(printed.splitlines()[-1])


BEGIN = """
from sextant.access.models import Membership, User
user = User.objects.create(username="lead", email="lead@wexmoor.invalid", post="Head of Crime")
Membership.objects.create(user=user, role="measure-lead")
"""
CLICK = f"""
import json, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from django.db import connections
from django.test import Client
from sextant.access.models import User
from sextant.actions.models import Action
from sextant.web import once
once.PATIENCE = timedelta(minutes=10)  # a busy machine is not what this is about
sent = {NEW | {once.FIELD: "one token"}!r}
clients = [Client(SERVER_NAME="127.0.0.1") for _ in range(int(sys.argv[1]))]
for each in clients:
    each.force_login(User.objects.get())

def click(client):
    try:
        answer = client.post("{ASK}", sent)
        return answer.status_code == 302, answer["Location"]
    finally:
        connections.close_all()

with ThreadPoolExecutor(len(clients)) as pool:
    ended = list(pool.map(click, clients))
refs = list(Action.objects.values_list("ref", flat=True))
print(json.dumps({{"acted": sum(acted for acted, _ in ended), "led_to": [where for _, where in ended], "refs": refs}}))
"""


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A made-up home with a database of its own."""
    with own_place(tmp_path / "home", tmp_path_factory) as place:
        (place.home / "made-up.json").write_text("{}", "utf-8")
        (place.home / "workspace.toml").write_text('force = "northumbria"\n', "utf-8")
        yield place


def _file(content: bytes = b"Crime ID,Month\n1,2021-12\n") -> SimpleUploadedFile:
    return SimpleUploadedFile("2021-12-northumbria-street.csv", content)


def _uploads() -> list[int]:
    from sextant.uploads.models import Upload

    return list(Upload.objects.values_list("pk", flat=True))


def _breaks(**_given: Any) -> None:
    raise ZeroDivisionError
