"""Suggested links between tokens and what follows from a person's decision, on a store without models."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.audit import Actor
from assistant.service import Service
from assistant.settings import Settings
from index.catalogue import Entry
from index.clearance import EVERYTHING
from index.errors import BadSetting, NotHeld
from index.links import Decided, Suggestion
from index.passages import split
from index.records import RedactedQuestion
from index.redaction.identities import resolve_identities
from index.store import Store
from tests.conftest import WordEmbedder, redacted_log
from tests.test_identities import field
from ui.render.links import links as rendered

ANALYST = Actor("analyst")
LOGS = {
    "N/1": "<PERSON:James Okafor> drove <VEHICLE_REG:AB12 CDE>.",
    "N/2": "<PERSON:Jimmy Okafor> was near <VEHICLE_REG:AB12 CDE>.",
    "N/3": "<PERSON:Costel Vranceanu> called.",
    "N/4": "<PERSON:Costel Vrancenu> called.",
    "N/5": "<ALIAS:Big Smalls> texted.",
    "N/6": "<ALIAS:Smalls> texted.",
    "N/7": "<PERSON:Jane Smith> and <PERSON:Tim Reed> left.",
    "N/8": "<PERSON:Jane> left alone.",
    "N/9": "<PERSON:Raymond Tilney>, <PHONE:123>, <VEHICLE_REG:BD51>, 12 High Street, <ADDRESS:Flat 2>.",
    "N/10": "<PERSON:Ray Tilney>, <PHONE:123>, <VEHICLE_REG:BD51>, 9 Mill Lane, <ADDRESS:Flat 2>.",
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service over the logs, redacted as their marks say."""
    store = Store(tmp_path / "store", embedder=WordEmbedder())
    fields = [[field(text)] for text in LOGS.values()]
    found = resolve_identities(fields, ["North"] * len(LOGS), store.vault)
    for (ref, _), (some,), (identities,) in zip(LOGS.items(), fields, found.identities, strict=True):
        text, last = "", 0
        for span, identity in zip(some.spans, identities, strict=True):
            assert identity
            text += f"{some.text[last : span.start]}[{store.vault.tokens([identity])[0]}]"
            last = span.end
        log = redacted_log(ref, text + some.text[last:])
        passages = split(log)
        vectors = store.embedder.encode([p.text for p in passages]).astype("float16")
        store.catalogue.add([Entry(log, ref.encode(), passages, vectors)])
    store.vault.name(found.named)
    service = Service(Settings(store=tmp_path / "store", cache=tmp_path, model="none"), store=store)
    yield service
    service.close()


def token(service: Service, ref: str) -> str:
    return service.store.catalogue.log(ref, EVERYTHING).mentions[0].token


def suggestion(service: Service, one: str, other: str) -> Suggestion | None:
    """The suggestion of the first tokens of two logs, if there is one."""
    pair = sorted((token(service, one), token(service, other)))
    return next((s for s in service.links(ANALYST)[0] if [s.a, s.b] == pair), None)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("N/1", "N/2", "forename initial"),
        ("N/1", "N/2", "short for"),
        ("N/1", "N/2", "logs of both mention [VEHICLE_REG"),
        ("N/3", "N/4", "spelled nearly alike"),
        ("N/5", "N/6", "word in common"),
        ("N/7", "N/8", "part of the other name"),
    ],
)
def test_names_with_something_in_common_are_suggested_with_the_reason(
    service: Service, one: str, other: str, reason: str
) -> None:
    found = suggestion(service, one, other)
    assert found is not None
    assert any(reason in said for said in found.reasons)


def test_names_with_nothing_in_common_are_not_suggested_and_order_is_the_alphabet(service: Service) -> None:
    suggested, _ = service.links(ANALYST)
    assert suggestion(service, "N/1", "N/3") is None
    assert [(s.a, s.b) for s in suggested] == sorted((s.a, s.b) for s in suggested)
    assert all(s.a < s.b and s.logs_a and s.logs_b for s in suggested)


def test_a_confirmed_link_widens_questions_and_patterns_and_says_by_whom(service: Service) -> None:
    james, jimmy = token(service, "N/1"), token(service, "N/2")
    service.decide_link(jimmy, james, "confirmed", "custody record", ANALYST)
    asked = service.store.links.widened(RedactedQuestion(f"What of [{james}]?", ((james,),)), EVERYTHING)
    assert set(asked.tokens) == {james, jimmy}
    assert asked.linked == ((james, jimmy, "analyst"),)
    assert {hit.passage.log_ref for hit in service.store.search(asked, EVERYTHING) if hit.tokens} == {"N/1", "N/2"}
    found = service.patterns(ANALYST)
    people = {name for link in found.links for name in (link.a, link.b)}
    assert max(james, jimmy) not in people
    assert found.joined == ((*sorted((james, jimmy)), "analyst"),)
    assert service.log("N/2", ANALYST).mentions[0].token == jimmy  # the logs stay as they are


