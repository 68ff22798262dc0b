"""Counts over a catalogue of redacted logs, compared with what can be seen in them; no model."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import citation
from assistant.records import Limit
from assistant.tally import Tally, tally
from index.catalogue import Catalogue
from index.clearance import EVERYTHING, Clearance, Grant
from index.records import Filters, Mention, RedactedLog, RedactedQuestion
from tests.conftest import redacted_log
from tests.test_catalogue import entry

ANN, BOB, VAN = "PERSON 7K3F9Q2M", "PERSON 00000002", "VEHICLE_REG 00000001"
LOGS = [
    redacted_log(
        "N/1", f"[{ANN}] kept passports at the yard. It rained.", reported_at="2025-03-01", provenance="caller"
    ),
    redacted_log("N/2", "There was no sign of passports in the yard.", reported_at="2025-02-01", provenance="officer"),
    redacted_log("N/3", f"[{BOB}] drove [{VAN}] to the yard.", reported_at="2025-04-01", provenance="caller"),
    redacted_log("N/4", f"Quiet. A passport of [{ANN}] lay in [{VAN}].", title="The yard", provenance="caller"),
    redacted_log("N/5", "A bakery was noisy.", provenance=""),
]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    catalogue = Catalogue(tmp_path_factory.mktemp("tally") / "catalogue.db")
    catalogue.add([entry(log) for log in LOGS])
    return catalogue


def unjoined(logs: Sequence[RedactedLog], clearance: Clearance) -> Sequence[RedactedLog]:
    return logs


def counted(
    catalogue: Catalogue, text: str, *tokens: str, filters: Filters | None = None, limits: Sequence[Limit] = ()
) -> Tally:
    question = RedactedQuestion(text, tuple((token,) for token in tokens))
    return tally(question, filters or Filters(), limits, catalogue, EVERYTHING, cite=citation, as_one=unjoined)


def refs(found: Tally) -> list[str]:
    return [c.log_ref for c in found.sentences[0].citations] if found.sentences else []


@pytest.mark.parametrize(
    ("question", "tokens", "found"),
    [
        ("How many logs mention passports?", (), ["N/2", "N/1", "N/4"]),  # by day; any form of the word
        ("How many reports are there about passports at the yard?", (), ["N/2", "N/1", "N/4"]),  # in the title, too
        (f"How many logs mention [{ANN}]?", (ANN,), ["N/1", "N/4"]),
        (f"How often was [{ANN}] seen with passports?", (ANN,), ["N/1", "N/4"]),
        (f"Which logs name both [{ANN}] and [{VAN}]?", (ANN, VAN), ["N/4"]),
        ("How many logs are there?", (), ["N/2", "N/1", "N/4", "N/5", "N/3"]),
        ("How many logs mention submarines?", (), []),
        ("Who kept the passports?", (), []),  # asks for no count
        ("How many men were in the van?", (), []),  # a number that a log may state, not one that code can count
    ],
)
def test_the_logs_that_fit_are_counted_and_all_are_cited(
    catalogue: Catalogue, question: str, tokens: tuple[str, ...], found: list[str]
) -> None:
    got = counted(catalogue, question, *tokens)
    assert refs(got) == found
    if found:
        assert got.sentences[0].text.startswith(f"{len(found)} log")
    for sentence in got.sentences:
        for cited in sentence.citations:
            assert catalogue.log(cited.log_ref, EVERYTHING).text[cited.start : cited.end] == cited.quote


def test_a_count_stays_inside_the_limits_and_says_them(catalogue: Catalogue) -> None:
    march = Filters(date_from="2025-03-01", date_to="2025-03-31", widely=True)
    limit = Limit("days", "in March", "from 1 March 2025 to 31 March 2025", filters=march)
    found = counted(catalogue, "How many logs mention passports in March?", filters=march, limits=[limit])
    assert refs(found) == ["N/1", "N/4"]
    assert "2 logs contain passports (from 1 March 2025 to 31 March 2025)." in found.sentences[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Which logs do not mention passports?",
        "How many logs mention passports or vans?",
        "How many logs?",  # of what, it does not say
        "How many vehicles are mentioned in the logs?",
        "How many logs mention it?",
    ],
)
def test_where_the_question_does_not_say_which_logs_nothing_is_counted_and_that_is_said(
    catalogue: Catalogue, question: str
) -> None:
    found = counted(catalogue, question)
    assert (found.sentences, found.stretches) == ((), ())
    assert found.notices[0].startswith("Nothing was counted: the question ")


def test_a_question_beside_the_count_is_no_condition_of_it(catalogue: Catalogue) -> None:
    found = counted(catalogue, f"How many logs mention passports? What did [{BOB}] drive?", BOB)
    assert found.sentences[0].text.startswith("3 logs contain passports.")


def test_a_name_that_several_bear_is_counted_for_all_of_them_and_each_is_named(catalogue: Catalogue) -> None:
    text = f"How many logs mention [{ANN}] and [{VAN}]?"
    several = RedactedQuestion(text, ((ANN, BOB), (VAN,)))
    found = tally(several, Filters(), (), catalogue, EVERYTHING, cite=citation, as_one=unjoined)
    assert found.sentences[0].text.startswith(f"2 logs mention ([{ANN}] or [{BOB}]) and [{VAN}].")
    assert refs(found) == ["N/4", "N/3"]
    assert "any of them" in found.notices[0]
    certain = replace(several, possible=(BOB,))
    found = tally(certain, Filters(), (), catalogue, EVERYTHING, cite=citation, as_one=unjoined)
    assert found.sentences[0].text.startswith(f"1 log mentions [{ANN}] and [{VAN}].")
    assert "not counted" in found.notices[0]


def test_an_identity_in_a_title_is_counted_as_one_in_a_text(tmp_path: Path) -> None:
    title = Mention(8, 10 + len(VAN), "VEHICLE_REG", VAN)
    log = redacted_log("N/1", "It came back to the yard.", title=f"Stop of [{VAN}]", title_mentions=(title,))
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.add([entry(log)])
    (sentence,) = counted(catalogue, "How many vehicles are named in logs about the yard?").sentences
    assert sentence.text == f"1 registration in 1 log that contains yard: [{VAN}]."
    assert [c.quote for c in sentence.citations] == ["It came back to the yard."]


def test_a_report_that_came_in_twice_is_one_origin(tmp_path: Path) -> None:
    text = "Six workers sleep above the car wash and their passports are kept in the safe by the manager there."
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.add([entry(redacted_log(ref, text, provenance=who)) for ref, who in (("N/1", "a caller"), ("N/2", "x"))])
    assert "2 logs contain passports. Distinct origins: 1." in (
        counted(catalogue, "How many logs mention passports?").sentences[0].text
    )


def test_a_count_says_origins_denials_and_that_it_counts_no_events(catalogue: Catalogue) -> None:
    found = counted(catalogue, "How many logs mention passports?")
    assert "Distinct origins: 2." in found.sentences[0].text
    assert found.sentences[1].text.endswith("not to be so: N/2.")
    assert [c.log_ref for c in found.sentences[1].citations] == ["N/2"]
    assert found.notices and "not events or people" in found.notices[0]


def test_identities_are_counted_by_their_tokens_with_the_sentence_that_names_each(catalogue: Catalogue) -> None:
    found = counted(catalogue, "How many people are named in logs about the yard?")
    (sentence,) = found.sentences
    assert sentence.text == f"2 names in 4 logs that contain yard: [{ANN}], [{BOB}]."
    assert [c.log_ref for c in sentence.citations] == ["N/1", "N/3"]
    assert "by their tokens" in found.notices[0]
    vehicles = counted(catalogue, f"How many vehicles are linked to [{ANN}]?", ANN)
    assert vehicles.sentences[0].text == f"1 registration in 2 logs that mention [{ANN}]: [{VAN}]."


def test_identities_that_a_person_confirmed_to_be_one_are_counted_once(catalogue: Catalogue) -> None:
    def joined(logs: Sequence[RedactedLog], clearance: Clearance) -> list[RedactedLog]:
        return [
            replace(log, mentions=tuple(replace(m, token=m.token.replace(BOB, ANN)) for m in log.mentions))
            for log in logs
        ]

    question = RedactedQuestion("How many people are named in logs about the yard?")
    found = tally(question, Filters(), (), catalogue, EVERYTHING, cite=citation, as_one=joined)
    assert found.sentences[0].text.startswith("1 name in 4 logs")


def test_of_somebody_no_log_holds_nothing_is_counted(catalogue: Catalogue) -> None:
    question = RedactedQuestion("How many logs mention [PERSON 00000009]?", ((),), unknown=("PERSON 00000009",))
    assert tally(question, Filters(), (), catalogue, EVERYTHING, cite=citation, as_one=unjoined) == Tally()


def test_a_large_count_cites_the_first_logs_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.tally.CITED", 2)
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.add([entry(log) for log in LOGS])
    (sentence, *_) = counted(catalogue, "How many logs mention passports?").sentences
    assert "3 logs contain passports." in sentence.text and "The first 2 by day are cited." in sentence.text
    assert len(sentence.citations) == 2


def test_of_more_logs_than_are_read_the_first_are_said_to_be_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.tally.LOOKED", 2)
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.add([entry(log) for log in LOGS])
    (sentence,) = counted(catalogue, "How many people are named in logs about the yard?").sentences
    assert sentence.text == f"1 name in the first 2 of 4 logs that contain yard: [{ANN}]."
    assert (
        counted(catalogue, "How many logs mention passports?").sentences[1].text.startswith("In 1 of the first 2 of ")
    )


def test_a_log_that_the_asker_may_not_see_is_not_counted(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.add([entry(log) for log in LOGS] + [entry(replace(LOGS[0], log_ref="S/1", force="South"))])
    north = Clearance((Grant(frozenset(["North Force"]), None, None, None),))
    question = RedactedQuestion("How many logs mention passports?")
    found = tally(question, Filters(), (), catalogue, north, cite=citation, as_one=unjoined)
    assert refs(found) == ["N/2", "N/1", "N/4"]
    assert catalogue.extent(Filters(), north)[0] == 5
