"""Held logs: what is doubtful waits, encrypted, until a person decides, and nothing of it is anywhere else."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.answer import Writer
from assistant.audit import Actor
from assistant.service import Service
from assistant.settings import Settings
from index.clearance import EVERYTHING
from index.errors import BadKey, BadSetting, NotHeld
from index.held import HeldLogs, Hide
from index.ingest import Report
from index.keys import derive
from index.records import Filters, Span
from index.redaction.redactor import Redactor
from index.store import CATALOGUE_FILE, HELD_FILE, Store
from tests.conftest import WordEmbedder
from tests.test_redactor import Marked

ANALYST = Actor("analyst")
DOUBTFUL = "<PERSON:James Okafor> was with Илья Quixwood at the quay."  # Cyrillic: redaction does not read it
SOUND = "<PERSON:James Okafor> was seen with <VEHICLE_REG:AB12 CDE> there."


class Unsure(Marked):
    """As `Marked`, and what stands in braces is uncertain."""

    def uncertain(self, texts: Sequence[str]) -> list[list[Span]]:
        return [
            [Span(m, text.index("}", m) + 1, "PERSON", 0.4, "mark") for m in range(len(text)) if text[m] == "{"]
            for text in texts
        ]

    def is_ordinary(self, word: str) -> bool:
        return True

    def apart(self) -> "Unsure":
        return self


def opened(folder: Path) -> Service:
    settings = Settings(store=folder / "store", cache=folder / "cache", model="none")
    store = Store(settings.store, embedder=WordEmbedder())
    store.redactor = Redactor(Unsure(), store.vault)  # type: ignore[arg-type]
    return Service(settings, store=store, writer=Writer(None, "none"))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = opened(tmp_path)
    yield service
    service.close()


def take(service: Service, folder: Path, texts: Mapping[str, str]) -> Report:
    path = folder / "export.jsonl"
    rows = [{"log_ref": ref, "title": "Quay", "text": t, "reported_at": "2024-05-01"} for ref, t in texts.items()]
    path.write_text("\n".join(map(json.dumps, rows)))
    return service.ingest([path], ANALYST)


def files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in (folder / "store").rglob("*") if path.is_file())


def test_a_doubtful_log_is_held_and_nothing_of_it_stands_in_any_file(service: Service, tmp_path: Path) -> None:
    report = take(service, tmp_path, {"N/1": DOUBTFUL, "N/2": SOUND})
    assert (report.read, report.indexed, report.held) == (2, 1, 1)
    assert report.types == {"PERSON": 2, "VEHICLE_REG": 1}
    with pytest.raises(NotHeld):
        service.log("N/1", ANALYST)
    (held,) = service.held(ANALYST)
    assert held.log_ref == "N/1" and dict(held.reasons) == {"script": 1}
    service.held_log("N/1", ANALYST)
    service.close()
    written = files(tmp_path)
    for secret in ("Илья", "Quixwood", "Okafor", json.dumps("Илья")):
        assert secret.encode() not in written
    assert (tmp_path / "store" / HELD_FILE).stat().st_mode & 0o777 == 0o600


def test_the_same_record_again_is_a_duplicate_and_a_changed_one_replaces_it(service: Service, tmp_path: Path) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL})
    assert take(service, tmp_path, {"N/1": DOUBTFUL}).duplicates == 1
    assert take(service, tmp_path, {"N/1": DOUBTFUL + " He left."}).held == 1
    (held,) = service.held(ANALYST)
    assert held.raw.text.endswith("He left.")
    report = take(service, tmp_path, {"N/1": SOUND})
    assert (report.indexed, report.held) == (1, 0)
    assert service.held(ANALYST) == []
    # What was stored before stays the live version while its doubtful successor waits.
    take(service, tmp_path, {"N/1": DOUBTFUL})
    assert service.log("N/1", ANALYST).version == 1
    assert take(service, tmp_path, {"N/1": SOUND}).duplicates == 1
    assert service.release("N/1", [], ANALYST).version == 2


def test_a_release_hides_what_a_person_marked_also_where_it_stands_again(service: Service, tmp_path: Path) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL})
    held = service.held_log("N/1", ANALYST)
    text = held.draft.fields["text"].text
    start = text.index("Илья")
    log = service.release("N/1", [Hide(start, start + len("Илья Quixwood"), "PERSON")], ANALYST)
    assert "Илья" not in log.text and "Quixwood" not in log.text
    token = log.mentions[-1].token
    assert service.reveal([token], "check", ANALYST)[token] == "Илья Quixwood"
    assert service.log("N/1", ANALYST) == log
    assert service.held(ANALYST) == []
    take(service, tmp_path, {"N/2": "Then Quixwood sailed."})  # taught by the release, by way of the vault
    assert "Quixwood" not in service.log("N/2", ANALYST).text
    with pytest.raises(NotHeld):
        service.release("N/1", [], ANALYST)


def test_a_mark_across_a_token_hides_the_whole_behind_it(service: Service, tmp_path: Path) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL})
    text = service.held_log("N/1", ANALYST).draft.fields["text"].text
    log = service.release("N/1", [Hide(3, text.index(" at the quay"), "ALIAS")], ANALYST)
    assert [m.type for m in log.mentions] == ["ALIAS"] and log.text.endswith("] at the quay.")


@pytest.mark.parametrize(
    "hide",
    [
        Hide(0, 5, "CAT"), Hide(5, 5, "PERSON"), Hide(-1, 5, "PERSON"), Hide(0, 10_000, "PERSON"),
        Hide(0, 5, "PERSON", "no field"),
    ],
)  # fmt: skip
def test_a_mark_that_is_none_is_refused_and_the_log_stays_held(service: Service, tmp_path: Path, hide: Hide) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL})
    with pytest.raises(BadSetting, match=r"^hide:") as caught:
        service.release("N/1", [hide], ANALYST)
    assert "Quixwood" not in str(caught.value)
    assert len(service.held(ANALYST)) == 1


def test_what_is_discarded_is_forgotten_but_what_others_mention_is_not(service: Service, tmp_path: Path) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL + " <PHONE:07700 900123> <ALIAS:Bim>", "N/2": SOUND})
    take(service, tmp_path, {"N/3": "Илья had <PHONE:07700 900123>."})
    assert service.store.vault.count() == 4
    with pytest.raises(BadSetting):
        service.discard("N/1", " ", ANALYST)
    assert service.discard("N/1", "unreadable; ask James Okafor", ANALYST) == 1  # Bim; the phone waits with N/3
    assert service.store.vault.count() == 3
    assert [log.log_ref for log in service.held(ANALYST)] == ["N/3"]
    assert take(service, tmp_path, {"N/1": DOUBTFUL}).held == 1  # it is not remembered


def test_a_deleted_log_takes_what_waits_under_its_reference_with_it(service: Service, tmp_path: Path) -> None:
    take(service, tmp_path, {"N/1": SOUND, "N/2": "<PHONE:07700 900123>"})
    take(service, tmp_path, {"N/1": "Илья <PHONE:07700 900123> <ALIAS:Bim>"})
    removed = service.delete("N/1", "retention", ANALYST)
    assert removed.removed["identities"] == 3  # Okafor, the plate and Bim; N/2 has the phone
    assert service.held(ANALYST) == [] and service.store.held.count() == 0
    take(service, tmp_path, {"N/3": DOUBTFUL})
    service.delete("N/3", "retention", ANALYST)  # one that only waits
    assert service.store.held.count() == 0 and service.store.vault.count() == 1


def test_a_deletion_keeps_the_identities_that_a_held_log_mentions(service: Service, tmp_path: Path) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL, "N/2": SOUND})
    assert service.delete("N/2", "retention", ANALYST).removed["identities"] == 1  # the plate; Okafor waits


def test_every_decision_is_on_the_record_without_text(service: Service, tmp_path: Path) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL, "N/2": DOUBTFUL})
    service.held_log("N/1", ANALYST)
    service.release("N/1", [Hide(30, 40, "PERSON")], ANALYST)
    service.discard("N/2", "not legible", ANALYST)
    bodies = [(event.kind, event.body) for event in service.events(ANALYST, kinds=["release", "discard", "view_held"])]
    assert bodies[0] == ("view_held", {"log_ref": "N/1", "doubts": {"script": 1}})
    decided = {"log_ref": "N/1", "decision": "release", "doubts": {"script": 1}, "hidden": {"PERSON": 1}}
    assert bodies[1] == ("release", decided | {"state": "begun"})
    assert bodies[2] == ("release", {"state": "ended", "log_ref": "N/1", "version": 1})
    assert bodies[3][1] is not None and bodies[3][1]["reason"] == "not legible"
    assert bodies[4] == ("discard", {"state": "ended", "log_ref": "N/2", "tokens_forgotten": 0})
    assert service.verify().ok
    assert not {"Илья", "Quixwood"} & set(" ".join(service.audit.export()).split())


def test_an_uncertain_stretch_holds_the_log_unless_it_is_hidden_anyhow(service: Service, tmp_path: Path) -> None:
    report = take(service, tmp_path, {"N/1": "saw {Bim} at <PERSON:Al {Bo} Cy>.", "N/2": "saw <PERSON:Al {Bo} Cy>."})
    assert (report.held, report.indexed) == (1, 1)
    (held,) = service.held(ANALYST)
    (doubt,) = held.draft.doubts["text"]
    assert (doubt.reason, held.draft.fields["text"].text[doubt.start : doubt.end]) == ("uncertain", "{Bim}")


def test_a_released_entry_that_was_not_removed_in_time_counts_no_more(service: Service, tmp_path: Path) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL})
    held = service.store.held_log("N/1")
    service.release("N/1", [], ANALYST)
    service.store.held.put([held])  # as if the process had been killed between its two files
    assert take(service, tmp_path, {"N/1": DOUBTFUL}).duplicates == 1
    with pytest.raises(NotHeld):
        service.held_log("N/1", ANALYST)
    service.store.held.put([held])
    assert service.held(ANALYST) == [] and service.store.held.count() == 0


def test_an_entry_that_was_replaced_and_not_removed_in_time_hides_no_later_record(
    service: Service, tmp_path: Path
) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL})
    held = service.store.held_log("N/1")
    take(service, tmp_path, {"N/1": SOUND})
    service.store.held.put(
        [held]
    )  # as if the process had been killed before it removed what the sound version replaced
    assert take(service, tmp_path, {"N/1": DOUBTFUL}).held == 1  # the log changed back, and nothing of it is lost
    assert service.release("N/1", [], ANALYST).version == 2


def test_another_key_opens_nothing_and_an_entry_cannot_be_moved(service: Service, tmp_path: Path) -> None:
    take(service, tmp_path, {"N/1": DOUBTFUL, "N/2": DOUBTFUL})
    path = tmp_path / "store" / HELD_FILE
    service.close()
    stranger = HeldLogs(path, derive(bytes(32)))
    with pytest.raises(NotHeld):
        stranger.log("N/1")
    with pytest.raises(BadKey):
        list(stranger.logs())
    database = stranger._file.connection
    (one, other) = [row[0] for row in database.execute("SELECT ref FROM held ORDER BY rowid")]
    database.execute("UPDATE held SET (nonce, sealed) = (SELECT nonce, sealed FROM held WHERE ref=?) WHERE ref=?",
                     (one, other))  # fmt: skip
    with pytest.raises(BadKey):
        service.store.held.log("N/2")


def test_a_preview_stores_learns_and_exempts_nothing(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Number,Narrative,Reported\nN/1,<PERSON:James Okafor> at the quay,2024-05-01\nN/2,,2024-05-01\n")
    found = service.preview([path], ANALYST)
    assert found.header == ("Number", "Narrative", "Reported") and found.columns.absent == ("log_ref", "reported_at")
    from index.columns import Mapping

    fields = {"log_ref": ("Number",), "text": ("Narrative",), "reported_at": ("Reported",)}
    found = service.preview([path], ANALYST, mapping=Mapping(fields, is_complete=True))
    ((raw, draft),) = found.records
    assert raw.text.startswith("<PERSON:James") and "Okafor" not in draft.fields["text"].text
    assert [rejection.record for rejection in found.rejected] == [2]
    assert service.store.vault.count() == service.store.held.count() == service.store.catalogue.counts()["logs"] == 0
    event = service.events(ANALYST, newest=1)[0]
    assert event.kind == "preview" and event.body == {"paths": 1, "read": 2, "shown": 1, "rejected": 1}
    service.close()
    assert b"Okafor" not in files(tmp_path)


def test_an_ingest_stops_between_batches_and_keeps_what_was_taken(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.ingest.BATCH", 1)
    path = tmp_path / "export.jsonl"
    rows = [{"log_ref": f"N/{n}", "text": SOUND, "reported_at": "2024-05-01"} for n in range(4)]
    path.write_text("\n".join(map(json.dumps, rows)))
    seen: list[int] = []
    report = service.ingest(
        [path],
        ANALYST,
        progress=lambda report: seen.append(report.read),
        cancelled=lambda: bool(seen and seen[-1] >= 2),
    )
    assert report.cancelled and report.indexed == 2
    assert service.ingest([path], ANALYST).as_dict()["duplicates"] == 2


# Ingests in small batches every third log of which is doubtful; prints what is acknowledged.
INGEST = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.conftest import WordEmbedder
from tests.test_held import Unsure
import index.ingest
from index.redaction.redactor import Redactor
from index.store import Store
index.ingest.BATCH = 5
store = Store(Path({store!r}), embedder=WordEmbedder())
store.redactor = Redactor(Unsure(), store.vault)
index.ingest.ingest([Path({source!r})], store, progress=lambda report: print(report.read, flush=True))
print("done", flush=True)
"""
ROOT = str(Path(__file__).parent.parent)
LOGS = 90


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_a_random_moment_each_log_is_stored_or_held_once(tmp_path: Path, seed: int) -> None:
    source, store = tmp_path / "logs.jsonl", tmp_path / "store"
    texts = [f"Log {n}: {DOUBTFUL if n % 3 == 0 else SOUND}" for n in range(LOGS)]
    rows = [{"log_ref": f"K/{n}", "text": text, "reported_at": "2024-05-01"} for n, text in enumerate(texts)]
    source.write_text("\n".join(map(json.dumps, rows)))
    code = INGEST.format(root=ROOT, store=str(store), source=str(source))

    def start() -> "subprocess.Popen[str]":
        return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)

    process, pick, acknowledged = start(), random.Random(seed), 0
    assert process.stdout is not None
    stop_after = pick.randint(0, LOGS)
    for line in process.stdout:
        acknowledged = int(line) if line.strip().isdigit() else LOGS
        if acknowledged >= stop_after:
            break
    time.sleep(pick.random() * 0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    if (store / CATALOGUE_FILE).exists():
        opened_ = Store(store, embedder=WordEmbedder())
        assert opened_.catalogue.counts()["logs"] + len(opened_.held_logs()) >= acknowledged
        opened_.close()
    assert start().communicate()[0].endswith("done\n")
    opened_ = Store(store, embedder=WordEmbedder())
    stored = [log.log_ref for log in opened_.catalogue.logs(Filters(), EVERYTHING)]
    held = [log.log_ref for log in opened_.held_logs()]
    assert sorted(stored) == sorted(f"K/{n}" for n in range(LOGS) if n % 3)
    assert sorted(held) == sorted(f"K/{n}" for n in range(0, LOGS, 3))
    assert opened_.catalogue.integrity() == []
