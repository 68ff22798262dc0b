"""The server: whom it answers, what its answers allow a browser, and what a log's page puts on the record."""

import base64
import hashlib
import logging
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from assistant.audit import Actor
from index.errors import BadSetting, IntellogError, NotRecorded
from index.life import LogLife
from index.records import Related
from tests.conftest import redacted_log
from tests.fake_service import FakeService
from ui.problems import UNEXPECTED, explained
from ui.render import answers
from ui.server import create_app, serve
from ui.visitor import SESSION, actor_of

SAID = "A van [VEHICLE_REG 0A1B2C3D] stood at the car wash. <script>alert(1)</script>"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> FakeService:
    return FakeService(tmp_path_factory.mktemp("store"), [redacted_log("N/2025/1", SAID)])


@pytest.fixture(scope="module")
def client(service: FakeService) -> Iterator[TestClient]:
    with TestClient(create_app(service), base_url="http://127.0.0.1:7860") as client:  # type: ignore[arg-type]
        yield client


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7860", 200),
        ("localhost:7860", 200),
        ("[::1]:7860", 200),
        ("LOCALHOST", 200),
        ("rebound.example:7860", 403),  # a name of somebody else that was pointed at this machine
        ("127.0.0.1.example", 403),
        ("", 403),
        ("[::1", 403),
    ],
)
def test_only_names_of_this_machine_are_answered(client: TestClient, host: str, status: int) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:8000"},  # another server on this machine
        {"origin": "null"},
        {"origin": "http://[::1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_requests_from_pages_of_another_origin_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    client.get("/")  # so that it is not for want of a session
    for answer in (
        client.post("/gradio_api/queue/join", json={}, headers=headers),
        client.get("/logs/N/2025/1", headers=headers),
    ):
        assert answer.status_code == 403 and "van" not in answer.text


def test_nothing_is_done_for_a_browser_that_never_opened_the_page(client: TestClient) -> None:
    client.cookies.clear()
    assert client.post("/gradio_api/queue/join", json={}).status_code == 403


def test_a_browser_gets_a_session_that_scripts_cannot_read_and_other_sites_cannot_use(client: TestClient) -> None:
    client.cookies.clear()
    cookie = client.get("/").headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=") and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert "set-cookie" not in client.get("/").headers  # it is kept


@pytest.mark.parametrize(
    "cookies",
    [
        "{}",
        'prefs={{"theme":"dark"}}; {}',  # of another server on this machine: ports share cookies
        "{}; a@b=1",
        "seen=Mon, 01 Dec 2025; {}",
        "flag; =; a/b=1; {}",
        "name=Zo\xeb; {}",
    ],
)
def test_cookies_of_others_on_this_machine_do_not_cover_the_session(client: TestClient, cookies: str) -> None:
    client.cookies.clear()
    session = client.get("/").headers["set-cookie"].partition(";")[0]
    client.cookies.clear()
    sent = {b"cookie": cookies.format(session).encode("latin-1")}
    assert "set-cookie" not in client.get("/", headers=sent).headers
    assert client.post("/uploads?name=a.csv", content=b"a\n", headers=sent).status_code == 200


@pytest.mark.parametrize("cookie", ["", "a@b=1", "=", ";;", "a=\xff"])
def test_cookies_without_a_session_are_no_session_and_no_failure(client: TestClient, cookie: str) -> None:
    client.cookies.clear()
    sent = {b"cookie": cookie.encode("latin-1")}
    assert client.post("/uploads?name=a.csv", content=b"a\n", headers=sent).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/config", "/monitoring", "/monitoring/summary", "/manifest.json", "/docs", "/openapi.json", "/login",
        "/gradio_api/info",
        "/gradio_api/openapi.json", "/gradio_api/runs", "/gradio_api/file=/etc/passwd", "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://evil.example", "/gradio_api/app_id", "/gradio_api/vibe-code", "/gradio_api/deep_link",
        "/gradio_api/call/anything/1", "//logs/N/2025/1", "/logs/", "/healthz/",
    ],
)  # fmt: skip
def test_what_the_page_does_not_need_does_not_answer(client: TestClient, path: str) -> None:
    assert client.get(f"http://127.0.0.1:7860{path}").status_code == 404


@pytest.mark.parametrize("path", ["upload", "run/asking", "api/asking", "call/asking", "component_server", "vibe-edit"])
def test_no_other_way_into_a_handler_answers(client: TestClient, path: str) -> None:
    client.get("/")
    assert client.post(f"/gradio_api/{path}", json={}).status_code == 404


def test_no_event_of_the_page_is_in_the_public_interface(service: FakeService) -> None:
    from ui.app import create_blocks

    blocks = create_blocks(service)  # type: ignore[arg-type]
    assert {fn.api_visibility for fn in blocks.fns.values()} == {"private"}
    assert not blocks.analytics_enabled


def test_the_policy_of_the_page_names_its_inline_scripts_and_nothing_from_elsewhere(client: TestClient) -> None:
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    for inline in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", answer.text, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in scripts
    assert "http" not in policy and "*" not in policy and "frame-ancestors 'none'" in policy


