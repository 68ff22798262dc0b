"""What a later batch teaches is hidden in logs stored before it, and nowhere is a trace of it left."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.answer import Writer
from assistant.audit import Actor
from assistant.reredaction import _stale
from assistant.service import Service
from assistant.settings import Settings
from index.clearance import EVERYTHING, clearance_from
from index.errors import NotHeld
from index.gone import reference_digest
from index.ingest import ingest
from index.records import Filters, Mention, Span
from index.redaction.learnt import learnt_from
from index.redaction.redactor import Redactor
from index.redaction.tokens import TOKEN, masked
from index.redaction.vault import identity_of
from index.reredaction import put_in
from index.store import VAULT_FILE, Store
from tests.conftest import WordEmbedder, redacted_log
from tests.test_redactor import Marked

pytestmark = pytest.mark.usefixtures("undoubted")

ANALYST = Actor("analyst")


class Careful(Marked):
    """Finds marked words; counts what it reads, so that a test sees which stored logs were looked at closely."""

    def __init__(self) -> None:
        self.read = 0

    def detect(self, texts: Sequence[str], **more: object) -> list[list[Span]]:
        self.read += len(texts)
        return super().detect(texts, **more)


def opened(folder: Path, detector: Marked | None = None, *, name: str = "store", **options: bool) -> Service:
    store = Store(folder / name, embedder=WordEmbedder())
    ordinary = partial(store.catalogue.ordinary, clearance=EVERYTHING)
    store.redactor = Redactor(detector or Marked(), store.vault, ordinary=ordinary)  # type: ignore[arg-type]
    settings = Settings(store=folder / name, cache=folder / "cache", model="none")
    return Service(settings, store=store, writer=Writer(None, "none"), **options)


def export(folder: Path, *logs: tuple[str, str], **fields: object) -> Path:
    path = folder / "export.jsonl"
    rows = [{"log_ref": ref, "text": text, "reported_at": "2024-05-01", **fields} for ref, text in logs]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = opened(tmp_path)
    yield service
    service.close()


def held_bytes(folder: Path) -> bytes:
    files = [p for p in (folder / "store").rglob("*") if p.is_file() and not p.name.startswith(VAULT_FILE)]
    return b"\n".join(path.read_bytes() for path in files)


def test_a_name_learnt_later_is_hidden_in_stored_logs_with_everything_made_from_them(
    service: Service, tmp_path: Path
) -> None:
    service.ingest([export(tmp_path, ("A/1", "Then Quixwood left. <PHONE:07700 900123> was rung."))], ANALYST)
    before = service.store.vectors().search(WordEmbedder().encode(["Quixwood"])[0], 1)
    report = service.ingest([export(tmp_path, ("A/2", "He is <PERSON:Zeb Quixwood>."))], ANALYST)
    assert report.as_dict()["reredacted"] == 1
    log = service.store.catalogue.log("A/1", EVERYTHING)
    assert "Quixwood" not in log.text
    for mention in log.mentions:
        match = TOKEN.fullmatch(log.text[mention.start : mention.end])
        assert match
        assert mention.token == f"{match['type']} {match['id']}"
    assert [m.type for m in log.mentions] == ["PERSON", "PHONE"]
    assert service.store.catalogue.match(["quixwood"], 5, Filters(), EVERYTHING) == []
    assert log.log_ref in service.store.catalogue.mentioning(
        [log.mentions[0].token], service._known(None, EVERYTHING), EVERYTHING
    )
    after = service.store.vectors().search(WordEmbedder().encode(["Quixwood"])[0], 1)
    assert after[0][1] < before[0][1]
    assert service.store.catalogue.integrity() == []
    assert b"quixwood" not in held_bytes(tmp_path).lower()


def test_conditions_are_forgotten_with_the_last_log_that_says_them(service: Service, tmp_path: Path) -> None:
    """Access labels have the wording of handling conditions, which is text of a log like any other."""
    own = {"grade": "2/C/C", "handling_conditions": "Ask Quixwood at the barge office first."}
    service.ingest([export(tmp_path, ("A/1", "A van left."), **own)], ANALYST)
    service.ingest([export(tmp_path, ("A/2", "<PERSON:Zeb Quixwood> came."))], ANALYST)
    assert b"quixwood" not in held_bytes(tmp_path).lower()
    assert b"barge office" in held_bytes(tmp_path)
    made = service.delete("A/1", "retention review", ANALYST)
    assert made.removed["notes"] > made.found["notes"] == 0
    assert b"barge office" not in held_bytes(tmp_path)
    any_conditions = clearance_from([{"forces": None, "marking": None, "handling": None, "conditions": None}])
    no_conditions = clearance_from([{"forces": None, "marking": None, "handling": None, "conditions": []}])
    gone, digest = service.store.catalogue.gone, reference_digest(service.store.keys, "A/1")
    assert gone.of([digest], any_conditions) and not gone.of([digest], no_conditions)


def test_a_store_from_before_conditions_were_forgotten_forgets_them_when_opened(tmp_path: Path) -> None:
    service = opened(tmp_path)
    db = service.store.catalogue._file.connection
    db.execute("INSERT INTO labels(force, marking, handling, conditions) VALUES ('', 'OFFICIAL', 'C', 'Ask Quixwood.')")
    db.execute("DELETE FROM meta WHERE key='labels_forgotten'")
    service.close()
    assert b"Quixwood" in held_bytes(tmp_path)
    opened(tmp_path).close()
    assert b"Quixwood" not in held_bytes(tmp_path)


def test_older_versions_and_other_fields_are_redacted_again_too(service: Service, tmp_path: Path) -> None:
    service.ingest([export(tmp_path, ("A/1", "Then Quixwood left."), title="Quixwood", note="Łukasz saw him")], ANALYST)
    service.ingest([export(tmp_path, ("A/1", "Nobody left."), provenance="told by Quixwood")], ANALYST)
    report = service.ingest([export(tmp_path, ("A/2", "<PERSON:Łukasz Quixwood> came."))], ANALYST)
    assert report.reredacted == 2
    first, second = service.store.catalogue.log("A/1", EVERYTHING, 1), service.store.catalogue.log("A/1", EVERYTHING, 2)
    assert "Quixwood" not in first.text + first.title + second.provenance
    assert "Łukasz" not in str(dict(first.attributes))
    assert first.title_mentions
    assert b"quixwood" not in held_bytes(tmp_path).lower()


def test_the_event_counts_by_type_and_holds_no_value(service: Service, tmp_path: Path) -> None:
    service.ingest([export(tmp_path, ("A/1", "Quixwood met Quixwood."))], ANALYST)
    service.ingest([export(tmp_path, ("A/2", "<PERSON:Zeb Quixwood>"))], ANALYST)
    (event,) = service.events(ANALYST, kinds=["reredact"])
    assert event.body
    assert (event.body["log_ref"], event.body["replaced"]) == ("A/1", {"PERSON": 2})
    assert event.body["generation"] == service.store.catalogue.generation
    assert "uixwood" not in json.dumps(event.body)


def test_answers_that_say_it_are_withdrawn_and_others_stay(service: Service, tmp_path: Path) -> None:
    path = export(tmp_path, ("A/1", "Quixwood drives the minibus."), ("A/2", "The bakery sells bread."))
    service.ingest([path], ANALYST)
    *_, says = service.ask("Who drives the minibus?", ANALYST)
    *_, other = service.ask("Who sells bread at the bakery?", ANALYST)
    service.audit.append("search", ANALYST, {"question": "where is quixwood"})  # a name that the question left readable
    asked = service.events(ANALYST, newest=1)[0].seq
    assert (says.status, other.status) == ("answered", "answered")
    service.ingest([export(tmp_path, ("A/3", "<PERSON:Zeb Quixwood>"))], ANALYST)
    assert service.audit.event(int(says.audit_id)).body is None
    assert service.audit.event(asked).body is None
    assert service.audit.event(int(other.audit_id)).body is not None
    assert service.verify().ok
    assert b"quixwood" not in held_bytes(tmp_path).lower()


def test_what_repeats_a_hidden_word_is_withdrawn_also_where_its_own_quotes_stand() -> None:
    log = redacted_log("A/1", "A van was seen by [PERSON 7K3F9Q2M]. The driver left.")
    catalogue = SimpleNamespace(log=lambda *key: log)

    def body(quote: str, **more: object) -> dict[str, object]:
        fields = {name: getattr(log, name) for name in ("title", "provenance", "handling_conditions")}
        return {"citations": [{"log_ref": "A/1", "version": 1, "quote": quote, **fields}], **more}

    hidden, standing = body("A van was seen by Quixwood."), "The driver left."
    bodies = [
        hidden,
        body(standing, refused=["He met Quixwood."]),
        body(standing, question="Did the driver of a van leave?"),
        {"note": "Quixwood again"},
    ]
    assert _stale(catalogue, frozenset({"A/1"}), iter(enumerate(bodies))) == {0, 1, 3}  # type: ignore[arg-type]


def test_an_answer_made_of_the_older_text_is_not_recorded_afterwards(service: Service, tmp_path: Path) -> None:
    service.ingest([export(tmp_path, ("A/1", "Quixwood drives the minibus."))], ANALYST)
    *_, answer = service.ask("Who drives the minibus?", ANALYST)
    service.ingest([export(tmp_path, ("A/2", "<PERSON:Zeb Quixwood>"))], ANALYST)
    with pytest.raises(NotHeld, match="redacted again"):
        service.audit.append("ask", ANALYST, answer.as_dict(), quotes=answer.cited)


def test_nothing_is_learnt_from_questions(service: Service, tmp_path: Path) -> None:
    service.ingest([export(tmp_path, ("A/1", "Then Quixwood left."))], ANALYST)
    service.search("Where did <PERSON:Zeb Quixwood> go?", ANALYST)
    service.ingest([export(tmp_path, ("A/2", "Nobody came."))], ANALYST)
    assert "Quixwood" in service.store.catalogue.log("A/1", EVERYTHING).text


def test_stored_logs_that_cannot_hold_the_value_are_not_read(tmp_path: Path) -> None:
    detector = Careful()
    service = opened(tmp_path, detector)
    logs = [(f"A/{n}", f"He will go to the harbour for the {n}th time.") for n in range(50)]
    service.ingest([export(tmp_path, *logs)], ANALYST)
    detector.read = 0
    service.ingest([export(tmp_path, ("B/1", "<PERSON:Will Quixwood>"))], ANALYST)
    assert detector.read == len(["title", "text", "handling_conditions", "provenance"])


def test_a_name_part_that_was_looked_for_once_is_no_news(tmp_path: Path) -> None:
    service = opened(tmp_path)
    service.ingest([export(tmp_path, ("A/1", "Nothing."))], ANALYST)
    service.ingest([export(tmp_path, ("A/2", "<PERSON:Zeb Quixwood>"))], ANALYST)
    identities = [identity_of("PERSON", "Ann Quixwood")]
    bearers = service.store.vault.with_part(["quixwood", "ann"])
    learnt = learnt_from(identities, fresh=lambda parts: frozenset(p for p in parts if p not in bearers))
    assert set(learnt.parts) == {"ann"}


def test_an_ingest_that_was_cut_short_is_finished_at_the_next_start(service: Service, tmp_path: Path) -> None:
    service.ingest([export(tmp_path, ("A/1", "Quixwood drives the minibus."))], ANALYST)
    *_, answer = service.ask("Who drives the minibus?", ANALYST)
    store = service.store
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.ingest.sweep", lambda store: 0)
        patch.setattr("index.ingest.finish", lambda store: 0)
        ingest([export(tmp_path, ("A/2", "<PERSON:Zeb Quixwood>"))], store)
    assert "Quixwood" in store.catalogue.log("A/1", EVERYTHING).text
    again = opened(tmp_path)
    assert "Quixwood" not in again.store.catalogue.log("A/1", EVERYTHING).text
    assert again.audit.event(int(answer.audit_id)).body is None
    assert again.events(ANALYST, kinds=["reredact"])
    assert not again.store.catalogue.pending.unswept()
    assert not again.store.catalogue.pending.learnt()
    assert b"quixwood" not in held_bytes(tmp_path).lower()


# (type, surface that was learnt, stored text, what must be gone from it)
FOUND = [
    ("VEHICLE_REG", "AB12 CDE", "a van ab12cde by the quay", "ab12cde"),
    ("VEHICLE_REG", "AB12CDE", "a van AB 12 CDE, by the quay", "AB 12 CDE"),
    ("PHONE", "+44 7700 900123", "he wrote 07700 9001 23 on it", "9001"),
    ("PHONE", "07700 900123", "he wrote (07700) 900-123.", "900-123"),
    ("VEHICLE_REG", "AB12 CDE", "veh:ab12cde, blue", "ab12cde"),
    ("EMAIL", "zed.q@example.com", "mail ZED.Q@EXAMPLE.COM today", "ZED.Q"),
    ("BANK_ACCOUNT", "20-11-22 12345678", "paid to 201122 12345678", "12345678"),
    ("SOCIAL_HANDLE", "@zed_99", "his page is zed_99 there", "zed_99"),
    ("PASSPORT", "123456789", "passport given, 123 456 789", "123 456 789"),
]
# Values that stand there by chance, or as something else.
LEFT = [
    ("PHONE", "07700 900123", "on 07/03 at 23:00 he left"),
    ("DOB", "14/02/2001", "the fair was on 14/02/2001"),
    ("VEHICLE_REG", "A1", "on the A1 at noon"),
    ("VEHICLE_REG", "AB12 CDE", "ab12, cde"),
    ("CRN", "12345", "12345 pounds"),
    ("BANK_ACCOUNT", "12345678", "he had 123 in 45678 notes"),
]


@pytest.mark.parametrize(("kind", "surface", "text", "gone"), FOUND)
def test_identifiers_are_found_in_any_spacing(kind: str, surface: str, text: str, gone: str, tmp_path: Path) -> None:
    service = opened(tmp_path)
    service.ingest([export(tmp_path, ("A/1", text))], ANALYST)
    assert service.ingest([export(tmp_path, ("A/2", f"x <{kind}:{surface}> y"))], ANALYST).reredacted == 1
    log, other = service.store.catalogue.log("A/1", EVERYTHING), service.store.catalogue.log("A/2", EVERYTHING)
    assert gone not in log.text
    assert log.mentions[0].token == other.mentions[0].token


@pytest.mark.parametrize(("kind", "surface", "text"), LEFT)
def test_what_only_resembles_an_identifier_is_left(kind: str, surface: str, text: str) -> None:
    learnt = learnt_from([identity_of(kind, surface)], fresh=frozenset)
    assert list(learnt.value_spans(masked(text))) == []


def test_tokens_are_put_in_and_older_ones_move() -> None:
    text = "A [PERSON 7K3F9Q2M] b Quixwood c [AGE 18-24] d"
    mentions = [Mention(m.start(), m.end(), "X", "") for m in re.finditer(r"\[.*?\]", text)]
    at = text.index("Quixwood")
    made, moved = put_in(text, [Span(at, at + 8, "PERSON", 1, "")], ["[PERSON 00000000]"], mentions)
    assert [made[m.start : m.end] for m in moved] == ["[PERSON 7K3F9Q2M]", "[PERSON 00000000]", "[AGE 18-24]"]
    assert Counter(made) == Counter(text.replace("Quixwood", "[PERSON 00000000]"))


# With the real rules: (stored text, learnt in a later log, words that must be hidden, words that must stay)
REAL = [
    ("Spoke to Quixwood at the car wash.", "Zebulon Quixwood, born 4/5/1990, was stopped.", ["Quixwood"], []),
    ("QUIXWOOD WAS SEEN BY THE PORTACABIN WITH A LORRY.", "Mr Zebulon Quixwood was stopped.", ["QUIXWOOD"], []),
    ("the lads say quixwood runs it", "PC 1234 spoke to Mr Zebulon Quixwood.", ["quixwood"], []),
    ("Will attend again. He will go to the harbour.", "Mr Will Threlkeld was stopped.", [], ["Will attend", "will go"]),
    ("A bunch of roses and hope for the best; the price rose.", "Mrs Rose Hope was stopped.", [], ["rose", "hope"]),
    ("He was dropped in Victoria Road by the lorry.", "Mrs Victoria Threlkeld was seen.", [], ["Victoria Road"]),
    ("The lorry stood outside Threlkeld Motors Ltd.", "Mrs Victoria Threlkeld was seen.", [], ["Threlkeld Motors"]),
    ("Hope to recover the lorry from the yard.", "Mrs Hope Threlkeld was stopped.", [], ["Hope to"]),
    ("He ran off. Hope said he paid her.", "Mrs Hope Threlkeld was stopped.", ["Hope said"], []),
    ("The lad then met Rose by the lorry and paid her.", "Mrs Rose Threlkeld was stopped.", ["Rose"], ["lorry"]),
]


@pytest.mark.models
@pytest.mark.parametrize(("stored", "taught", "hidden", "kept"), REAL)
def test_the_redactors_own_rules_decide(
    stored: str, taught: str, hidden: list[str], kept: list[str], tmp_path: Path
) -> None:
    store = Store(tmp_path / "store", embedder=WordEmbedder())
    ingest([export(tmp_path, ("A/1", stored))], store)
    ingest([export(tmp_path, ("A/2", taught))], store)
    text = store.catalogue.log("A/1", EVERYTHING).text
    assert [word for word in hidden if word in text] == []
    assert [word for word in kept if word not in text] == []
