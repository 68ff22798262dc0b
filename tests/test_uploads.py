"""Uploaded files: in memory only, each session's own, within limits, and gone when they should be."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.errors import BadFile
from index.readers import read_logs
from index.records import RawLog
from tests.conftest import redacted_log
from tests.fake_service import FakeService
from ui.server import create_app
from ui.uploads import MAX_FILES, Uploads


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 7):
        yield content[start : start + 7]


def add(uploads: Uploads, session: str, name: str, content: bytes) -> None:
    with ThreadPoolExecutor(1) as apart:  # the browser tests leave a running event loop in this thread
        apart.submit(asyncio.run, uploads.add(session, name, pieces(content))).result()


@pytest.fixture
def uploads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Uploads]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    uploads = Uploads(max_file=100, max_all=250)
    yield uploads
    uploads.close()


def test_a_file_is_read_by_its_path_and_stands_on_no_disk(uploads: Uploads, tmp_path: Path) -> None:
    add(uploads, "one", "C:\\exports\\harbour.csv", b"log_ref,text\nN/1,Okafor\n")
    ((path, name),) = uploads.files("one").items()
    assert (name, path.suffix, path.read_bytes()) == ("harbour.csv", ".csv", b"log_ref,text\nN/1,Okafor\n")
    assert path.is_file() and path.is_symlink()
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and not file.is_symlink()]


def test_a_session_reaches_its_own_files_only(uploads: Uploads) -> None:
    add(uploads, "one", "a.csv", b"x")
    assert uploads.files("other") == {}
    with pytest.raises(BadFile, match="choose a file first"):
        uploads.take("other")
    uploads.drop("other")
    assert list(uploads.files("one").values()) == ["a.csv"]


def test_what_is_taken_is_gone_for_the_session_and_dropped_at_the_end(uploads: Uploads) -> None:
    add(uploads, "one", "a.csv", b"x")
    batch = uploads.take("one")
    assert uploads.files("one") == {} and batch.paths[0].read_bytes() == b"x"
    assert dict(batch.names) == {batch.paths[0].name: "a.csv"}
    batch.drop()
    assert not batch.paths[0].exists() and not batch.paths[0].is_symlink()
    batch.drop()  # again does no harm


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("photo.png", b"x", "not a format"), ("noname", b"x", "not a format"), ("a.csv", b"", "is empty"),
        ("a.csv", b"x" * 101, "over 100 bytes"), ("../../etc/.csv", b"x", "not a format"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_refused_and_nothing_of_it_kept(
    uploads: Uploads, tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(BadFile, match=why):
        add(uploads, "one", name, content)
    assert uploads.files("one") == {} and not [p for p in tmp_path.rglob("*") if p.is_symlink()]


def test_a_document_that_was_uploaded_is_read_by_its_own_process(uploads: Uploads) -> None:
    add(uploads, "one", "note.txt", b"URN: N/1\nDate: 4/3/25\nText: Two men.")
    (log,) = read_logs(list(uploads.files("one")))
    assert isinstance(log, RawLog) and (log.log_ref, log.text) == ("N/1", "Two men.")


def test_all_sessions_together_have_a_limit_that_ends_with_their_files(uploads: Uploads) -> None:
    add(uploads, "one", "a.csv", b"x" * 100)
    add(uploads, "two", "b.csv", b"x" * 100)
    with pytest.raises(BadFile, match="too many uploaded files wait"):
        add(uploads, "three", "c.csv", b"x" * 60)
    uploads.drop("one")
    add(uploads, "three", "c.csv", b"x" * 60)


def test_one_session_has_a_limit_of_files(uploads: Uploads) -> None:
    for number in range(MAX_FILES):
        add(uploads, "one", f"{number}.csv", b"x")
    with pytest.raises(BadFile, match="at once"):
        add(uploads, "one", "more.csv", b"x")


def test_files_that_nobody_imports_are_dropped_in_time(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    add(uploads, "one", "a.csv", b"x")
    monkeypatch.setattr("ui.uploads.IDLE_S", -1.0)
    assert uploads.files("one") == {}


def test_the_route_takes_files_of_our_own_page_only(tmp_path: Path) -> None:
    service = FakeService(tmp_path, [redacted_log("N/1", "A van.")])
    before = set(Path(tempfile.gettempdir()).glob("intellog-*"))
    with TestClient(create_app(service), base_url="http://127.0.0.1:7860") as client:  # type: ignore[arg-type]
        assert client.post("/uploads?name=a.csv", content=b"x").status_code == 403  # no session
        client.get("/")
        evil = {"origin": "http://evil.example"}
        assert client.post("/uploads?name=a.csv", content=b"x", headers=evil).status_code == 403
        refused = client.post("/uploads?name=a.png", content=b"secret")
        assert refused.status_code == 413 and "not a format" in refused.text and "secret" not in refused.text
        assert client.get("/uploads").status_code == 404
        assert client.post("/uploads?name=a.csv", content=b"x").text == "kept"
        assert set(Path(tempfile.gettempdir()).glob("intellog-*")) != before
    assert set(Path(tempfile.gettempdir()).glob("intellog-*")) == before  # the server has ended
