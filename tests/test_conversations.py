"""Conversations that are kept: whose they are, that they outlive a killed process, and that they hold no text."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from docx import Document

from assistant.answer import citation
from assistant.audit import Actor, Audit
from assistant.conversations import CONVERSATIONS_FILE, OPERATOR, Conversations
from assistant.recorded import recorded_answer
from assistant.records import Answer, Sentence, Support
from assistant.transcript import NO_DECISION, WITHDRAWN, Transcript, markdown, transcript
from index.errors import BadKey, NotHeld
from index.formats.pages import docx_of
from index.keys import Keys, derive
from index.markings import highest
from tests.conftest import redacted_log

ANN, BOB = Actor("ann", "browser 1"), Actor("ann", "browser 2")
PERSON = "[PERSON 7K3F9Q2M]"


@pytest.fixture
def kept(tmp_path: Path, keys: Keys) -> Iterator[Conversations]:
    conversations = Conversations(tmp_path, keys)
    yield conversations
    conversations.close()


def test_a_conversation_is_continued_named_and_deleted_by_its_owner_alone(kept: Conversations) -> None:
    one = kept.add("", 3, ANN)
    kept.add(one, 7, ANN)
    kept.rename(one, "The car wash", ANN)
    (found,) = kept.of(ANN)
    assert (found.answers, found.title) == ((3, 7), "The car wash")
    assert kept.of(BOB) == [] and kept.of(Actor("eve", "browser 1")) == []
    for act in (kept.get, kept.remove):
        with pytest.raises(NotHeld):
            act(one, BOB)
    assert kept.get(one, Actor("ann", OPERATOR)) == found
    kept.remove(one, ANN)
    assert kept.of(ANN) == []


def test_the_conversation_changed_last_comes_first(kept: Conversations) -> None:
    first, second = kept.add("", 1, ANN), kept.add("", 2, ANN)
    kept.add(first, 3, ANN)
    assert [conversation.id for conversation in kept.of(ANN)] == [first, second]


def test_nothing_of_a_conversation_can_be_read_without_the_key(kept: Conversations, tmp_path: Path, keys: Keys) -> None:
    id_ = kept.add("", 3, ANN)
    kept.rename(id_, "Quayside minibus", ANN)
    written = b"".join(path.read_bytes() for path in tmp_path.glob(f"{CONVERSATIONS_FILE}*"))
    assert b"minibus" not in written and b"browser" not in written
    other = Conversations(tmp_path, replace(keys, conversation=bytes(32)))
    with pytest.raises(BadKey):
        other.get(id_, ANN)


def test_a_name_that_is_learnt_later_goes_from_a_title(kept: Conversations) -> None:
    id_ = kept.add("", 3, ANN)
    kept.rename(id_, "About Quixwood", ANN)
    kept.retitle(lambda title, who: title.replace("Quixwood", PERSON) if who == ANN.name else title)
    assert kept.get(id_, ANN).title == f"About {PERSON}"


def test_what_was_kept_outlives_a_process_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom assistant.audit import Actor\n"
        "from assistant.conversations import Conversations\nfrom index.keys import derive\n"
        "kept, id_ = Conversations(Path(sys.argv[1]), derive(bytes(32))), ''\n"
        "for answer in range(1, 100000):\n"
        "    id_ = kept.add(id_, answer, Actor('ann', 'browser 1'))\n    print(answer, flush=True)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) == 20:
            process.send_signal(signal.SIGKILL)
            break
    said = [20, *(int(line) for line in process.stdout.read().split() if line.isdigit())]
    process.wait()
    (found,) = Conversations(tmp_path, derive(bytes(32))).of(ANN)
    assert list(found.answers) == list(range(1, len(found.answers) + 1)) and len(found.answers) >= said[-1]


# -- writing out ------------------------------------------------------------------------------------------------------


def exported(folder: Path, *, gone: frozenset[str] = frozenset()) -> Transcript:
    """The transcript of two recorded answers, the first of them to a follow-up, and of one that was withdrawn."""
    audit = Audit(folder, derive(bytes(32)))
    log = redacted_log(
        "N/1", f"{PERSON} drove *fast*.", marking="OFFICIAL-SENSITIVE LOCSEN", handling_conditions="Ask CID"
    )
    low = redacted_log("N/2", "A van stood there.", marking="OFFICIAL", reported_at="2025-05-06")
    support = Support("supported", "quoted", 1.0)
    sentences = tuple(
        Sentence(x.text, (citation(x, 0, len(x.text)),), support, "source") for x in (log, low)
    )  # fmt: skip
    answers = [
        Answer("answered", "and who drove?", sentences, read_as=f"Who drove with {PERSON}?", model="none"),
        Answer("not_found", "Who has the key?", reason="The logs do not answer this."),
    ]
    numbers = [audit.append("ask", ANN, answer.as_dict(), quotes=answer.cited) for answer in answers]
    events = [audit.event(number) for number in numbers]
    turns = [(event, recorded_answer(event, [])) for event in events]
    return transcript("Fast cars", [*turns, (replace(events[1], seq=9, body=None), None)], gone)


def test_a_transcript_has_each_sentence_with_reference_grade_and_date(tmp_path: Path) -> None:
    said = [block.text for block in exported(tmp_path).blocks]
    assert f"{PERSON} drove *fast*. (N/1, 2/C/P, 2025-03-04, conditions: Ask CID)" in said
    assert "A van stood there. (N/2, 2/C/P, 2025-05-06)" in said
    assert "1. and who drove?" in said and f"Read as: Who drove with {PERSON}?" in said
    assert NO_DECISION in said and "Answers on the audit record: 1, 2, 9." in said
    assert any(WITHDRAWN in text for text in said)


def test_a_log_that_is_gone_is_shown_as_withdrawn(tmp_path: Path) -> None:
    assert "A van stood there. (N/2, withdrawn)" in [b.text for b in exported(tmp_path, gone=frozenset({"N/2"})).blocks]


def test_markdown_begins_and_ends_with_the_highest_marking_and_holds_no_markup_of_a_log(tmp_path: Path) -> None:
    lines = markdown(exported(tmp_path)).strip().split("\n\n")
    assert lines[0] == lines[-1] == "**OFFICIAL-SENSITIVE LOCSEN**"
    assert f"- \\{PERSON[:-1]}\\] drove \\*fast\\*. (N/1, 2/C/P, 2025-03-04, conditions: Ask CID)" in lines


def test_a_docx_has_the_highest_marking_in_header_and_footer_and_every_block(tmp_path: Path) -> None:
    source = exported(tmp_path)
    written = docx_of([(b.kind, b.text) for b in source.blocks] + [("text", "odd \x00\x1b\ufffe")], source.marking)
    document = Document(io.BytesIO(written))
    assert [p.text for p in document.paragraphs] == [*(b.text for b in source.blocks), "odd "]
    for section in document.sections:
        assert section.header.paragraphs[0].text == section.footer.paragraphs[0].text == source.marking
        assert not section.different_first_page_header_footer


@pytest.mark.parametrize(
    ("markings", "marking"),
    [
        (["OFFICIAL", "OFFICIAL-SENSITIVE"], "OFFICIAL-SENSITIVE"),
        (["OFFICIAL", "UNCLASSIFIED"], "OFFICIAL"),
        (["RESTRICTED", "OFFICIAL"], "RESTRICTED"),
        (["OFFICIAL LOCSEN", "OFFICIAL-SENSITIVE PERSONAL"], "OFFICIAL-SENSITIVE LOCSEN PERSONAL"),
        ([], "OFFICIAL-SENSITIVE"),
    ],
)
def test_the_highest_marking_carries_every_word_beside_a_level(markings: list[str], marking: str) -> None:
    assert highest(markings) == marking


def test_an_answer_keeps_how_it_was_read_on_the_record(tmp_path: Path) -> None:
    audit = Audit(tmp_path, derive(bytes(32)))
    answer = Answer("not_found", "and he?", read_as=f"Who is {PERSON}?")
    event = audit.event(audit.append("ask", ANN, answer.as_dict()))
    assert asdict(recorded_answer(event, []) or answer)["read_as"] == f"Who is {PERSON}?"
