"""Conversations that are kept: whose they are, that they outlive a killed process, and that they hold no text."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document

from assistant.access import Access
from assistant.account import told
from assistant.acts.conversations import ConversationActs
from assistant.answer import citation
from assistant.audit import Actor, Audit
from assistant.conversations import CONVERSATIONS_FILE, OPERATOR, Conversations
from assistant.recorded import recorded_answer
from assistant.records import Account, Answer, NearMiss, Sentence, Support
from assistant.transcript import NO_DECISION, WITHDRAWN, Block, Current, Transcript, markdown, transcript
from index.catalogue import Catalogue
from index.clearance import clearance_from
from index.errors import BadKey, NotHeld
from index.formats.pages import docx_of
from index.keys import Keys, derive
from index.life import LogLife
from index.markings import highest
from index.records import Related
from tests.conftest import redacted_log
from tests.test_catalogue import entry

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


def exported(folder: Path, current: Current | None = None) -> Transcript:
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
    return transcript("Fast cars", [*turns, (replace(events[1], seq=9, body=None), None)], current)


def test_a_transcript_has_each_sentence_with_reference_grade_and_date(tmp_path: Path) -> None:
    said = [block.text for block in exported(tmp_path).blocks]
    assert f"{PERSON} drove *fast*. (N/1, 2/C/P, 2025-03-04, conditions: Ask CID)" in said
    assert "A van stood there. (N/2, 2/C/P, 2025-05-06)" in said
    assert "1. and who drove?" in said and f"Read as: Who drove with {PERSON}?" in said
    assert NO_DECISION in said and "Answers on the audit record: 1, 2, 9." in said
    assert any(WITHDRAWN in text for text in said)


def life_of(ref: str, **more: object) -> LogLife:
    values = {"review_by": "2031-01-01", "period": "all other", "out_on": "2031-04-01"}
    return LogLife(ref, **{**values, "retained_until": None, "withdrawn_at": None, "withdrawn_in": None, **more})  # type: ignore[arg-type]


def test_what_became_of_a_log_since_stands_beside_its_sentence_and_in_full_below(tmp_path: Path) -> None:
    withdrawn = life_of("N/2", withdrawn_at="2026-01-02T03:04:05+00:00", withdrawn_in=23)
    overdue = life_of("N/1", review_by="2020-01-01", out_on="2020-04-01")
    beside = Related("N/2", ("N/7",), (), ("N/9",), ("N/8",))
    current = Current({}, {"N/1": overdue, "N/2": withdrawn}, {"N/2": beside})
    said = [block.text for block in exported(tmp_path, current).blocks]
    assert "A van stood there. (N/2, 2/C/P, 2025-05-06, withdrawn)" in said
    assert f"{PERSON} drove *fast*. (N/1, 2/C/P, 2025-03-04, expired, conditions: Ask CID)" in said
    became = "withdrawn on 2026-01-02, record 23; corrected by N/9; does not agree with N/8; the same report as N/7"
    assert f"N/2: OFFICIAL; {became}" in said
    assert "past its review, due on 2020-01-01" in next(text for text in said if text.startswith("N/1: "))


def test_a_log_that_was_graded_again_is_written_out_under_the_stricter_of_both_gradings(tmp_path: Path) -> None:
    now = redacted_log("N/2", "A van.", version=2, marking="OFFICIAL-SENSITIVE STAFF", handling_conditions="Ask HR")
    lower = redacted_log("N/1", "A van.", version=2, marking="OFFICIAL")
    document = exported(tmp_path, Current({"N/1": lower, "N/2": now}))
    assert document.marking == "OFFICIAL-SENSITIVE LOCSEN STAFF"
    said = [block.text for block in document.blocks]
    assert "A van stood there. (N/2, 2/C/P, 2025-05-06, conditions: Ask HR)" in said
    version = "version 1 is quoted, the newest is 2"
    assert f"N/2: OFFICIAL-SENSITIVE STAFF; conditions: Ask HR; {version}" in said
    assert f"N/1: OFFICIAL-SENSITIVE LOCSEN; conditions: Ask CID; {version}" in said  # it was told under those


def test_a_sentence_is_written_out_in_its_block_with_who_knows_it_and_how_it_was_checked(tmp_path: Path) -> None:
    log = redacted_log("N/1", "Source heard that he may have kept a gun.")
    cited = (citation(log, 0, len(log.text)),)
    source = Sentence(log.text, cited, Support("supported", "quoted", 1.0), "source", "reported", "A source reports")
    partly = Support("partly", "it is less certain in the log", 0.8)
    written = Sentence("He kept a gun.", cited, partly, "written")
    audit = Audit(tmp_path, derive(bytes(32)))
    number = audit.append("ask", ANN, Answer("answered", "What did he keep?", (source,)).as_dict())
    audit.append("sentence", ANN, asdict(written), about=number)
    event = audit.event(number)
    blocks = transcript("", [(event, recorded_answer(event, audit.thread(number)))]).blocks
    said = [block.text for block in blocks if block.kind in ("subheading", "item")]
    assert said[:4] == [
        "In short", "He kept a gun. (N/1, 2/C/P, 2025-03-04) [partly supported: it is less certain in the log]",
        "From the logs", "A source reports: Source heard that he may have kept a gun. (N/1, 2/C/P, 2025-03-04)",
    ]  # fmt: skip
    assert any("small language model" in block.text for block in blocks)


class Held(ConversationActs):
    """The acts over a catalogue, without the models that a store loads."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        catalogue = Catalogue(folder / "catalogue.db")
        self.store = SimpleNamespace(catalogue=catalogue, deleted=lambda refs, clearance: {})  # type: ignore[assignment]
        self.access = Access(folder)
        self.audit = Audit(folder, derive(bytes(32)))
        self.conversations = Conversations(folder, keys)


