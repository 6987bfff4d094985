"""Downloads against a server on loopback that stalls, truncates, lies and changes its mind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sextant.errors import Refusal
from sextant.fetching.download import download
from sextant.fetching.kept import Downloaded, Wanted
from sextant.fetching.manners import AGENT
from sextant.fetching.wire import Wire
from tests.unit.fetching.conftest import QuickClock
from tests.unit.fetching.publisher import BOUND, Answering, Site, file, hanging_up, page, stalling, status
from tests.unit.fetching.samples import some_zip, zipped

Hasty = Callable[[float], Wire]
DATA = some_zip()
PATH = "/2021-12.zip"


def wanted(site: Site, *answers: Answering, largest: int = 10**6, md5: str | None = None) -> Wanted:
    return Wanted(site.put(PATH, *answers), "2021-12.zip", largest, md5)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def part(folder: Path) -> Path:
    return folder / "2021-12.zip.part"


def test_a_file_is_kept_under_its_own_hash_with_its_sums(site: Site, wire: Wire, tmp_path: Path) -> None:
    done = download(wire, wanted(site, file(DATA)), tmp_path)
    sha256 = hashlib.sha256(DATA).hexdigest()
    assert done.path == tmp_path / sha256[:12] / "2021-12.zip"
    assert done.path.read_bytes() == DATA
    assert (done.bytes, done.sha256, done.resumed, done.already) == (len(DATA), sha256, False, False)
    assert left_in(tmp_path) == ["2021-12.zip", "2021-12.zip.json"]


def test_the_request_says_who_asks_and_wants_plain_bytes(site: Site, wire: Wire, tmp_path: Path) -> None:
    download(wire, wanted(site, file(DATA)), tmp_path)
    [request] = site.requests
    assert request.headers["User-Agent"] == AGENT
    assert AGENT.startswith("Sextant/")
    assert request.headers["Accept-Encoding"] == "identity"


def test_a_file_that_has_not_changed_is_not_got_again(site: Site, wire: Wire, tmp_path: Path) -> None:
    asked = wanted(site, file(DATA))
    first = download(wire, asked, tmp_path)
    again = download(wire, asked, tmp_path)
    assert (again.already, again.path, again.sha256) == (True, first.path, first.sha256)
    assert site.requests[-1].headers["If-None-Match"] == '"one"'


def test_a_file_that_was_spoiled_on_this_disk_is_got_again(site: Site, wire: Wire, tmp_path: Path) -> None:
    asked = wanted(site, file(DATA))
    download(wire, asked, tmp_path).path.write_bytes(b"spoiled")
    again = download(wire, asked, tmp_path)
    assert not again.already
    assert again.path.read_bytes() == DATA


def test_a_new_edition_stands_beside_the_old_one(site: Site, wire: Wire, tmp_path: Path) -> None:
    other = some_zip(seed=2)
    first = download(wire, wanted(site, file(DATA)), tmp_path)
    second = download(wire, wanted(site, file(other, '"two"')), tmp_path)
    assert (first.path.read_bytes(), second.path.read_bytes()) == (DATA, other)


def test_a_broken_line_is_gone_on_with_from_where_it_broke(
    site: Site, wire: Wire, tmp_path: Path, clock: QuickClock
) -> None:
    done = download(wire, wanted(site, file(DATA, stop=20_000), file(DATA)), tmp_path)
    assert done.path.read_bytes() == DATA
    assert site.requests[1].headers["Range"] == "bytes=20000-"
    assert site.requests[1].headers["If-Range"] == '"one"'
    assert clock.slept == [1.0]


def test_what_came_is_kept_for_the_next_start_and_then_gone_on_with(site: Site, wire: Wire, tmp_path: Path) -> None:
    asked = wanted(site, file(DATA, stop=1000))
    with pytest.raises(Refusal, match=r"breaks off after 4,000 of .* run the same command again: 4,000 bytes are kept"):
        download(wire, asked, tmp_path)
    assert left_in(tmp_path) == ["2021-12.zip.part", "2021-12.zip.part.json"]
    site.put(PATH, file(DATA))
    done = download(wire, asked, tmp_path)
    assert (done.resumed, done.path.read_bytes()) == (True, DATA)


def test_a_file_that_came_whole_before_a_stop_is_not_asked_for_again(site: Site, wire: Wire, tmp_path: Path) -> None:
    asked = wanted(site, status(500))
    part(tmp_path).write_bytes(DATA)
    said = {"url": asked.url, "validator": '"one"', "total": len(DATA)}
    part(tmp_path).with_name("2021-12.zip.part.json").write_text(json.dumps(said))
    done = download(wire, asked, tmp_path)
    assert (done.resumed, done.path.read_bytes(), site.requests) == (True, DATA, [])


@pytest.mark.parametrize("record", ["", "{}", '{"url": "https://other", "validator": "\\"one\\"", "total": 9}', "[1]"])
def test_bytes_of_unknown_origin_are_not_gone_on_with(site: Site, wire: Wire, tmp_path: Path, record: str) -> None:
    part(tmp_path).write_bytes(b"PK\x03\x04 from somewhere")
    part(tmp_path).with_name("2021-12.zip.part.json").write_text(record)
    done = download(wire, wanted(site, file(DATA)), tmp_path)
    assert (done.resumed, done.path.read_bytes()) == (False, DATA)
    assert "Range" not in site.requests[0].headers


def test_without_an_etag_or_a_date_nothing_is_kept(site: Site, wire: Wire, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="try again later"):
        download(wire, wanted(site, file(DATA, None, stop=1000)), tmp_path)
    assert left_in(tmp_path) == []
    assert all("Range" not in request.headers for request in site.requests)


def test_a_weak_etag_is_nothing_to_go_on_with(site: Site, wire: Wire, tmp_path: Path) -> None:
    done = download(wire, wanted(site, file(DATA, 'W/"one"', stop=1000), file(DATA)), tmp_path)
    assert "Range" not in site.requests[1].headers
    assert done.path.read_bytes() == DATA


def test_a_date_will_do_where_there_is_no_etag(site: Site, wire: Wire, tmp_path: Path) -> None:
    day = "Wed, 05 Jan 2022 10:00:00 GMT"
    download(wire, wanted(site, file(DATA, None, stop=1000, Last_Modified=day), file(DATA)), tmp_path)
    assert site.requests[1].headers["If-Range"] == day


def test_a_file_that_changes_between_two_requests_begins_anew(site: Site, wire: Wire, tmp_path: Path) -> None:
    other = some_zip(seed=3)
    done = download(wire, wanted(site, file(DATA, stop=20_000), file(other, '"two"')), tmp_path)
    assert done.path.read_bytes() == other


def test_a_server_that_goes_on_with_another_file_is_not_believed(site: Site, wire: Wire, tmp_path: Path) -> None:
    other = some_zip(seed=4)

    def lying(handler: object) -> None:
        handler.headers.replace_header("If-Range", '"two"')  # type: ignore[attr-defined]
        file(other, '"two"')(handler)  # type: ignore[arg-type]

    done = download(wire, wanted(site, file(DATA, stop=20_000), lying, file(other, '"two"')), tmp_path)
    assert done.path.read_bytes() == other
    assert "Range" not in site.requests[2].headers


@pytest.mark.parametrize(
    "wrong",
    [
        {"Content_Range": "bytes 7-99/100"},
        {"Content_Range": "nonsense"},
        {"Content_Range": None},
        {"Content_Length": 5},
    ],
)
def test_a_continuation_that_does_not_fit_is_thrown_away(
    site: Site, wire: Wire, tmp_path: Path, wrong: dict[str, object]
) -> None:
    answers = (file(DATA, stop=20_000), file(DATA, stop=5, **wrong), file(DATA))
    done = download(wire, wanted(site, *answers), tmp_path)
    assert done.path.read_bytes() == DATA
    assert "Range" not in site.requests[2].headers


def test_a_range_that_the_server_will_not_give_begins_anew(site: Site, wire: Wire, tmp_path: Path) -> None:
    done = download(wire, wanted(site, file(DATA, stop=20_000), status(416), file(DATA)), tmp_path)
    assert done.path.read_bytes() == DATA


def test_a_server_that_says_less_than_it_has_leaves_no_whole_zip(site: Site, wire: Wire, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is no whole zip: 9,000 bytes came"):
        download(wire, wanted(site, file(DATA, Content_Length=9000)), tmp_path)
    assert left_in(tmp_path) == []


def test_a_server_that_says_more_than_it_has_breaks_off(site: Site, wire: Wire, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=rf"breaks off after {len(DATA):,} of {len(DATA) + 500:,} bytes"):
        download(wire, wanted(site, file(DATA, None, Content_Length=len(DATA) + 500)), tmp_path)
    assert left_in(tmp_path) == []


def test_a_server_that_says_no_length_is_checked_by_the_zip_itself(site: Site, wire: Wire, tmp_path: Path) -> None:
    done = download(wire, wanted(site, file(DATA, Content_Length=None)), tmp_path)
    assert done.path.read_bytes() == DATA
    with pytest.raises(Refusal, match="no whole zip"):
        download(wire, wanted(site, file(DATA, '"cut"', stop=9000, Content_Length=None)), tmp_path)


def test_a_server_that_stalls_is_left_and_what_came_is_kept(
    site: Site, hasty: Hasty, tmp_path: Path, clock: QuickClock
) -> None:
    done = download(hasty(5.0), wanted(site, stalling(DATA, 30_000), file(DATA)), tmp_path)
    assert done.path.read_bytes() == DATA
    assert site.requests[1].headers["Range"] == "bytes=30000-"
    assert clock.slept == [1.0]


def test_a_server_that_never_answers_is_one_line_after_all_tries(
    site: Site, hasty: Hasty, tmp_path: Path, clock: QuickClock
) -> None:
    with pytest.raises(Refusal, match=r"stops answering \(4 tries\)"):
        download(hasty(0.4), wanted(site, lambda handler: handler.site.done.wait(BOUND) and None), tmp_path)
    assert clock.slept == [1.0, 2.0, 4.0]
    assert left_in(tmp_path) == []


def test_a_server_that_hangs_up_is_tried_again(site: Site, wire: Wire, tmp_path: Path) -> None:
    assert download(wire, wanted(site, hanging_up, file(DATA)), tmp_path).bytes == len(DATA)


def test_a_web_page_instead_of_a_zip_is_refused_at_once(site: Site, wire: Wire, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="sends a web page instead of the file"):
        download(wire, wanted(site, page("<html>Sorry</html>")), tmp_path)
    assert (len(site.requests), left_in(tmp_path)) == (1, [])


@pytest.mark.parametrize(("body", "words"), [("<!doctype html>", "a web page"), ("crime,count", "something")])
def test_a_web_page_that_calls_itself_a_zip_is_known_by_its_first_bytes(
    site: Site, wire: Wire, tmp_path: Path, body: str, words: str
) -> None:
    with pytest.raises(Refusal, match=f"sends {words} that is not 2021-12.zip"):
        download(wire, wanted(site, page(body, "application/zip")), tmp_path)


def test_a_page_in_between_does_not_cost_what_came_before(site: Site, wire: Wire, tmp_path: Path) -> None:
    asked = wanted(site, file(DATA, stop=20_000), page("<html>Down for maintenance</html>"))
    with pytest.raises(Refusal, match="web page"):
        download(wire, asked, tmp_path)
    assert part(tmp_path).read_bytes() == DATA[:20_000]


def test_a_file_that_is_too_large_is_refused_before_it_comes(site: Site, wire: Wire, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="over 1,000"):
        download(wire, wanted(site, file(DATA), largest=1000), tmp_path)
    assert left_in(tmp_path) == []


def test_a_file_of_unknown_length_is_stopped_when_it_grows_too_large(site: Site, wire: Wire, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="sends more than it said"):
        download(wire, wanted(site, file(DATA, Content_Length=None), largest=1000), tmp_path)
    assert left_in(tmp_path) == []


def test_bytes_packed_though_not_asked_for_are_refused(site: Site, wire: Wire, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="packed though not asked"):
        download(wire, wanted(site, file(DATA, Content_Encoding="gzip")), tmp_path)


def test_the_publishers_checksum_is_held_against_the_file(site: Site, wire: Wire, tmp_path: Path) -> None:
    md5 = hashlib.md5(DATA, usedforsecurity=False).hexdigest()
    assert download(wire, wanted(site, file(DATA), md5=md5.upper()), tmp_path).md5_agrees is True


def test_a_file_with_another_checksum_is_thrown_away(site: Site, wire: Wire, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"its publisher says 0{32}"):
        download(wire, wanted(site, file(DATA), md5="0" * 32), tmp_path)
    assert left_in(tmp_path) == []


def test_a_new_checksum_gets_the_file_again_though_the_server_says_unchanged(
    site: Site, wire: Wire, tmp_path: Path
) -> None:
    download(wire, wanted(site, file(DATA)), tmp_path)
    with pytest.raises(Refusal, match="has the checksum"):
        download(wire, wanted(site, file(DATA), md5="0" * 32), tmp_path)


def test_an_empty_zip_is_not_a_file(site: Site, wire: Wire, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"is not 2021-12.zip|no whole zip"):
        download(wire, wanted(site, file(zipped({}))), tmp_path)


def test_stopping_does_no_harm_and_the_next_start_goes_on(site: Site, wire: Wire, tmp_path: Path) -> None:
    asked = wanted(site, stalling(DATA, 30_000), file(DATA))

    def stop(_more: int, _whole: int | None, _name: str) -> None:
        if part(tmp_path).exists() and part(tmp_path).stat().st_size:
            raise KeyboardInterrupt

    def run(progress: object = None) -> Downloaded:
        return download(wire, asked, tmp_path, progress) if progress else download(wire, asked, tmp_path)  # type: ignore[arg-type]

    with pytest.raises(KeyboardInterrupt):
        download(wire, asked, tmp_path, lambda more, _whole, _name: stop(more, None, "") if more else None)
    done = run()
    assert done.path.read_bytes() == DATA


def test_progress_adds_up_to_the_whole(site: Site, wire: Wire, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    download(wire, wanted(site, file(DATA)), tmp_path, lambda more, whole, _name: told.append((more, whole)))
    assert sum(more for more, _ in told) == len(DATA)
    assert {whole for _, whole in told} == {len(DATA)}
