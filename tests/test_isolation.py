"""Hostile and broken files: each costs one rejection, within limits, and never the run."""

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import BadFile
from index.formats.isolation import DOCUMENT, WORKBOOK, Limits, parse
from index.readers import read_logs
from index.records import RawLog, Rejection
from tests.files import DOCX_PART, assembled, pdf, saved, with_part, word

CANARY = "Quillfeather"  # stands in every hostile file; may stand in no rejection
ENTITY = b'<!DOCTYPE x [<!ENTITY e "x">]>'
GOOD = "URN: A/1\nDate: 4/3/25\nText: Two men seen."
SLOW_S = 20.0  # longer than any of these files may take on a busy machine
ROOT = Path(__file__).parent.parent


def bomb() -> bytes:
    return with_part(word(CANARY), DOCX_PART, b"<w:body>", b"<!--" + b" " * 200_000_000 + b"--><w:body>")


def laughs() -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a0 "Quillfeather">'
    entities += b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)) + b"]>"
    content = with_part(word("MARK"), DOCX_PART, b"MARK", b"&a11;")
    return with_part(content, DOCX_PART, b"<w:document", entities + b"<w:document")


def nested(depth: int) -> bytes:
    return b"</w:t>" + b"<w:r>" * depth + b"</w:r>" * depth + b"<w:t>"


