import hashlib
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.audit import AUDIT_FILE, Actor, Audit
from index.errors import BadStore, NotHeld, NotRecorded
from index.keys import derive

KEYS = derive(bytes(range(32)))
ANALYST = Actor("analyst", "session")


def filled(folder: Path, events: int = 6) -> Audit:
    folder.mkdir(parents=True, exist_ok=True)
    audit = Audit(folder, KEYS)
    for number in range(events):
        audit.append("ask", ANALYST, {"question": f"question {number}"}, quotes=[f"REF/{number}"])
    return audit


def in_older_form(patch: pytest.MonkeyPatch) -> None:
    """Write events as they were written before anything of a body lasted."""
    patch.setattr("assistant.audit.LASTING", {})
    patch.setattr("assistant.accounts.LASTING", {})


def altered(folder: Path, *statements: str) -> None:
    db = sqlite3.connect(folder / AUDIT_FILE)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


def test_an_untouched_record_verifies_and_names_its_head(tmp_path: Path) -> None:
    found = filled(tmp_path).verify()
    assert (found.ok, found.events, len(found.head)) == (True, 6, 64)


ATTACKS = [
    ("UPDATE events SET record=replace(record, 'analyst', 'nobody') WHERE seq=3", 3),  # a changed actor
    ("UPDATE events SET hash=upper(hash) WHERE seq=4", 4),  # a changed hash
    ("UPDATE events SET signature=zeroblob(64) WHERE seq=2", 2),  # a forged signature
    ("UPDATE bodies SET body='{}' WHERE seq=5", 5),  # a changed body
    ("UPDATE bodies SET body=NULL WHERE seq=5", 5),  # a removed body that no deletion accounts for
    ("DELETE FROM events WHERE seq=2", 2),  # a removed event
    ("UPDATE events SET seq=100 WHERE seq=1", 1),  # a moved event
    ("UPDATE bodies SET body=x'' WHERE seq=5", 5),  # a body of nothing, which is no text
    ("INSERT INTO bodies VALUES (99, '{}')", 99),  # a body of no event
    ("INSERT INTO pending VALUES ('REF/2', 3)", 3),  # a deletion that nobody began
    ("INSERT INTO pending VALUES (CAST(x'ff' AS TEXT), 'x')", 0),  # and one that cannot be read
]


@pytest.mark.parametrize(("statement", "first_bad"), ATTACKS)
def test_tampering_is_detected_and_the_first_bad_event_named(tmp_path: Path, statement: str, first_bad: int) -> None:
    filled(tmp_path).close()
    altered(tmp_path, statement)
    found = Audit(tmp_path, KEYS).verify()
    assert (found.ok, found.first_bad) == (False, first_bad)


@pytest.mark.parametrize("what", ["bodies SET body=substr(body, 1, 9)", "events SET record='{'"])
def test_an_event_that_cannot_be_read_stops_the_list_and_says_where_to_look(tmp_path: Path, what: str) -> None:
    filled(tmp_path).close()
    altered(tmp_path, f"UPDATE {what} WHERE seq=3")
    audit = Audit(tmp_path, KEYS)
    assert audit.verify().first_bad == 3
    with pytest.raises(BadStore, match="audit verify says which"):
        audit.events()


def test_swapped_events_are_detected(tmp_path: Path) -> None:
    filled(tmp_path).close()
    altered(
        tmp_path,
        "UPDATE events SET seq=0 WHERE seq=2",
        "UPDATE events SET seq=2 WHERE seq=3",
        "UPDATE events SET seq=3 WHERE seq=0",
    )
    assert Audit(tmp_path, KEYS).verify().first_bad == 2


def test_a_cut_tail_is_detected_with_a_witness_only(tmp_path: Path) -> None:
    audit = filled(tmp_path / "store")
    witness = tmp_path / "witness.json"
    witness.write_text(json.dumps({"seq": 6, "hash": audit.verify().head}))
    assert audit.verify(witness).ok
    audit.close()
    altered(tmp_path / "store", "DELETE FROM events WHERE seq=6", "DELETE FROM bodies WHERE seq=6")
    cut = Audit(tmp_path / "store", KEYS)
    assert cut.verify().ok
    assert "cannot be detected" in cut.verify().witness
    assert not cut.verify(witness).ok


def test_an_export_serves_as_a_witness(tmp_path: Path) -> None:
    audit = filled(tmp_path / "store")
    export = tmp_path / "export.jsonl"
    export.write_text("\n".join(audit.export()) + "\n")
    audit.append("search", ANALYST, {})
    assert audit.verify(export).ok


def test_a_record_rewritten_with_another_key_is_detected(tmp_path: Path) -> None:
    filled(tmp_path).close()
    assert Audit(tmp_path, derive(bytes(32))).verify().first_bad == 1


