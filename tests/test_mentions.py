"""Questions for everything about an identity, or for a link, over a catalogue of redacted logs; no model."""

import pytest

from assistant import mentions as module
from assistant.mentions import Mentions, mentions
from index.catalogue import Catalogue
from index.clearance import EVERYTHING, Clearance, Grant
from index.records import Filters, RedactedQuestion
from tests.conftest import redacted_log
from tests.test_catalogue import entry

ANN, BOB, CAL, VAN, PHONE = (
    "PERSON 7K3F9Q2M", "PERSON 00000002", "PERSON 00000003", "VEHICLE_REG 00000001", "PHONE 00000001"
)  # fmt: skip
OFFICER = "OFFICER 00000001"
LOGS = [
    redacted_log("N/1", f"It rained. [{ANN}] drove [{VAN}] to the yard. [{OFFICER}]", reported_at="2025-03-01"),
    redacted_log("N/2", f"[{BOB}] washed [{VAN}] at the quay. [{OFFICER}]", reported_at="2025-02-01"),
    redacted_log("N/3", f"[{ANN}] and [{CAL}] shouted.", reported_at="2025-04-01"),
    redacted_log("N/4", f"[{CAL}] rang [{PHONE}].", reported_at="2025-05-01", force="South"),
    redacted_log("N/5", "A bakery was noisy.", reported_at="2025-05-02"),
]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    catalogue = Catalogue(tmp_path_factory.mktemp("mentions") / "catalogue.db")
    catalogue.add([entry(log) for log in LOGS])
    return catalogue


def found(
    catalogue: Catalogue, text: str, *tokens: str, filters: Filters | None = None, clearance: Clearance = EVERYTHING
) -> Mentions:
    question = RedactedQuestion(text, tuple((token,) for token in tokens))
    return mentions(question, filters or Filters(), catalogue, clearance)


def refs(some: Mentions) -> list[str]:
    return [stretch.log.log_ref for stretch in some.stretches]


@pytest.mark.parametrize(
    ("question", "tokens", "logs"),
    [
        (f"Everything we hold on [{VAN}] please", (VAN,), ["N/2", "N/1"]),  # by day
        (f"every sighting of [{VAN}]", (VAN,), ["N/2", "N/1"]),
        (f"What do we know about [{CAL}]?", (CAL,), ["N/3", "N/4"]),
        (f"Trace [{VAN}] from February on", (VAN,), ["N/2", "N/1"]),
        (f"How is [{ANN}] linked to [{CAL}]?", (ANN, CAL), ["N/3"]),
        (f"Where was [{VAN}] washed?", (VAN,), []),  # asks for one thing
        ("Everything about the bakery", (), []),  # names no identity
    ],
)
def test_every_log_that_mentions_what_is_asked_about_is_found(
    catalogue: Catalogue, question: str, tokens: tuple[str, ...], logs: list[str]
) -> None:
    assert refs(found(catalogue, question, *tokens)) == logs


def test_the_sentence_that_mentions_the_identity_is_the_one_that_is_cited(catalogue: Catalogue) -> None:
    stretches = found(catalogue, f"every sighting of [{VAN}]", VAN).stretches
    assert [stretch.text.strip() for stretch in stretches] == [
        f"[{BOB}] washed [{VAN}] at the quay.", f"[{ANN}] drove [{VAN}] to the yard."
    ]  # fmt: skip


def test_two_that_no_log_mentions_together_are_followed_to_what_both_are_mentioned_with(catalogue: Catalogue) -> None:
    linked = found(catalogue, f"How is [{ANN}] connected to [{BOB}]?", ANN, BOB)
    assert refs(linked) == ["N/1", "N/2"]
    assert f"together with [{VAN}]" in linked.notices[0]
    assert OFFICER not in linked.notices[0]  # who writes logs links nobody


def test_nothing_is_said_to_link_two_that_share_nothing(catalogue: Catalogue) -> None:
    assert found(catalogue, f"What links [{BOB}] and [{PHONE}]?", BOB, PHONE) == Mentions()


def test_of_too_many_mentions_only_the_number_is_said(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    many = found(catalogue, f"Everything on [{VAN}]", VAN)
    assert not many.stretches
    assert many.notices[0].startswith("2 logs mention")


def test_nothing_is_looked_up_where_somebody_is_named_whom_no_log_holds(catalogue: Catalogue) -> None:
    question = RedactedQuestion(f"How is [{ANN}] linked to [PERSON ZZZZZZZZ]?", ((ANN,), ()))
    assert mentions(question, Filters(), catalogue, EVERYTHING) == Mentions()


def test_logs_outside_the_clearance_or_the_limits_are_not_found(catalogue: Catalogue) -> None:
    north = Clearance((Grant(frozenset({"North Force"}), None, None, None),))
    assert "N/4" not in refs(found(catalogue, f"Everything on [{CAL}]", CAL, clearance=north))
    late = Filters(date_from="2025-04-15")
    assert refs(found(catalogue, f"Everything on [{CAL}]", CAL, filters=late)) == ["N/4"]