def test_an_export_counts_what_came_near_and_what_became_of_each_log_since(tmp_path: Path, keys: Keys) -> None:
    acts = Held(tmp_path, keys)
    catalogue = acts.store.catalogue
    cited = redacted_log("N/1", "The keys are in a drawer.", marking="OFFICIAL")
    near = redacted_log("N/3", "Loud music.", title="Noise", marking="OFFICIAL LOCSEN", handling_conditions="Ask CID")
    catalogue.add([entry(cited), entry(near), entry(redacted_log("N/9", "N/1 was wrong: no drawer."))])
    quoted = Sentence(cited.text, (citation(cited, 0, 8),), Support("supported", "quoted", 1.0), "source")
    account = Account(
        "The logs do not answer this.", 3, 3, "", "", nearest=(NearMiss(citation(near, 0, 4), "no trumpet"),)
    )
    answers = [
        Answer("answered", "Where are the keys?", (quoted,)),
        Answer("not_found", "How loud?", reason="as one text", account=account),
    ]
    kept = ""
    for answer in answers:
        kept = acts.keep(kept, acts.audit.append("ask", ANN, answer.as_dict(), quotes=answer.quoted), ANN)
    catalogue.life.withdraw("N/1", 7)
    catalogue.add([entry(redacted_log("N/3", "Loud music.", version=2, marking="OFFICIAL-SENSITIVE"))])
    written = acts.export_conversation(kept, "md", ANN).decode()
    assert written.startswith("**OFFICIAL-SENSITIVE LOCSEN**")
    assert "(N/1, 2/C/P, 2025-03-04, withdrawn)" in written
    assert "corrected by N/9" in written
    assert "- Noise. Not enough: no trumpet. (N/3, 2/C/P, 2025-03-04, conditions: Ask CID)" in written
    (event,) = acts.audit.events(kinds=["export"])
    assert event.body is not None
    assert (event.body["log_refs"], event.body["marking"]) == (["N/1", "N/3"], "OFFICIAL-SENSITIVE LOCSEN")


def test_a_log_that_came_near_and_that_its_reader_may_see_no_more_is_withheld_whole(tmp_path: Path, keys: Keys) -> None:
    acts, near = Held(tmp_path, keys), redacted_log("N/3", "Loud music.", title="Noise")
    north = clearance_from([{"forces": ["North Force"], "marking": "any", "handling": "any", "conditions": "any"}])
    acts.access = SimpleNamespace(clearance=lambda name: north)  # type: ignore[assignment]
    acts.store.catalogue.add([entry(near)])
    account = Account("No log says.", 1, 1, "", "", nearest=(NearMiss(citation(near, 0, 4), "no trumpet"),))
    answer = Answer("not_found", "How loud?", reason=told(account), account=account)
    body = answer.as_dict() | {"clearance": north.as_dict()}
    kept = acts.keep("", acts.audit.append("ask", ANN, body, quotes=answer.quoted), ANN)
    assert "Noise" in acts.export_conversation(kept, "md", ANN).decode()
    acts.store.catalogue.add([entry(replace(near, version=2, force="South Force"))])
    written = acts.export_conversation(kept, "md", ANN).decode()
    assert "How loud?" in written
    assert not [said for said in ("Noise", "Loud", "N/3", "trumpet") if said in written]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("12. men", "12\\. men"),
        ("12) men", "12\\) men"),
        ("at 12. Men", "at 12. Men"),  # no list begins there
        ("&lt;here&gt; &#42;", "\\&lt;here\\&gt; \\&\\#42;"),
        ("- a\n+ b", "\\- a + b"),
        ("1\\. a", "1\\\\. a"),
    ],
)
def test_nothing_of_a_text_is_markup_and_nothing_is_lost(text: str, written: str) -> None:
    document = Transcript("OFFICIAL", (Block("text", text),))
    assert markdown(document).split("\n\n")[1] == written


def test_a_docx_keeps_words_apart_that_any_kind_of_blank_parts() -> None:
    written = docx_of([("text", "Not\u00a0to be\u3000copied\u2028or\u200b sent")], "OFFICIAL")
    assert [p.text for p in Document(io.BytesIO(written)).paragraphs] == ["Not to be copied or sent"]


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
