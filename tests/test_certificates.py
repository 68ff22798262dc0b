"""A deletion is certified: what was removed, counted where it lay, and that nothing of it is found afterwards."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.audit import Actor
from assistant.certificates import told
from assistant.service import Service
from index.clearance import EVERYTHING
from index.errors import NotHeld
from index.traces import PARTS
from tests.test_reredaction import export, held_bytes, opened
from ui.render.record import certificate

pytestmark = pytest.mark.usefixtures("undoubted")

ANALYST = Actor("analyst", "a session")
LOGS = (
    ("A/1", "<PERSON:Zeb Quixwood> drove a zinc-grey barge to the quay. <PHONE:07700 900123> was rung."),
    ("A/2", "<PERSON:Ida Thorne> rang <PHONE:07700 900123> by the quay."),
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = opened(tmp_path)
    service.ingest([export(tmp_path, *LOGS)], ANALYST)
    service.ingest([export(tmp_path, ("A/1", f"{LOGS[0][1]} Seen again."))], ANALYST)
    yield service
    service.close()


def test_a_certificate_counts_what_was_removed_and_finds_nothing_of_it(service: Service, tmp_path: Path) -> None:
    token = next(m.token for m in service.log("A/1", ANALYST).mentions if m.type == "PERSON")
    other = next(m.token for m in service.log("A/2", ANALYST).mentions if m.type == "PERSON")
    service.decide_link(token, other, "confirmed", "a check", ANALYST)
    *_, answer = service.ask("Which barge went to the quay?", ANALYST)
    assert "A/1" in answer.cited
    before = service.store.catalogue.generation
    made = service.delete("A/1", "retention review; ask Ida Thorne", ANALYST)
    assert {part: made.removed[part] for part in PARTS if part != "words"} == {
        "versions": 2, "passages": 1, "vectors": 1, "mentions": 4, "notes": 10, "identities": 1, "links": 1, "held": 0,
    }  # fmt: skip
    assert made.removed["words"] > 20  # those of both versions in one index, of the newest in the other
    assert (made.log_ref, made.who, made.session) == ("A/1", "analyst", "a session")
    assert made.reason.startswith("retention review; ask [PERSON")
    assert set(made.found) == set(PARTS) and made.is_clean
    assert made.answers_withdrawn == 1
    assert (made.generation_before, made.generation_after) == (before, service.store.catalogue.generation)
    assert service.certificate("A/1", ANALYST) == made
    assert service.certificate(made.event, ANALYST) == made
    assert "found: nothing" in certificate(made)
    event = service.audit.event(made.event)
    assert event.hash == made.event_hash
    assert service.verify().ok
    read = "\n".join(told(made))
    assert "found: nothing" in read and made.event_hash in read
    for text in (read, json.dumps(made.as_dict())):
        assert "barge" not in text and "Quixwood" not in text
    assert b"barge" not in held_bytes(tmp_path)


def test_what_a_deletion_left_behind_is_found(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the search above is one that could have found something."""
    places = service.store.places_of("A/1")
    monkeypatch.setattr("index.catalogue._index_anew", lambda db: None)
    monkeypatch.setattr(service.store.vault, "forget", lambda tokens: 0)
    monkeypatch.setattr("index.vectors.save", lambda *given: (_ for _ in ()).throw(OSError()))
    db = service.store.catalogue._file.connection
    db.execute("DROP TRIGGER passage_removed")
    db.execute("CREATE TRIGGER kept AFTER DELETE ON mentions BEGIN INSERT INTO mentions"
               " VALUES (old.token, old.log_ref, old.version + 9); END")  # fmt: skip
    made = service.delete("A/1", "retention review", ANALYST)
    assert not made.is_clean
    found = {part for part, count in made.found.items() if count}
    assert {"words", "mentions", "vectors"} <= found
    assert "versions" not in found
    db.execute("DROP TRIGGER kept")
    db.execute("DELETE FROM mentions WHERE log_ref='A/1'")
    assert service.store.traces(places)["identities"] == 1
    assert "entries of the words indexes" in "\n".join(told(made))


def test_a_deletion_that_was_cut_short_is_certified_with_what_was_counted_before(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(service.audit, "end_deletion", killed)
    with pytest.raises(KeyboardInterrupt):
        service.delete("A/1", "retention review", ANALYST)
    again = opened(tmp_path)
    made = again.certificate("A/1", ANALYST)
    assert (made.who, made.removed["versions"], made.is_clean) == ("analyst", 2, True)
    again.close()


def test_the_retention_policy_may_ask_for_a_digest_in_place_of_the_reference(service: Service, tmp_path: Path) -> None:
    policy = tmp_path / "force.toml"
    policy.write_text('grace_days = 9\ndeleted_as = "digest"\n[[periods]]\nname = "all"\nyears = 9\n')
    service.set_retention(policy, ANALYST)
    made = service.delete("A/1", "retention review", ANALYST)
    assert made.log_ref == "" and len(made.ref_digest) == 64
    assert "A/1" not in json.dumps([event.body for event in service.audit.events(kinds=["delete"])])
    assert service.certificate("A/1", ANALYST) == made
    assert made.ref_digest in "\n".join(told(made))


def test_a_log_that_was_never_deleted_has_no_certificate(service: Service) -> None:
    for ref in ("A/1", "X/9"):
        with pytest.raises(NotHeld, match=f"no deletion of a log {ref} is on the record"):
            service.certificate(ref, ANALYST)


def test_a_log_that_only_waited_is_certified_as_well(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.redaction.doubt import Doubt, Reason

    monkeypatch.setattr(
        "index.redaction.redactor.find_doubts", lambda *texts, **options: [Doubt(0, 3, next(iter(Reason)))]
    )
    service.ingest([export(tmp_path, ("A/3", "<ALIAS:Bim> hid it."))], ANALYST)
    made = service.delete("A/3", "unreadable", ANALYST)
    assert (made.removed["held"], made.removed["versions"], made.removed["identities"]) == (1, 0, 1)
    assert made.is_clean
    assert not service.store.holds("A/3", EVERYTHING)
