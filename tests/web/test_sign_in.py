"""Signing in: it works, then every way in which it must not."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from sextant.access.models import AuditRow, SignInNotice, User
from sextant.jobs.worker import tick
from sextant.web import middleware
from tests.web.conftest import Person
from tests.web.signing_in import PASSWORD, confirmed, send, signed_in

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Attempts that other tests made from this address don't count here."""
    from django.core.cache import cache

    cache.clear()


def attempt(name: str, password: str, client: Client | None = None, **more: Any) -> Any:
    return send(client or Client(), LOGIN, {"login": name, "password": password}, **more)


def told(answer: Any) -> str:
    """A page without the token against forgery and what was typed."""
    import re

    page = re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", answer.content.decode())
    return re.sub(r'name="login" type="text" value="[^"]*"', "", page)


def rows(*fields: str) -> list[tuple[Any, ...]]:
    return list(AuditRow.objects.order_by("seq").values_list(*fields))


class TestSigningIn:
    def test_leads_to_the_work_and_is_on_record(self, person: Person) -> None:
        person("mia", "analyst")
        answer = attempt("mia", PASSWORD)
        assert answer["Location"] == "/workspace/"
        assert rows("actor", "what", "done") == [("mia", "signed in", True)]
        assert AuditRow.objects.get().details == {"by": ["password"]}

    @pytest.mark.parametrize(
        ("role", "place"),
        [
            ("administrator", "/workspace/people/"),
            ("auditor", "/workspace/audit/"),
            ("analyst", "/workspace/"),
            ("", "/account/"),
        ],
    )
    def test_leads_to_the_first_place_that_is_open_to_the_person(self, person: Person, role: str, place: str) -> None:
        person("mia", *([role] if role else []))
        assert attempt("mia", PASSWORD)["Location"] == place

    def test_leads_to_the_page_that_was_asked_for_on_this_site_only(self, person: Person) -> None:
        person("mia", "analyst")
        asked = {"login": "mia", "password": PASSWORD}
        assert send(Client(), LOGIN, asked | {"next": "/workspace/roles/"})["Location"] == "/workspace/roles/"
        assert send(Client(), LOGIN, asked | {"next": "https://elsewhere.invalid/"})["Location"] == "/workspace/"

    def test_gives_another_session_than_before(self, person: Person) -> None:
        person("mia", "analyst")
        client = Client()
        client.get(LOGIN)
        before = client.cookies["sextant"].value
        attempt("mia", PASSWORD, client)
        assert client.cookies["sextant"].value != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_gives_a_cookie_that_goes_with_the_window_and_no_script_reads(self, person: Person) -> None:
        person("mia", "analyst")
        cookie = signed_in("mia").cookies["sextant"]
        assert (cookie["expires"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", "", True, "Lax")

    def test_takes_the_name_in_any_case(self, person: Person) -> None:
        person("mia", "analyst")
        assert attempt("MIA", PASSWORD).status_code == 302

    def test_signing_out_ends_the_session_and_is_on_record(self, person: Person) -> None:
        person("mia", "analyst")
        client = signed_in("mia")
        assert send(client, "/account/logout/")["Location"] == LOGIN
        assert client.get("/workspace/roles/").status_code == 302
        assert rows("what") == [("signed in",), ("signed out",)]

    def test_signing_out_by_a_link_asks_first(self, person: Person) -> None:
        person("mia", "analyst")
        client = signed_in("mia")
        assert client.get("/account/logout/").status_code == 200
        assert client.get("/workspace/roles/").status_code == 200

    @pytest.mark.parametrize("where", ["signup/", "password/reset/", "email/", "password/set/", "login/code/"])
    def test_nobody_signs_up_or_resets_a_password_by_mail(self, where: str) -> None:
        assert Client().get(f"/account/{where}").status_code == 404


class TestTheSameAnswer:
    def test_for_an_unknown_name_a_wrong_password_and_somebody_shut_out(self, person: Person) -> None:
        person("mia", "analyst")
        gone = person("gus", "auditor")
        User.objects.filter(pk=gone.pk).update(is_active=False)
        attempts = [("nobody", PASSWORD), ("mia", "not the password"), ("gus", PASSWORD), ("gus", "not the password")]
        answers = [attempt(*each) for each in attempts]
        assert {answer.status_code for answer in answers} == {200}
        assert len({told(answer) for answer in answers}) == 1
        assert "The user name or the password is not right." in told(answers[0])
        assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1

    def test_takes_one_hash_and_as_many_queries_whoever_it_is(
        self, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person("mia", "analyst")
        gone = person("gus", "auditor")
        User.objects.filter(pk=gone.pk).update(is_active=False)
        hashed: list[str] = []
        real = MD5PasswordHasher.encode
        monkeypatch.setattr(
            MD5PasswordHasher,
            "encode",
            lambda self, password, salt: hashed.append(password) or real(self, password, salt),
        )
        counts = []
        attempt("somebody", "x")  # the first from an address makes its row
        for name, password in [("nobody", "x"), ("mia", "x"), ("gus", PASSWORD)]:
            hashed.clear()
            with CaptureQueriesContext(connection) as asked:
                attempt(name, password)
            counts.append((len(hashed), len(asked.captured_queries)))
        assert len(set(counts)) == 1, counts
        assert counts[0][0] == 1

    def test_each_is_on_record_but_never_what_was_typed(self, person: Person) -> None:
        person("mia", "analyst")
        attempt("mia", "a wrong secret")
        attempt("my password typed in the wrong box", "x")
        assert rows("actor", "what", "done") == [
            ("mia", "sign-in failed", False),
            ("unknown", "sign-in failed", False),
        ]
        kept = str(list(AuditRow.objects.values())) + str(list(AccessAttempt.objects.values()))
        assert "secret" not in kept
        assert "wrong box" not in kept

    @pytest.mark.parametrize("given", [{}, {"login": "mia"}, {"password": "x"}])
    def test_half_a_form_is_refused_in_words(self, given: dict[str, str]) -> None:
        answer = send(Client(), LOGIN, given)
        assert answer.status_code == 200
        assert "There is a problem" in answer.content.decode()

    def test_a_character_that_no_keyboard_types_is_refused_before_it_is_read(self) -> None:
        assert send(Client(), LOGIN, {"login": "a\0b", "password": "x"}).status_code == 400
        assert not AccessAttempt.objects.exists()


class TestLockOut:
    def fail(self, name: str, times: int = 5, **more: Any) -> Any:
        for _ in range(times):
            answer = attempt(name, "not the password", **more)
        return answer

    def test_comes_after_five_wrong_passwords(self, person: Person) -> None:
        person("mia", "analyst")
        assert self.fail("mia", 4).status_code == 200
        assert self.fail("mia", 1).status_code == 429
        locked = attempt("mia", PASSWORD)
        assert locked.status_code == 429
        assert "Too many attempts" in locked.content.decode()
        assert AuditRow.objects.filter(what="sign-in locked for 15 minutes", why="127.0.0.1", done=False).exists()

    def test_of_one_address_leaves_the_person_free_elsewhere(self, person: Person) -> None:
        person("mia", "analyst")
        self.fail("mia", 8, **ELSEWHERE)
        assert attempt("mia", PASSWORD, **ELSEWHERE).status_code == 429
        assert attempt("mia", PASSWORD).status_code == 302

    def test_of_one_name_leaves_others_at_that_address_free(self, person: Person) -> None:
        person("mia", "analyst")
        person("noor", "analyst")
        self.fail("mia")
        assert attempt("noor", PASSWORD).status_code == 302

    def test_is_over_after_a_quarter_of_an_hour_and_not_before(self, person: Person) -> None:
        person("mia", "analyst")
        self.fail("mia")
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
        assert attempt("mia", PASSWORD).status_code == 429
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
        assert attempt("mia", PASSWORD).status_code == 302

    def test_counts_from_nothing_after_a_right_password(self, person: Person) -> None:
        person("mia", "analyst")
        self.fail("mia", 4)
        assert attempt("mia", PASSWORD).status_code == 302
        assert self.fail("mia", 4).status_code == 200

    def test_says_the_same_of_a_name_that_nobody_has(self, person: Person) -> None:
        person("mia", "analyst")
        known, unknown = self.fail("mia"), self.fail("nobody")
        assert (known.status_code, told(known)) == (unknown.status_code, told(unknown))

    def test_is_not_avoided_by_writing_the_name_in_another_way(self, person: Person) -> None:
        person("mia", "analyst")
        for name in ("mia", "MIA", "Mia", " mia", "mIa"):
            answer = attempt(name, "not the password")
        assert answer.status_code == 429

    def test_a_client_can_not_choose_its_address(self, person: Person) -> None:
        person("mia", "analyst")
        for number in range(5):
            answer = attempt("mia", "not the password", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
        assert answer.status_code == 429

    def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(self, person: Person, settings: Settings) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        person("mia", "analyst")
        for number in range(5):
            there = f"203.0.113.{number}, 198.51.100.9"
            answer = attempt("mia", "not the password", HTTP_X_FORWARDED_FOR=there)
        assert answer.status_code == 429
        assert attempt("mia", PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.10").status_code == 302


class TestTheSession:
    """Time is moved by moving what the session remembers."""

    def aged(self, client: Client, **ages: timedelta) -> None:
        session = client.session
        for key, age in ages.items():
            session[key] = timezone.now().timestamp() - age.total_seconds()
        session.save()

    @pytest.mark.parametrize("where", ["/workspace/roles/", "/account/"])
    def test_ends_after_half_an_hour_without_a_request(self, person: Person, where: str) -> None:
        person("mia", "analyst")
        client = signed_in("mia")
        client.get(where)
        self.aged(client, **{middleware.SEEN: timedelta(minutes=29)})
        assert client.get(where).status_code == 200
        self.aged(client, **{middleware.SEEN: timedelta(minutes=31)})
        assert client.get(where).status_code == 302
        assert ("timed out",) in rows("what")

    def test_ends_though_a_page_left_open_asks_by_itself_how_far_its_work_is(self, person: Person) -> None:
        person("mia", "analyst")
        client = signed_in("mia")
        client.get("/workspace/roles/")
        self.aged(client, **{middleware.SEEN: timedelta(minutes=20)})
        before = client.session[middleware.SEEN]
        client.get("/workspace/jobs/1/state/")
        assert client.session[middleware.SEEN] == before
        self.aged(client, **{middleware.SEEN: timedelta(minutes=31)})
        assert client.get("/workspace/jobs/1/state/")["Location"].startswith(LOGIN)

    def test_that_is_over_goes_from_the_database(self, person: Person) -> None:
        person("mia", "analyst")
        client, stranger = signed_in("mia"), Client()
        stranger.get(LOGIN)
        Session.objects.filter(pk=stranger.session.session_key).update(expire_date=timezone.now())
        tick()
        assert [each.pk for each in Session.objects.all()] == [client.session.session_key]

    def test_ends_after_twelve_hours_however_busy(self, person: Person) -> None:
        person("mia", "analyst")
        client = signed_in("mia")
        client.get("/workspace/roles/")
        self.aged(client, **{middleware.SINCE: timedelta(hours=11, minutes=59)})
        assert client.get("/workspace/roles/").status_code == 200
        self.aged(client, **{middleware.SINCE: timedelta(hours=12, minutes=1)})
        assert client.get("/workspace/roles/")["Location"].startswith(LOGIN)

    def test_of_somebody_who_was_shut_out_is_over_at_the_next_request(self, person: Person) -> None:
        mia = person("mia", "analyst")
        client = signed_in("mia")
        User.objects.filter(pk=mia.pk).update(is_active=False)
        for where in ("/workspace/roles/", "/account/", "/account/2fa/"):
            assert client.get(where)["Location"].startswith(LOGIN)
        assert send(client, "/account/password/change/")["Location"].startswith(LOGIN)

    def test_everywhere_ends_when_the_password_is_changed(self, person: Person) -> None:
        person("mia", "analyst")
        here, there = confirmed("mia"), signed_in("mia")
        new = "sound tree orbit kettle"
        given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert send(here, "/account/password/change/", given)["Location"] == LOGIN
        for client in (here, there):
            assert client.get("/workspace/roles/").status_code == 302
        assert attempt("mia", PASSWORD).status_code == 200
        again = attempt("mia", new)
        assert again.status_code == 302
        assert ("changed their password",) in rows("what")

    def test_leaves_no_copy_in_the_browser(self, person: Person) -> None:
        person("mia", "analyst")
        for where in ("/workspace/roles/", "/account/"):
            assert "no-store" in signed_in("mia").get(where)["Cache-Control"]


class TestPasswords:
    @pytest.mark.parametrize(
        ("new", "fault"),
        [
            ("short words", "too short"),
            ("password1234", "too common"),
            ("post of mia x", "too similar"),
            ("sound tree orbit", "same password"),
        ],
    )
    def test_that_are_weak_are_refused_in_words(self, person: Person, new: str, fault: str) -> None:
        person("mia", "analyst")
        client = signed_in("mia")
        second = new if fault != "same password" else "another one altogether"
        given = {"oldpassword": PASSWORD, "password1": new, "password2": second}
        assert fault in send(client, "/account/password/change/", given).content.decode()
        assert User.objects.get().check_password(PASSWORD)

    def test_the_old_one_is_asked_for(self, person: Person) -> None:
        person("mia", "analyst")
        given = {"oldpassword": "x", "password1": "sound tree orbit", "password2": "sound tree orbit"}
        page = send(signed_in("mia"), "/account/password/change/", given).content.decode()
        assert "This is not the password you have." in page

    def test_that_somebody_else_chose_are_changed_first(self, person: Person) -> None:
        mia = person("mia", "analyst")
        User.objects.filter(pk=mia.pk).update(must_change_password=True)
        client = signed_in("mia")
        assert client.get("/workspace/roles/")["Location"] == "/account/password/change/"
        assert "Somebody else chose the password" in client.get("/account/password/change/").content.decode()
        same = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
        assert "another password than" in send(client, "/account/password/change/", same).content.decode()
        new = same | {"password1": "sound tree orbit", "password2": "sound tree orbit"}
        send(client, "/account/password/change/", new)
        assert signed_in("mia", "sound tree orbit").get("/workspace/roles/").status_code == 200

    def test_are_hashed_with_argon2(self) -> None:
        from sextant.web import settings as product

        assert product.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")

    def test_a_changed_one_is_told_at_the_next_sign_in_once(self, person: Person) -> None:
        mia = person("mia", "analyst")
        SignInNotice.objects.create(user=mia, text="Your password was changed.")
        page = signed_in("mia").get("/workspace/roles/").content.decode()
        assert "Your password was changed." in page
        assert "Was it not you?" in page
        assert "was changed" not in signed_in("mia").get("/workspace/roles/").content.decode()


class TestADemonstration:
    @pytest.fixture
    def _made_up(self, settings: Settings) -> None:
        settings.DEMO = True
        settings.ALLOWED_HOSTS = ["*"]

    @pytest.mark.usefixtures("_made_up")
    @pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
    def test_answers_on_its_own_machine(self, host: str) -> None:
        assert Client(HTTP_HOST=host).get(LOGIN).status_code == 200

    @pytest.mark.usefixtures("_made_up")
    @pytest.mark.parametrize(
        "there",
        [
            {"HTTP_HOST": "sextant.example"},
            {"HTTP_HOST": "127.0.0.1.example"},
            {"HTTP_HOST": "localhost", "REMOTE_ADDR": "192.0.2.7"},
            {"HTTP_HOST": "localhost", "REMOTE_ADDR": ""},
            {"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        ],
    )
    def test_refuses_everybody_else(self, there: dict[str, str]) -> None:
        for where in (LOGIN, "/", "/workspace/"):
            assert Client(**there).get(where).status_code == 403

    def test_is_only_what_a_made_up_home_is(self, settings: Settings) -> None:
        assert settings.DEMO is False
        assert Client(HTTP_HOST="testserver", REMOTE_ADDR="192.0.2.7").get(LOGIN).status_code == 200


def test_the_deployed_settings_pass_djangos_own_check(tmp_path: Any) -> None:
    import os

    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SEXTANT_", "DATABASE_URL"))}
    environment |= {
        "SEXTANT_HOME": str(tmp_path),
        "SEXTANT_TLS": "proxy",
        "SEXTANT_HOSTS": "sextant.example",
        "DJANGO_SETTINGS_MODULE": "sextant.web.settings",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