def test_a_refused_link_is_not_suggested_again_until_it_is_undone(service: Service) -> None:
    pair = token(service, "N/3"), token(service, "N/4")
    service.decide_link(*pair, "refused", "two brothers", ANALYST)
    assert suggestion(service, "N/3", "N/4") is None
    assert [d.decision for d in service.links(ANALYST)[1]] == ["refused"]
    service.decide_link(*pair, "undone", "wrong file", ANALYST)
    assert suggestion(service, "N/3", "N/4") is not None
    assert [d.decision for d in service.store.links.history(*pair)] == ["refused", "undone"]


def test_every_decision_is_on_the_record_and_needs_a_reason_and_held_tokens(service: Service) -> None:
    pair = token(service, "N/3"), token(service, "N/4")
    for wrong, error in (
        ((*pair, "confirmed", " "), BadSetting),
        ((pair[0], pair[0], "confirmed", "same"), BadSetting),
        ((pair[0], "PERSON 00000000", "confirmed", "same"), NotHeld),
        ((*pair, "undone", "never made"), NotHeld),
    ):
        with pytest.raises(error):
            service.decide_link(*wrong, ANALYST)  # type: ignore[arg-type]
    assert not service.events(ANALYST, kinds=["link"])
    service.decide_link(*pair, "confirmed", "same date of birth", ANALYST)
    (event,) = service.events(ANALYST, kinds=["link"])
    assert event.body is not None
    assert (event.body["decision"], event.body["reason"]) == ("confirmed", "same date of birth")
    assert service.verify().ok


def test_what_many_have_is_no_reason(service: Service) -> None:
    found = suggestion(service, "N/9", "N/10")
    assert found is not None
    assert not any("logs of both" in said for said in found.reasons)


@pytest.mark.parametrize("last", ["confirmed", "refused"])
def test_no_decision_makes_one_of_a_pair_that_is_refused(service: Service, last: Decided) -> None:
    one, other, between = (token(service, ref) for ref in ("N/3", "N/4", "N/1"))
    decisions: list[tuple[str, str, Decided]] = [
        (one, other, "refused"),
        (one, between, "confirmed"),
        (other, between, "confirmed"),
    ]
    if last == "refused":
        decisions.reverse()
    for a, b, decision in decisions[:2]:
        service.decide_link(a, b, decision, "seen", ANALYST)
    a, b, decision = decisions[2]
    with pytest.raises(BadSetting, match=r"undo"):
        service.decide_link(a, b, decision, "seen", ANALYST)
    assert len(service.links(ANALYST)[1]) == len(service.events(ANALYST, kinds=["link"])) == 2
    service.decide_link(*decisions[0][:2], "undone", "wrong file", ANALYST)
    service.decide_link(a, b, decision, "seen", ANALYST)


def test_a_contradiction_of_an_older_store_stops_no_other_decision(service: Service) -> None:
    one, other, between = sorted(token(service, ref) for ref in ("N/3", "N/4", "N/1"))
    with service.store.links._file.writing() as db:
        for a, b, said in ((one, other, "refused"), (one, between, "confirmed"), (other, between, "confirmed")):
            row = *sorted((a, b)), said, "seen", "analyst", "2025-01-01T00:00:00+00:00"
            db.execute("INSERT INTO decisions(a, b, decision, reason, who, time) VALUES (?,?,?,?,?,?)", row)
    service.decide_link(token(service, "N/5"), token(service, "N/6"), "confirmed", "seen", ANALYST)


def test_a_deleted_logs_links_go_with_it(service: Service) -> None:
    pair = token(service, "N/3"), token(service, "N/4")
    service.decide_link(*pair, "confirmed", "same", ANALYST)
    service.store.links.forget([pair[0]])
    assert service.store.links.history(*pair) == []


def test_the_links_file_holds_no_name(service: Service) -> None:
    service.decide_link(token(service, "N/3"), token(service, "N/4"), "confirmed", "same", ANALYST)
    held = b"".join(path.read_bytes() for path in service.store.folder.glob("links.db*")).lower()
    assert b"vrancean" not in held


def test_the_page_shows_reasons_logs_and_forms_and_no_number_of_likelihood(service: Service) -> None:
    service.decide_link(token(service, "N/3"), token(service, "N/4"), "refused", "two brothers", ANALYST)
    html = rendered(*service.links(ANALYST))
    assert html.count('data-act="link"') == html.count("<article")
    assert "the same surname and forename initial" in html
    assert 'href="/logs/N/1"' in html
    assert "two brothers" in html
    assert "%" not in html
