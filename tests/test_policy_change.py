"""A store moves to another redaction policy: stricter, looser, interrupted."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from assistant.answer import Writer
from assistant.audit import Actor
from assistant.service import Service
from assistant.settings import Settings
from index.clearance import EVERYTHING
from index.errors import BadPolicy
from index.policy_change import move
from index.records import Filters
from index.redaction.policy import RedactionPolicy, default_policy
from index.redaction.redactor import Redactor
from index.redaction.tokens import TOKEN
from index.store import VAULT_FILE, Store
from tests.conftest import WordEmbedder
from tests.test_crash import ROOT
from tests.test_redactor import Marked
from tests.test_reredaction import export, held_bytes

pytestmark = pytest.mark.usefixtures("undoubted")

ANALYST = Actor("analyst")
RAW = (
    "<PERSON:Zeb Quixwood>, <AGE:19>, <DOB:1/2/2001>, of <POSTCODE:DT4 8ZR> met <OFFICER:PC Thistle> in "
    "<LOCATION:Weymouth> on <DATE_TIME:3 March 2024> at the bakery."
)


def policy(**actions: str) -> RedactionPolicy:
    return RedactionPolicy({**default_policy().actions, **actions})


def opened(folder: Path, wanted: RedactionPolicy | None = None) -> Service:
    store = Store(folder / "store", embedder=WordEmbedder(), policy=wanted)
    ordinary = partial(store.catalogue.ordinary, clearance=EVERYTHING)
    store.redactor = Redactor(Marked(), store.vault, ordinary=ordinary, policy=store.policy)  # type: ignore[arg-type]
    settings = Settings(store=folder / "store", cache=folder / "cache", model="none")
    return Service(settings, store=store, writer=Writer(None, "none"))


def filled(folder: Path, wanted: RedactionPolicy | None = None, logs: int = 1) -> None:
    service = opened(folder, wanted)
    service.ingest([export(folder, *((f"A/{n}", RAW) for n in range(logs)), title="<LOCATION:Weymouth>")], ANALYST)
    service.close()


def test_a_store_keeps_the_policy_it_was_made_with_and_says_so(tmp_path: Path) -> None:
    filled(tmp_path, policy(LOCATION="replace"))
    assert opened(tmp_path).store.policy.action("LOCATION") == "replace"
    assert opened(tmp_path).policy_notice() == ""
    other = opened(tmp_path, policy(LOCATION="keep"))
    assert other.store.policy.action("LOCATION") == "replace"
    assert "intellog reredact" in other.policy_notice()


def test_a_stricter_policy_hides_more_in_stored_logs(tmp_path: Path) -> None:
    filled(tmp_path)
    service = opened(tmp_path)
    *_, answer = service.ask("Who was at the bakery in Weymouth?", ANALYST)
    assert answer.status == "answered"
    service.close()
    wanted = policy(LOCATION="replace", AGE="replace", POSTCODE="replace", DATE_TIME="generalise")
    service = opened(tmp_path, wanted)
    done = service.reredact(ANALYST)
    assert (done.total, done.changed) == (1, 1)
    log = service.store.catalogue.log("A/0", EVERYTHING)
    for gone in ("Weymouth", "18-24]>, <DOB", "DT4", "3 March"):
        assert gone not in log.text
    assert "[MONTH 2024-03]" in log.text
    assert log.title_mentions[0].type == "LOCATION"
    for mention in log.mentions:
        assert log.text[mention.start : mention.end].startswith("[")
    assert service.audit.event(int(answer.audit_id)).body is None
    assert b"weymouth" not in held_bytes(tmp_path).lower()
    states = [(e.body or {}).get("state") for e in service.events(ANALYST, kinds=["reredact"])]
    assert states == ["policy", "logs", "policy ended"]
    assert service.verify().ok
    assert service.store.catalogue.integrity() == []
    assert opened(tmp_path).store.policy.text == wanted.text
    assert opened(tmp_path, wanted).policy_notice() == ""


def test_a_looser_policy_brings_values_back_from_the_vault(tmp_path: Path) -> None:
    strict = policy(LOCATION="replace", POSTCODE="replace", DOB="replace")
    filled(tmp_path, strict)
    service = opened(tmp_path, policy(LOCATION="keep", OFFICER="keep", AGE="keep"))
    held = service.store.vault.count()
    service.reredact(ANALYST)
    log = service.store.catalogue.log("A/0", EVERYTHING)
    for back in ("PC Thistle", "Weymouth", "DT4]", " 18-24]", "[AGE 18-24]"):
        assert back in log.text  # the age itself was never stored
    assert "Quixwood" not in log.text
    assert log.title == "<LOCATION:Weymouth>"
    assert log.title_mentions == ()
    assert [m.type for m in log.mentions] == ["PERSON", "AGE", "DOB", "POSTCODE"]
    assert service.store.vault.count() == held - 2
    assert "OFFICER" in service.policy_notice()
    (begun,) = [e.body for e in service.events(ANALYST, kinds=["reredact"]) if (e.body or {}).get("state") == "policy"]
    assert begun
    assert begun["kept_identifiers"] == ["OFFICER"]


def test_stricter_and_back_gives_the_same_text(tmp_path: Path) -> None:
    filled(tmp_path)
    before = opened(tmp_path).store.catalogue.log("A/0", EVERYTHING)
    service = opened(tmp_path, policy(POSTCODE="replace", DOB="replace", LOCATION="replace"))
    service.reredact(ANALYST)
    assert service.store.catalogue.log("A/0", EVERYTHING) != before
    service = opened(tmp_path, default_policy())
    service.reredact(ANALYST)
    assert service.store.catalogue.log("A/0", EVERYTHING) == before


def test_with_nothing_to_do_nothing_is_done(tmp_path: Path) -> None:
    filled(tmp_path)
    assert opened(tmp_path).reredact(ANALYST).total == 0


def test_a_move_that_is_not_ended_is_not_replaced_by_another(tmp_path: Path) -> None:
    filled(tmp_path)
    store = opened(tmp_path).store
    store.catalogue.manifest.begin(policy(LOCATION="replace"))
    with pytest.raises(BadPolicy, match="not ended"):
        move(store, policy(URL="replace"))


MOVE = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
import index.policy_change
from tests.test_policy_change import ANALYST, opened, policy
index.policy_change.TOGETHER = 2
service = opened(Path({folder!r}), policy(LOCATION="replace", POSTCODE="replace", OFFICER="keep"))
service.reredact(ANALYST, progress=lambda progress: print(progress.done, flush=True))
print("done", flush=True)
"""


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_moment_the_move_goes_on(tmp_path: Path, seed: int) -> None:
    filled(tmp_path, logs=30)
    code = MOVE.format(root=ROOT, folder=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(1 + 2 * seed):
        process.stdout.readline()
    time.sleep(0.003 * seed)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    service = opened(tmp_path)
    assert service.policy_notice()
    service.ingest([export(tmp_path, ("B/1", RAW))], ANALYST)  # new logs are under the new policy already
    assert "Weymouth" not in service.store.catalogue.log("B/1", EVERYTHING).text
    service.reredact(ANALYST)
    texts = {TOKEN.sub("_", log.text) for log in service.store.catalogue.logs(Filters(), EVERYTHING)}
    assert len(texts) == 1
    assert "PC Thistle" in texts.pop()
    assert service.store.catalogue.manifest.change() is None
    assert service.store.policy.action("LOCATION") == "replace"
    assert service.store.catalogue.integrity() == []
    assert service.verify().ok
    service.close()
    files = [p for p in (tmp_path / "store").iterdir() if not p.name.startswith(VAULT_FILE)]
    assert [p.name for p in files if b"weymouth" in p.read_bytes().lower()] == []