def lying_archive() -> bytes:
    """An archive whose directory says that a part is small."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 50_000_000)
    size = (50_000_000).to_bytes(4, "little")
    return out.getvalue().replace(size, (100).to_bytes(4, "little"))


def looped(kind: str) -> bytes:
    text = CANARY.encode()
    if kind == "pages":
        return assembled(
            [b"<< /Type /Catalog /Pages 2 0 R /X (%s) >>" % text, b"<< /Type /Pages /Count 9 /Kids [2 0 R] >>"]
        )
    if kind == "form":
        whole = pdf(CANARY, fields={"Title": CANARY})
        return whole.replace(b"<< /FT /Tx /T", b"<< /Kids [6 0 R] /Parent 6 0 R /FT /Tx /T")
    if kind == "xref":
        whole = pdf(CANARY)
        start = int(whole.rsplit(b"startxref\n", 1)[1].split()[0])
        return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>"
    return assembled([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page,
        b"<< /Length 5 >>\nstream\n/F Do\nendstream",
        b"<< /Subtype /Form /Length 5 /Resources << /XObject << /F 5 0 R >> >> >>\nstream\n/F Do\nendstream",
    ])  # fmt: skip


def squeezed_pdf() -> bytes:
    """A page whose content is compressed many times over."""
    import zlib

    stream = b"(%s) Tj " % CANARY.encode() * 20_000_000
    for _ in range(4):
        stream = zlib.compress(stream, 9)
    filters = b" ".join([b"/FlateDecode"] * 4)
    return assembled([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << >> >>",
        b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(stream), filters, stream),
    ])  # fmt: skip


HOSTILE = {
    "bomb.docx": bomb, "laughs.docx": laughs, "lying.docx": lying_archive,
    "truncated.docx": lambda: word(CANARY)[:-500], "truncated.pdf": lambda: pdf(CANARY)[:300],
    "suffix.docx": lambda: pdf(CANARY), "suffix.pdf": lambda: word(CANARY), "suffix.txt": lambda: word(CANARY),
    "suffix.eml": lambda: b"\0\1" + CANARY.encode(), "old.docx": lambda: b"\xd0\xcf\x11\xe0" + CANARY.encode() * 99,
    "archive.docx": lambda: with_part(word(CANARY), "[Content_Types].xml", b"document.main", b"template.main"),
    "pages.pdf": lambda: looped("pages"), "squeezed.pdf": squeezed_pdf, "empty.pdf": lambda: b"",
    "nothing.pdf": lambda: pdf(""), "forms.pdf": lambda: looped("forms"),
    "entity.docx": lambda: with_part(word(CANARY), DOCX_PART, b"<w:document", ENTITY + b"<w:document"),
    "deep.docx": lambda: with_part(word("MARK"), DOCX_PART, b"MARK", nested(5000)),
}  # fmt: skip


def rejection_of(path: Path) -> Rejection:
    begun = time.monotonic()
    (rejection,) = read_logs([path])
    assert isinstance(rejection, Rejection), rejection
    assert CANARY not in rejection.reason and rejection.file == path.name
    assert time.monotonic() - begun < SLOW_S
    return rejection


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_costs_one_rejection_that_quotes_nothing(tmp_path: Path, name: str) -> None:
    assert rejection_of(saved(tmp_path / name, HOSTILE[name]())).record == 0


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".eml", ".txt"])
def test_a_huge_file_is_refused_unread(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"sparse{suffix}"
    with path.open("wb") as file:
        file.truncate(200 << 20)
    begun = time.monotonic()
    assert rejection_of(path).reason.startswith("over 64 MB")
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("kind", ["form", "xref"])
def test_a_file_that_loops_is_read_or_refused_in_time(tmp_path: Path, kind: str) -> None:
    begun = time.monotonic()
    results = list(read_logs([saved(tmp_path / "a.pdf", looped(kind))]))
    assert len(results) == 1 and time.monotonic() - begun < SLOW_S


def test_the_other_files_of_a_run_are_taken_in(tmp_path: Path) -> None:
    names = ["bomb.docx", "laughs.docx", "pages.pdf", "suffix.txt"]
    for name in names:
        saved(tmp_path / name, HOSTILE[name]())
    for number, (suffix, content) in enumerate({".docx": word(*GOOD.split("\n")), ".pdf": pdf(GOOD)}.items()):
        saved(tmp_path / f"{number}{suffix}", content)
        saved(tmp_path / f"z{number}.txt", GOOD.replace("A/1", f"A/{number + 2}"))
    results = list(read_logs([tmp_path]))
    assert sorted(r.file for r in results if isinstance(r, Rejection)) == sorted(names)
    assert [r.log_ref for r in results if isinstance(r, RawLog)] == ["A/1", "A/1", "A/2", "A/3"]


@pytest.mark.parametrize(
    ("limits", "lines", "reason"),
    [
        (replace(DOCUMENT, size=1000), 50_000, "over 0 MB"),
        (replace(DOCUMENT, memory=48 << 20), 400_000, "over 48 MB of memory|broke down"),
        (replace(DOCUMENT, seconds=1), 400_000, "over 1 s"),
        (replace(DOCUMENT, waiting=0.2), 400_000, "over 0 s"),
        (replace(DOCUMENT, result=1 << 20), 50_000, "over 1 MB of text"),
    ],
    ids=["size", "memory", "processor", "clock", "result"],
)
def test_each_limit_ends_the_reading_and_says_which(tmp_path: Path, limits: Limits, lines: int, reason: str) -> None:
    path = saved(tmp_path / "a.txt", "".join(f"Somebody: was seen, {number}\n" for number in range(lines)))
    with pytest.raises(BadFile, match=reason):
        list(parse(path, limits))


@pytest.mark.parametrize(
    "said", ["", "no JSON", '["value"]', '["bad", 1]', "[" * 100_000, '["value", {}]'], ids=lambda said: said[:9]
)
def test_a_reader_that_breaks_down_or_says_something_else_is_a_bad_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    script = saved(tmp_path / "child", f"#!/bin/sh\ncat <<'.'\n{said}\n.\n")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    with pytest.raises(BadFile, match="broke down"):
        list(parse(saved(tmp_path / "a.txt", GOOD), DOCUMENT))


@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".eml", ".txt", ".xlsx"])
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_any_damage_gives_logs_and_rejections_and_never_an_error(
    tmp_path: Path, suffix: str, data: st.DataObject
) -> None:
    whole = {".docx": word(*GOOD.split("\n")), ".pdf": pdf(GOOD)}.get(suffix, GOOD.encode())
    at = data.draw(st.integers(0, len(whole)))
    damage = data.draw(st.binary(max_size=20))
    for result in read_logs([saved(tmp_path / f"a{suffix}", whole[:at] + damage + whole[at + len(damage) :])]):
        assert isinstance(result, RawLog | Rejection)


def children() -> set[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


def test_a_reading_that_is_given_up_leaves_no_process(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for number in range(20_000):
        book.active.append([number, "text"])
    book.save(tmp_path / "a.xlsx")
    before = children()
    values = parse(tmp_path / "a.xlsx", WORKBOOK)
    assert next(values) == [False, 0, ["0", "text"]]
    assert len(children() - before) == 1
    values.close()  # type: ignore[attr-defined]
    assert children() == before


def test_an_interrupt_leaves_no_process_behind(tmp_path: Path) -> None:
    path = saved(tmp_path / "slow.txt", "Somebody: was seen\n" * 1_500_000)
    interruptible = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # not so in a background job
    )
    reading = f"from index.readers import *; print('go', flush=True); list(read_logs([Path({str(path)!r})]))"
    code = f"{interruptible}; {reading}"
    run = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        start_new_session=True,
    )
    assert run.stdout and run.stdout.readline() == b"go\n"
    listed = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    while not listed.read_text():
        assert run.poll() is None
        time.sleep(0.01)
    time.sleep(0.2)  # the reading has begun
    os.kill(run.pid, signal.SIGINT)
    assert run.wait(10) != 0
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)  # nobody of its group is left
    run.stdout.close()


@pytest.mark.parametrize(
    "act",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))", "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')", "open('written', 'w').write('x' * 9999)",
    ],
)  # fmt: skip
def test_a_reader_can_reach_no_network_run_no_program_and_write_no_file(tmp_path: Path, act: str) -> None:
    code = f"from index.formats import child\nchild._confine(1 << 30, 9)\ntry:\n    {act}\nexcept OSError: print('no')"
    environment = {"PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert run.stdout == b"no\n", run.stderr


def test_a_reader_is_told_nothing_of_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTELLOG_KEY", CANARY)
    script = saved(
        tmp_path / "child", "#!/bin/sh\nif env | grep -q INTELLOG; then exit 1; fi\necho '[\"end\", null]'\n"
    )
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    assert list(parse(saved(tmp_path / "a.txt", GOOD), DOCUMENT)) == []