def test_a_log_page_marks_the_stretch_and_was_recorded_before(client: TestClient, service: FakeService) -> None:
    answer = client.get("/logs/N/2025/1?start=0&end=5")
    assert '<mark id="cited">A van</mark>' in answer.text and "&lt;script&gt;" in answer.text
    newest = service.events(Actor("tests"), newest=1)[0]
    assert (newest.kind, newest.body) == ("view", {"log_ref": "N/2025/1"})
    assert newest.session == actor_of(client.cookies).session != ""
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")


def test_a_log_page_carries_the_highest_marking_of_the_logs_side_by_side(
    client: TestClient, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    grave = redacted_log("N/2025/2", "No van stood there.", marking="OFFICIAL-SENSITIVE LOCSEN")
    monkeypatch.setitem(service.logs, "N/2025/2", grave)
    related = Related("N/2025/1", corrected_by=("N/2025/2",))
    monkeypatch.setattr(service, "related", lambda refs, actor: {"N/2025/1": related})
    body = client.get("/logs/N/2025/1").text.partition("<main>")[2]
    marking = '<p class="marking">OFFICIAL-SENSITIVE LOCSEN</p>'
    assert "No van stood there." in body
    assert body.startswith(marking) and body.endswith(f"{marking}</main></body></html>")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/logs/N/2025/9", 404),
        ("/logs/%3Cb%3E", 404),
        ("/logs/N/2025/1?start=-1&end=2", 422),
        ("/logs/N/2025/1?start=x", 422),
    ],
)
def test_a_log_that_is_not_held_and_a_place_that_is_none_are_refused(
    client: TestClient, address: str, status: int
) -> None:
    answer = client.get(address)
    assert answer.status_code == status and "<b>" not in answer.text and "van" not in answer.text


def test_a_view_that_cannot_be_recorded_shows_nothing(
    client: TestClient, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise NotRecorded("the audit record cannot be written (OSError), so nothing is shown")

    monkeypatch.setattr(service.audit, "append", refuse)
    answer = client.get("/logs/N/2025/1")
    assert answer.status_code == 503 and "cannot be written" in answer.text and "van" not in answer.text


def test_the_record_names_a_session_by_a_digest_that_opens_nothing() -> None:
    one, other = actor_of({SESSION: "secret"}), actor_of({SESSION: "another"})
    assert one.session != other.session and "secret" not in one.session
    assert one == actor_of({SESSION: "secret"})


def test_a_port_in_use_is_one_line_that_says_what_to_do(service: FakeService) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadSetting, match="choose another with --port"):
        serve(service, "127.0.0.1", taken.getsockname()[1], begun=lambda: pytest.fail("nothing is there"))  # type: ignore[arg-type]


def test_an_error_made_for_readers_is_shown_as_a_sentence() -> None:
    assert explained(IntellogError("no log N/9 is held")) == "No log N/9 is held."


def test_an_unexpected_error_is_shown_and_logged_without_its_message(caplog: pytest.LogCaptureFixture) -> None:
    quoted = "Ann lives at 4 Mill Lane"
    try:
        raise ValueError(quoted)
    except ValueError as error:
        with caplog.at_level(logging.ERROR):
            assert explained(error) == UNEXPECTED
    assert "ValueError" in caplog.text and Path(__file__).name in caplog.text and "Mill Lane" not in caplog.text


def test_a_conversation_that_is_opened_again_shows_what_became_of_its_logs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.pages.ask import AskTab

    service = FakeService(tmp_path, [redacted_log("N/2025/1", "The minibus left.")])
    actor, life = Actor("tests"), LogLife("N/2025/1", "2031-01-01", "all", "2031-04-01", None, "2026-01-02", 23)
    *_, answer = service.ask("Where is the minibus?", actor)
    kept = service.keep("", int(answer.audit_id), actor)
    related = Related("N/2025/1", corrected_by=("N/2025/9",))
    monkeypatch.setattr(service, "life", lambda refs, actor: {"N/2025/1": life} if "N/2025/1" in refs else {})
    monkeypatch.setattr(service, "related", lambda refs, actor: {"N/2025/1": related})
    talk = AskTab._opened(SimpleNamespace(_service=service), kept, actor)  # type: ignore[arg-type]
    shown = answers.evidence(talk)
    assert "Withdrawn on 2 January 2026" in shown
    assert "/logs/N/2025/9" in shown


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (("", "", [], [], ""), (None, None, (), (), ())),
        (
            ("1/3/2025", " 2025-03-09 ", ["a"], ["b"], " c d,e ,, c  d"),
            ("2025-03-01", "2025-03-09", ("a",), ("b",), ("c d", "e")),
        ),
        ((None, None, None, None, None), (None, None, (), (), ())),  # what a cleared control may send
    ],
)
def test_limits_are_read_day_first(given: tuple[object, ...], read: tuple[object, ...]) -> None:
    from ui.pages import filters

    found = filters.read(*given)  # type: ignore[arg-type]
    assert (found.date_from, found.date_to, found.themes, found.forces, found.places) == read


@pytest.mark.parametrize(
    ("first", "last", "named"), [("31/2/2025", "", "From"), ("", "x", "To"), ("2/3/2025", "1/3/2025", "To")]
)
def test_limits_that_make_no_sense_name_their_field(first: str, last: str, named: str) -> None:
    from ui.pages import filters

    with pytest.raises(BadSetting, match=f"^{named}:"):
        filters.read(first, last, (), (), "")
