"""Two stores with one key that differ only in logs the asker may not see answer alike, byte for byte."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from assistant.access import ACCESS_FILE
from assistant.audit import Actor
from assistant.recorded import recorded_answer
from assistant.review import Review
from assistant.service import Service
from index.clearance import EVERYTHING
from index.errors import BadAccess, IntellogError, NotHeld
from index.records import Filters
from index.redaction.vault import identity_of
from index.store import KEY_FILE
from tests.test_reredaction import opened
from ui.render.record import reviewed_answer

pytestmark = pytest.mark.usefixtures("undoubted")

ANALYST, OFFICER = Actor("analyst"), Actor("officer")
ACCESS = """
everybody = "everything"
[clearances.north]
forces = ["North"]
marking = "OFFICIAL"
handling = ["P", "C"]
conditions = ["ask the originator"]
[users]
analyst = "north"
"""
REPORT = (
    "A lorry with a tarpaulin stood outside the flour mill in Millbrook while sacks were thrown over the wall into it. "
    "The driver, a woman, stayed in it and made a call, and then it went off by the lane past the chapel."
)
STARTS = "this came by the desk and was read there first by whoever had the late turn before it was put in"
ENDS = "it was then filed under the reference that is given above and has been kept there ever since so far as is known"
SEEN: list[dict[str, Any]] = [
    {"log_ref": "N/24/001", "title": "Minibus at the quay",
     "text": "A white minibus <VEHICLE_REG:AB12 CDE> dropped six men at the car wash. <PERSON:Zeb Quixwood> drove it."},
    {"log_ref": "N/24/002", "title": "Passports", "theme": "labour",
     "text": "The source says that <PERSON:Zeb Quixwood> keeps the passports of the workers in a locked drawer."},
    {"log_ref": "N/24/003", "text": "Loud music from the flat above the bakery on Friday night. See also S/24/901."},
    {"log_ref": "N/24/004", "grade": "2/C/C", "handling_conditions": "Ask the originator",
     "text": "<PERSON:James Okafor> rang <PHONE:07700 900123> about the van on 4 May 2024."},
    {"log_ref": "N/24/005", "reported_at": "2024-04-02",
     "text": "<PERSON:Costel Vranceanu> was seen with <PERSON:James Okafor> by the van."},
    {"log_ref": "N/24/006", "text": "A ferry ticket was found in the skip behind the depot."},  # withdrawn
    {"log_ref": "N/24/007", "text": "<PERSON:Abel Marrow> sold a kayak with a torn sail at the slipway."},  # deleted
    {"log_ref": "N/24/008", "review_by": "2020-01-01", "text": "An anchor was painted on the lighthouse door."},
    {"log_ref": "N/24/011", "text": f"{STARTS} {REPORT}"},
    {"log_ref": "N/24/012", "text": f"{REPORT} {ENDS}"},
    {"log_ref": "N/24/013", "reported_at": "2024-03-09T10:00",
     "text": "<PERSON:Zeb Quixwood> left a blue crate at the allotment."},
    {"log_ref": "N/24/014", "reported_at": "2024-03-20T10:00",
     "text": "Correction: the log of 9 March 2024 was wrong, the crate of <PERSON:Zeb Quixwood> was green."},
]  # fmt: skip
HIDDEN: list[dict[str, Any]] = [
    {"log_ref": "S/24/901", "force": "South", "theme": "firearms", "reported_at": "2024-05-04",
     "text": "<PERSON:Zeb Quixwood> also known as <ALIAS:Spider> hid a pistol in the car wash. "
             "<PERSON:Ida Thorne> saw it."},
    {"log_ref": "N/24/902", "marking": "OFFICIAL-SENSITIVE", "theme": "corruption", "reported_at": "2023-01-01",
     "text": "The minibus with passports of the workers stopped at the bakery; the minibus came back to the car wash."},
    {"log_ref": "N/24/903", "grade": "2/C/C", "handling_conditions": "Not outside the source unit",
     "text": "<PERSON:Costel Vrancenu> and <PERSON:Ida Thorne> met the informant behind the quay; "
             "she rang <PHONE:07700 900456>."},
    {"log_ref": "N/24/904", "grade": "B/2/4", "reported_at": "2026-02-02",
     "text": "<PERSON:Jimmy Okafor> used <VEHICLE_REG:XY34 ZZZ> and <VEHICLE_REG:AB12 CDE> "
             "for the passports and the van."},
    {"log_ref": "S/24/905", "force": "South", "text": "<PERSON:Ida Thorne> buried a cello in the orchard."},  # deleted
    {"log_ref": "S/24/906", "force": "South", "text": "A harp was sold from the orchard gate."},  # withdrawn
    {"log_ref": "S/24/907", "force": "South", "text": f"{STARTS} {REPORT} {ENDS}"},  # like two that are not alike
    {"log_ref": "S/24/908", "force": "South", "reported_at": "2024-03-09T09:00",  # the log of that day as well
     "text": "<PERSON:Zeb Quixwood> left a crate of eels at the allotment."},
    {"log_ref": "S/24/909", "force": "South", "text": "A crate was seen in Netherby, by the mill at Millbrook."},
    *({"log_ref": f"S/24/{n}", "force": "South", "text": f"Passports, workers, a van and the minibus, log {n}."}
      for n in range(910, 940)),
]  # fmt: skip
QUESTIONS = [
    "Who keeps the passports of the workers?", "Which minibus was at the car wash?", "What about zeb quixwood?",
    "who is spider", "what does Ida Thorne do?", "ida thorne and james okafor", "Whose is the phone ending 456?",
    "who has the car XY34?", "what about vrancenu", "Was anything seen in May 2024?", "pistol", "informant at the quay",
    "What does log S/24/901 say?", "What does log X/24/999 say?", "firearms logs about the van", "logs from South",
    "logs from North about the van", "What happened on 4 May 2024?", "jimmy okafor", "Loud music last week?",
    "graded B/2/4 logs about passports", "How deep is the sea?",
    *(f"What does log {ref} say?" for ref in ("N/24/006", "n/24/007", "N/24/008", "S/24/905", "S/24/906", "s/24/905")),
    "kayak at the slipway", "cello in the orchard", "Which lorry stood outside the flour mill?",
    "What was seen in Netherby?", "crates in netherby only", "anything at the mill in millbrook?",
    "Which lorry was only in Millbrook?", "What was the crate at the allotment?", "How many logs mention the lorry?",
]  # fmt: skip
FOLLOW_UPS = {
    "those": ("which of those mention the car wash?", ("Where was the minibus?",)),
    "he": ("where did he go?", ("Who keeps the passports of the workers?",)),
    "that number": ("who rang that number?", ("What about the informant at the quay?",)),
    "the other": ("no, the other Okafor", ("What about Okafor?",)),
    "log": ("and the one before?", ("What does log S/24/901 say?",)),
}


def store_with(folder: Path, *parts: list[dict[str, Any]]) -> Service:
    """A service over a store with a fixed key and the access file, with logs ingested part by part."""
    store = folder / "store"
    store.mkdir(parents=True)
    (store / KEY_FILE).write_text("07" * 32)
    (store / KEY_FILE).chmod(0o600)
    (store / ACCESS_FILE).write_text(ACCESS)
    service = opened(folder)
    for part in parts:
        basis = {"reported_at": "2024-05-01", "force": "North", "marking": "OFFICIAL", "grade": "2/C/P"}
        path = folder / "export.jsonl"
        path.write_text("\n".join(json.dumps(basis | row) for row in part))
        service.ingest([path], OFFICER)
    held = {row["log_ref"] for part in parts for row in part}
    for ref in sorted(held & {"N/24/006", "S/24/906"}):
        service.withdraw(ref, "by its originator", OFFICER)
    for ref in sorted(held & {"N/24/007", "S/24/905"}):
        service.delete(ref, "retention review", OFFICER)
    return service


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Service]]:
    """A store with only what the analyst may see, and two with more, ingested before or after it. Only to be read."""
    parts = {"small": [SEEN], "hidden first": [HIDDEN, SEEN], "hidden last": [SEEN, HIDDEN]}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.redaction.redactor.find_doubts", lambda *texts, **options: [])
        made = {name: store_with(tmp_path_factory.mktemp("twin"), *some) for name, some in parts.items()}
    yield made
    for service in made.values():
        service.close()


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Service]:
    """A store of its own with everything."""
    service = store_with(tmp_path, SEEN, HIDDEN)
    yield service
    service.close()


def followed(service: Service, actor: Actor) -> object:
    """What a conversation that is kept tells its owner, and what a follow-up to its answers does."""
    kept, numbers = "", []
    for question in ("What about Ida Thorne and Spider?", "What does log S/24/901 say?", "Which logs name the van?"):
        *_, answer = service.ask(question, actor, follows=numbers)
        kept, numbers = service.keep(kept, int(answer.audit_id), actor), [*numbers, int(answer.audit_id)]
    service.rename(kept, "S/24/901 and Ida Thorne", actor)
    *_, last = service.ask("which of those mention the minibus?", actor, follows=numbers)
    found, turns = service.conversation(kept, actor)
    listed = [title for words in ("", "thorne", "pistol", "withheld", "S/24/901", "van")
              for _, title in service.kept(actor, matching=words)]  # fmt: skip
    service.drop(kept, actor)
    shown = [replace(answer, audit_id="") for _, answer in turns if answer]
    return found.title, listed, [asdict(answer) for answer in (*shown, replace(last, audit_id=""))]


def told(service: Service, actor: Actor) -> dict[str, str]:
    """Everything that the service tells an actor, as text by what was asked; the numbers of the record are left out."""

    def attempt(act: Callable[[], object]) -> str:
        try:
            return json.dumps(act(), default=str)
        except IntellogError as error:
            return f"{type(error).__name__}: {error}"

    def answers(question: str, previous: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        states = service.ask(question, actor, previous=previous)
        return [state.as_dict() | {"audit_id": ""} for state in states]

    def hits(question: str) -> list[tuple[object, ...]]:
        found = service.search(question, actor, k=8)
        return [(h.passage.log_ref, h.passage.text, h.score, h.cosine, h.bm25, h.tokens, h.named) for h in found]

    tokens = sorted(service.store.catalogue.tokens_of([r["log_ref"] for r in SEEN + HIDDEN], EVERYTHING).items())
    mentioned = sorted({token for _, some in tokens for token in some})
    said: dict[str, str] = {}
    for question in QUESTIONS:
        said[f"search {question}"] = attempt(lambda q=question: hits(q))  # type: ignore[misc]
        said[f"ask {question}"] = attempt(lambda q=question: answers(q))  # type: ignore[misc]
    said["follow-up"] = attempt(lambda: answers("and where did they go?", ("What about Ida Thorne and Spider?",)))
    for name, text in FOLLOW_UPS.items():
        said[f"follow-up {name}"] = attempt(lambda t=text: answers(*t))  # type: ignore[misc]
    for kind, surface in (("PERSON", "Ida Thorne"), ("PERSON", "Zeb Quixwood"), ("PERSON", "Nobody Atall")):
        token = service.store.vault.unheld(identity_of(kind, surface))
        said[f"typed {surface}"] = attempt(lambda t=token: answers(f"What about [{t}] and the car wash?"))  # type: ignore[misc]
    said["follow-up by number"] = attempt(lambda: followed(service, actor))
    said["facets"] = attempt(lambda: service.facets(actor))
    said["patterns"] = attempt(lambda: service.patterns(actor).as_dict())
    said["links"] = attempt(lambda: [[asdict(link) for link in some] for some in service.links(actor)])
    said["listing"] = attempt(lambda: [asdict(log) for log in service.listing(actor)])
    for place in ("Netherby", "Millbrook", "Ida Thorne"):
        found = attempt(lambda p=place: service.listing(actor, filters=Filters(places=(p,))))  # type: ignore[misc]
        said[f"listing of {place}"] = found
    said["listing of a force"] = attempt(lambda: service.listing(actor, filters=Filters(forces=("South",))))
    for ref in [*(row["log_ref"] for row in SEEN + HIDDEN), "X/24/999"]:
        said[f"log {ref}"] = attempt(lambda r=ref: asdict(service.log(r, actor)))  # type: ignore[misc]
        said[f"version of {ref}"] = attempt(lambda r=ref: service.versions(r, actor))  # type: ignore[misc]
        said[f"source {ref}"] = attempt(lambda r=ref: sorted(service.sources([r], actor)))  # type: ignore[misc]
        said[f"life of {ref}"] = attempt(lambda r=ref: sorted(service.life([r], actor)))  # type: ignore[misc]
        said[f"beside {ref}"] = attempt(lambda r=ref: service.related([r], actor))  # type: ignore[misc]
        certified = attempt(lambda r=ref: service.certificate(r, actor).log_ref)  # type: ignore[misc]
        said[f"certificate of {ref}"] = certified
    for token in mentioned:
        said[f"reveal {token}"] = attempt(lambda t=token: service.reveal([t], "a check", actor))  # type: ignore[misc]
    return said


def test_what_is_outside_changes_nothing_that_an_asker_is_told(stores: dict[str, Service]) -> None:
    small = told(stores["small"], ANALYST)
    for name in ("hidden first", "hidden last"):
        large = told(stores[name], ANALYST)
        assert {key: (said, large[key]) for key, said in small.items() if said != large[key]} == {}
        extra = {key: said for key, said in large.items() if key not in small}
        assert extra
        assert all(key.startswith("reveal ") and said.startswith("NotHeld") for key, said in extra.items())


def test_who_may_see_everything_is_told_more(stores: dict[str, Service]) -> None:
    """So that the test above compares something."""
    small, large = told(stores["small"], OFFICER), told(stores["hidden last"], OFFICER)
    changed = {key for key in small if small[key] != large[key]}
    assert {"facets", "patterns", "links", "log S/24/901", "ask who is spider", "search pistol"} <= changed


def test_hits_are_scored_as_in_a_store_that_holds_nothing_else(tmp_path: Path) -> None:
    """Limited and unlimited askers of a small store see the same logs, and BM25 is SQLite's own to rounding.

    Nothing in it is out of search: SQLite counts the words of such logs, too.
    """
    small = store_with(tmp_path, [row for row in SEEN if row["log_ref"] not in ("N/24/006", "N/24/008")])
    for question in QUESTIONS:
        limited, unlimited = (small.search(question, actor, k=8) for actor in (ANALYST, OFFICER))
        assert [h.passage.id for h in limited] == [h.passage.id for h in unlimited]
        for one, other in zip(limited, unlimited, strict=True):
            assert (one.bm25 or 0.0) == pytest.approx(other.bm25 or 0.0, rel=1e-9)
            assert one.score == pytest.approx(other.score, rel=1e-6)
    small.close()


def test_a_link_through_a_hidden_token_joins_nothing_for_the_asker(large: Service) -> None:
    seen = [large.log(ref, ANALYST).mentions[0].token for ref in ("N/24/002", "N/24/005")]
    hidden = large.log("N/24/903", OFFICER).mentions[1].token
    before = large.patterns(ANALYST).as_dict(), large.links(ANALYST)
    for token in seen:
        large.decide_link(token, hidden, "confirmed", "seen by Ida Thorne", OFFICER)
    assert (large.patterns(ANALYST).as_dict(), large.links(ANALYST)) == before
    with pytest.raises(NotHeld, match=f"no identity is held under {hidden}"):
        large.decide_link(seen[0], hidden, "refused", "a guess", ANALYST)


def test_nothing_hidden_can_be_deleted(large: Service) -> None:
    for ref in ("S/24/901", "X/24/999"):
        with pytest.raises(NotHeld, match=f"no log {ref} is held"):
            large.delete(ref, "a guess", ANALYST)
    large.delete("S/24/901", "retention review", OFFICER)


def test_a_log_whose_newest_version_is_hidden_is_not_held_in_any(large: Service, tmp_path: Path) -> None:
    path = tmp_path / "changed.jsonl"
    row = {"log_ref": "N/24/003", "text": "The music was a cover.", "reported_at": "2024-06-01", "force": "North",
           "marking": "OFFICIAL-SENSITIVE"}  # fmt: skip
    path.write_text(json.dumps(row))
    large.ingest([path], OFFICER)
    assert large.log("N/24/003", OFFICER, version=1).text.startswith("Loud music")
    for version in (None, 1, 2):
        with pytest.raises(NotHeld):
            large.log("N/24/003", ANALYST, version=version)
    assert "N/24/003" not in {log.log_ref for log in large.listing(ANALYST)}


def test_a_reviewer_reads_the_record_without_what_hidden_logs_say(stores: dict[str, Service], tmp_path: Path) -> None:
    large = stores["hidden last"]
    *_, answer = large.ask("Was a pistol seen in the car wash?", OFFICER)
    assert "S/24/901" in answer.cited
    number = int(answer.audit_id)
    place = next(s for s, sentence in enumerate(answer.sentences) if sentence.citations[0].log_ref == "S/24/901")
    large.review(Review(number, place, 0, "right", "it says also known as"), OFFICER)

    def read(actor: Actor) -> str:
        event, thread = large.answer_on_record(number, actor)
        body = json.dumps([[e.body, e.quotes] for e in (event, *thread)])
        return body.replace("See also S/24/901", "")  # so says a log that the analyst may see

    assert "also known as" in read(OFFICER)
    assert not [said for said in ("also known as", "S/24/901") if said in read(ANALYST)]
    event, thread = large.answer_on_record(number, ANALYST)
    shown = recorded_answer(event, thread)
    assert shown is not None
    assert len(shown.sentences) == len(answer.sentences)  # each keeps its place, so that marks stay with it
    rows = reviewed_answer(event, shown, thread, large.sources(shown.cited, ANALYST), {})
    assert "[withheld]" in rows
    # What was typed with this clearance and brought nothing up reads as typed: withheld, it would tell what is held.
    asks = [e.body for e in large.events(ANALYST) if e.kind == "ask" and e.actor == ANALYST.name]
    own = next(body["clearance"] for body in asks if body)
    for e in large.events(ANALYST):
        said = json.dumps([e.body, e.quotes]).replace("See also S/24/901", "")
        if (e.body or {}).get("clearance") == own:
            said = re.sub(r"What does log S/24/90\d say\?", "", said)
        assert not [row["log_ref"] for row in HIDDEN if row["log_ref"] in said], e.seq
    with pytest.raises(BadAccess, match="you may not see"):
        large.replay(number, ANALYST)
    with pytest.raises(BadAccess):
        large.export_audit(tmp_path / "record.jsonl", ANALYST)
    assert large.verify().ok


def test_a_conversation_says_nothing_of_logs_that_its_owner_may_not_see_any_more(large: Service) -> None:
    *_, first = large.ask("Who hid a pistol in the car wash?", OFFICER)
    *_, other = large.ask("What does log S/24/901 say of spider?", OFFICER)
    assert "S/24/901" in first.cited and "S/24/901" in other.retrieved
    numbers = [int(first.audit_id), int(other.audit_id)]
    kept = large.keep("", numbers[0], OFFICER)
    large.keep(kept, numbers[1], OFFICER)
    large.rename(kept, "A weapon of spider", OFFICER)
    assert large.kept(OFFICER, matching="weapon")

    def told() -> str:
        found, turns = large.conversation(kept, OFFICER)
        listed = [[asdict(one), title] for one, title in large.kept(OFFICER)]
        *_, last = large.ask("which of those name a pistol?", OFFICER, follows=numbers)
        shown = [asdict(answer) for _, answer in turns if answer]
        exported = large.export_conversation(kept, "md", OFFICER).decode()
        return json.dumps([asdict(found), shown, listed, asdict(last), exported])

    said = ["hid a pistol in the car wash.", "S/24/901", "weapon"]
    before = told()
    assert [text for text in said if text in before] == said
    access = large.store.folder / ACCESS_FILE
    access.write_text(f'{ACCESS}officer = "north"\n')
    after = told()
    assert not [text for text in said if text in after]
    assert "[withheld]" in after
    assert not large.kept(OFFICER, matching="weapon") and not large.kept(OFFICER, matching="spider")
    assert "OFFICIAL WITHHELD" not in after


def test_a_replay_is_of_what_the_asker_saw_whoever_replays(stores: dict[str, Service]) -> None:
    large = stores["hidden last"]
    *_, answer = large.ask("Who keeps the passports of the workers?", ANALYST)
    assert large.replay(int(answer.audit_id), OFFICER).same
    assert large.replay(int(answer.audit_id), ANALYST).same


def test_who_might_see_a_log_is_told_that_it_is_gone_and_nobody_else(stores: dict[str, Service]) -> None:
    large = stores["hidden last"]

    def answer(ref: str, actor: Actor) -> str:
        *_, last = large.ask(f"What does log {ref} say?", actor)
        return last.reason

    for ref, word in (("N/24/006", "withdrawn"), ("N/24/007", "deleted"), ("N/24/008", "past its review")):
        for actor in (ANALYST, OFFICER):
            assert answer(ref, actor).startswith(f"Log {ref} ") and word in answer(ref, actor)
    for ref, word in (("S/24/906", "withdrawn"), ("S/24/905", "deleted")):
        assert word in answer(ref, OFFICER)
        assert answer(ref, ANALYST).replace(ref, "X") == answer("X/24/999", ANALYST).replace("X/24/999", "X")
        with pytest.raises(NotHeld, match=f"^no log {ref} is held$"):
            large.log(ref, ANALYST)
    with pytest.raises(NotHeld, match=r"it was deleted on"):
        large.log("N/24/007", ANALYST)
    assert large.certificate("N/24/007", ANALYST).is_clean and large.certificate("S/24/905", OFFICER).is_clean
    with pytest.raises(NotHeld, match="no deletion of a log S/24/905 is on the record"):
        large.certificate("S/24/905", ANALYST)
    listed = json.dumps([[e.body, e.quotes] for e in large.events(ANALYST, kinds=["delete", "view", "withdraw"])])
    assert "S/24/905" not in listed and "N/24/007" in listed


def test_groups_and_corrections_rest_on_what_the_asker_may_see(stores: dict[str, Service]) -> None:
    for name in ("hidden first", "hidden last"):
        beside = {
            actor: stores[name].related(["N/24/011", "N/24/012", "N/24/014"], actor) for actor in (ANALYST, OFFICER)
        }
        assert set(beside[ANALYST]) == {"N/24/014"}
        assert beside[ANALYST]["N/24/014"].corrects == ("N/24/013",)
        assert any(one.same for one in beside[OFFICER].values())
        assert "N/24/014" not in beside[OFFICER]  # two logs of that day are as near