def test_deleting_a_log_withdraws_what_quotes_it_and_the_chain_still_holds(tmp_path: Path) -> None:
    audit = filled(tmp_path)
    audit.begin_deletion("REF/2", ANALYST, "retention review")
    assert audit.pending_deletions() == {"REF/2": 7}
    begun, ended = audit.end_deletion("REF/2", ANALYST, 7)
    assert begun.seq == ended.about
    assert len(ended.lasting["withdrawn"]) == 1
    assert audit.pending_deletions() == {}
    assert audit.event(3).body is None
    assert audit.event(4).body == {"question": "question 3"}
    assert audit.verify().ok
    assert b"question 2" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_only_a_deletion_that_the_record_says_was_begun_is_pending(tmp_path: Path) -> None:
    audit = filled(tmp_path)
    audit.end_deletion("REF/1", ANALYST, audit.begin_deletion("REF/1", ANALYST, "retention review"))
    audit.begin_deletion("REF/2", ANALYST, "retention review")
    altered(tmp_path, "INSERT INTO pending VALUES ('REF/1', 7)")  # it ended
    altered(tmp_path, "INSERT INTO pending VALUES ('REF/3', 9)")  # it is of another log
    altered(tmp_path, "INSERT INTO pending VALUES ('REF/4', 1)")  # it is no deletion
    assert audit.pending_deletions() == {"REF/2": 9}
    found = audit.verify()
    assert (found.ok, found.first_bad) == (False, 1)
    assert "REF" not in found.problem


def test_an_end_of_a_deletion_that_was_not_begun_is_detected(tmp_path: Path) -> None:
    audit = filled(tmp_path)
    audit.begin_deletion("REF/1", ANALYST, "retention review")
    audit.end_deletion("REF/2", ANALYST, 7)
    found = audit.verify()
    assert (found.ok, found.first_bad, found.problem) == (False, 8, "it ends a deletion that was not begun")


@pytest.mark.parametrize("written", ["now", "before"])
def test_the_chain_holds_when_the_body_of_a_deletion_is_withdrawn(tmp_path: Path, written: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if written == "before":
            in_older_form(patch)
        audit = filled(tmp_path)
        audit.end_deletion("REF/2", ANALYST, audit.begin_deletion("REF/2", ANALYST, "retention review"))
    whole = audit.events(kinds=["delete"])
    audit.withdraw(ANALYST, {"reason": "learnt"}, lambda bodies: [seq for seq, _ in bodies])
    audit.withdraw(ANALYST, {"reason": "learnt"}, lambda bodies: [seq for seq, _ in bodies])  # and that of this
    for before, after in zip(whole, audit.events(kinds=["delete"]), strict=True):
        assert after.body is None and after.lasting == before.lasting
    assert audit.verify().ok
    assert b"retention review" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_what_quotes_a_log_that_was_deleted_meanwhile_is_not_recorded(tmp_path: Path) -> None:
    audit = Audit(tmp_path, KEYS, holds=lambda refs: "REF/1" not in refs)
    audit.append("ask", ANALYST, {}, quotes=["REF/2"])
    with pytest.raises(NotHeld, match="deleted meanwhile"):
        audit.append("ask", ANALYST, {}, quotes=["REF/2", "REF/1"])


def test_an_export_verifies_with_standard_tools_alone(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    first, *lines = [json.loads(line) for line in filled(tmp_path).export()]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(first["public_key"]))
    before = "0" * 64
    for line in lines:
        record = json.loads(line["record"])
        assert hashlib.sha256(line["record"].encode()).hexdigest() == line["hash"]
        assert hashlib.sha256(line["body"].encode()).hexdigest() == record["body_sha256"]
        assert record["before"] == before
        key.verify(bytes.fromhex(line["signature"]), line["hash"].encode())
        before = line["hash"]
    assert len(lines) == 6


def test_an_empty_witness_is_refused(tmp_path: Path) -> None:
    (tmp_path / "witness").touch()
    with pytest.raises(BadStore, match="witness"):
        filled(tmp_path / "store").verify(tmp_path / "witness")


def test_what_cannot_be_recorded_raises(tmp_path: Path) -> None:
    audit = filled(tmp_path)
    audit._file.connection.execute("PRAGMA query_only=ON")  # what a read-only disk does
    with pytest.raises(NotRecorded, match="nothing is shown"):
        audit.append("ask", ANALYST, {})


def test_events_that_belong_together_are_found_by_the_first(tmp_path: Path) -> None:
    audit = filled(tmp_path, 1)
    audit.append("sentence", ANALYST, {"text": "one"}, about=1)
    audit.append("review", ANALYST, {"mark": "right"}, about=1)
    assert [event.kind for event in audit.thread(1)] == ["sentence", "review"]
    with pytest.raises(NotHeld):
        audit.event(99)


@settings(max_examples=40, deadline=None)
@given(position=st.integers(0, 10_000), column=st.sampled_from(["record", "hash", "signature", "body"]))
def test_any_flipped_byte_is_detected(tmp_path_factory: pytest.TempPathFactory, position: int, column: str) -> None:
    folder = tmp_path_factory.mktemp("audit")
    audit = filled(folder, 3)
    table = "bodies" if column == "body" else "events"
    (value,) = audit._file.connection.execute(f"SELECT {column} FROM {table} WHERE seq=2").fetchone()
    flipped = bytearray(value.encode() if isinstance(value, str) else value)
    flipped[position % len(flipped)] ^= 1
    new = flipped.decode("latin-1") if isinstance(value, str) else bytes(flipped)
    audit._file.connection.execute(f"UPDATE {table} SET {column}=? WHERE seq=2", (new,))
    assert audit.verify().first_bad == 2
