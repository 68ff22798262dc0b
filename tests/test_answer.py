"""The way from a redacted question to an answer on the record, over redacted logs; no model but what a test scripts."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.answer import Answerer, Writer
from assistant.audit import Actor, Audit
from assistant.limits import NOT_SAID, spoken_day
from assistant.recorded import recorded_answer
from assistant.records import Answer, Limit
from assistant.withholding import Withholding
from index.clearance import EVERYTHING, Clearance, Grant
from index.gone import reference_digest
from index.grading import parse_grade
from index.keys import derive
from index.records import Filters, RedactedQuestion
from index.store import Store
from tests.conftest import WordEmbedder, redacted_log
from tests.test_catalogue import entry
from tests.test_drafting import Scripted

ANALYST = Actor("analyst")
ANN, NOBODY = "PERSON 7K3F9Q2M", "PERSON 00000009"
CALL, VISIT = "101 call", "officer observation"
LOGS = [
    redacted_log("N/1", f"[{ANN}] keeps the passports of the workers in a drawer.", title="Passports", provenance=CALL),
    redacted_log("N/2", "A white van dropped six men at the yard. It is believed that they sleep there.", title="Van",
                 reported_at="2025-02-01", provenance=VISIT, grade=parse_grade("1/A/P")),
    redacted_log("N/3", "CORRECTION of N/2: the van that dropped six men at the yard was green.", title="Correction",
                 reported_at="2025-05-12", provenance=VISIT, grade=parse_grade("1/A/P")),
    redacted_log("N/4", "Nobody keeps the passports of the workers in a drawer.", title="Passports",
                 reported_at="2025-06-01", provenance=VISIT),
    redacted_log("N/5", "Loud music from a flat above the bakery.", title="Noise", provenance=""),
]  # fmt: skip


class Permissive:
    """Stands in for the policy, which is tested elsewhere."""

    def decide(self, question: str, earlier: Sequence[str] = ()) -> None:
        return None

    def allows_sentence(self, text: str) -> bool:
        return True


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store", embedder=WordEmbedder())
    store.catalogue.add([entry(log) for log in LOGS])
    yield store
    store.close()


@pytest.fixture
def audit(store: Store, tmp_path: Path) -> Iterator[Audit]:
    audit = Audit(tmp_path, derive(bytes(32)), holds=store.catalogue.holds)
    yield audit
    audit.close()


class Asking:
    """Asks redacted questions, and keeps nothing."""

    def __init__(self, store: Store, audit: Audit, says: str = "") -> None:
        writer = Writer(Scripted(says=says) if says else None, "scripted" if says else "none")
        self._answerer = Answerer(store, audit, Permissive(), writer, retrieved=20)  # type: ignore[arg-type]

    def __call__(
        self, text: str, *asked: str, unknown: Sequence[str] = (), filters: Filters | None = None,
        limits: Sequence[Limit] = ()
    ) -> Answer:  # fmt: skip
        groups = tuple((token,) if token not in unknown else () for token in asked)
        question = RedactedQuestion(text, groups, tuple(unknown))
        *_, answer = self._answerer.answer(
            question, ANALYST, EVERYTHING, whole=question, filters=filters or Filters(), limits=limits
        )
        return answer


@pytest.fixture
def ask(store: Store, audit: Audit) -> Asking:
    return Asking(store, audit)


def recorded(audit: Audit, answer: Answer) -> Answer:
    seq = int(answer.audit_id)
    shown = recorded_answer(audit.event(seq), audit.thread(seq))
    assert shown is not None
    return shown


@pytest.mark.parametrize(("unsure", "status"), [(True, "answered"), (False, "not_found")])
def test_a_question_that_may_stand_alone_is_read_so_where_nothing_answers_it_with_the_last_one(
    store: Store, audit: Audit, unsure: bool, status: str
) -> None:
    writer = Writer(None, "none")
    answerer = Answerer(store, audit, Permissive(), writer, retrieved=20)  # type: ignore[arg-type]
    question = RedactedQuestion("Loud music from a flat above the bakery?")
    whole = RedactedQuestion(f"Who is [{NOBODY}]? {question.text}", ((),), (NOBODY,))
    *_, answer = answerer.answer(question, ANALYST, EVERYTHING, whole=whole, filters=Filters(), unsure=unsure)
    assert answer.status == status
    assert ("read by itself" in " ".join(answer.notices)) == (not answer.read_as) == unsure


# -- attribution ------------------------------------------------------------------------------------------------------


def test_every_quoted_sentence_is_attributed_and_stays_word_for_word(ask: Asking, audit: Audit) -> None:
    answer = ask(f"Where does [{ANN}] keep the passports of the workers?", ANN)
    first = answer.sentences[0]
    assert (first.manner, first.lead) == (
        "reported", "An untested source reports, known indirectly to the source (log of 4 March 2025, 2/C/P)",
    )  # fmt: skip
    assert all(s.text == s.citations[0].quote and s.manner for s in answer.sentences)
    assert answer.as_dict()["answer"].startswith(f"{first.lead}: {first.text}")
    assert recorded(audit, answer).sentences == answer.sentences


def test_what_was_seen_and_what_is_supposed_stand_apart(ask: Asking) -> None:
    answer = ask("Which van dropped six men at the yard and where do they sleep?")
    manners = [(s.citations[0].log_ref, s.manner) for s in answer.sentences if s.citations[0].log_ref == "N/2"]
    assert manners == [("N/2", "seen"), ("N/2", "assessed")]


def test_a_correction_stands_after_what_it_corrects_and_says_so(ask: Asking) -> None:
    answer = ask("What colour was the van that dropped six men at the yard?")
    assert [ref for ref in answer.cited if ref in ("N/2", "N/3")] == ["N/2", "N/3"]
    correcting = next(s for s in answer.sentences if s.citations[0].log_ref == "N/3")
    assert "log of 12 May 2025, 1/A/P; it corrects an earlier log" in correcting.lead


def test_logs_that_disagree_are_named_and_stand_side_by_side_with_dates_and_grades(ask: Asking) -> None:
    answer = ask("Who keeps the passports of the workers?")
    assert set(answer.cited) >= {"N/1", "N/4"}
    assert any("do not agree" in notice and "N/1" in notice and "N/4" in notice for notice in answer.notices)
    leads = {s.citations[0].log_ref: s.lead for s in answer.sentences}
    assert "4 March 2025, 2/C/P" in leads["N/1"] and "1 June 2025, 2/C/P" in leads["N/4"]


def test_a_written_sentence_that_leaves_out_a_doubt_is_dropped_and_one_less_certain_is_partly(
    store: Store, audit: Audit
) -> None:
    draft = "They sleep there. The white van may have dropped six men at the yard."
    answer = Asking(store, audit, draft)("Which white van dropped six men at the yard?")
    written = [s for s in answer.sentences if s.origin == "written"]
    assert [(s.support.verdict, s.support.reason) for s in written] == [
        ("partly", "it is less certain than the cited text")
    ]
    assert written[0].lead.startswith("An officer saw")
    assert answer.dropped == 1
    (end,) = [e.body for e in audit.thread(int(answer.audit_id)) if e.kind == "answer"]
    assert end is not None
    assert [refused["text"] for refused in end["refused"]] == ["They sleep there."]


# -- counts -----------------------------------------------------------------------------------------------------------


def test_a_count_comes_first_with_all_its_logs(ask: Asking, audit: Audit) -> None:
    answer = ask("How many logs mention the yard?")
    first = answer.sentences[0]
    assert (first.origin, first.text.partition(".")[0]) == ("counted", "2 logs contain yard")
    assert [c.log_ref for c in first.citations] == ["N/2", "N/3"]
    assert set(answer.cited) <= set(answer.retrieved)
    assert recorded(audit, answer).sentences == answer.sentences


def test_a_list_of_logs_has_a_sentence_of_each_by_day(ask: Asking) -> None:
    answer = ask("Which reports mention passports?")
    assert [s.citations[0].log_ref for s in answer.sentences if s.is_quoted] == ["N/1", "N/4"]


# -- parts and accounts -----------------------------------------------------------------------------------------------


def test_a_question_that_is_answered_in_part_names_the_part_that_is_missing(ask: Asking, audit: Audit) -> None:
    answer = ask("Who keeps the passports of the workers and what did the surgeon write about penicillin?")
    assert answer.status == "answered"
    assert "N/1" in answer.cited
    assert answer.missing == ("what did the surgeon write about penicillin?",)
    assert answer.reason.endswith(answer.missing[0])
    assert recorded(audit, answer).missing == answer.missing


def test_a_part_that_leans_on_the_one_before_is_not_answered_by_logs_of_something_else(ask: Asking) -> None:
    asked = f"Does [{ANN}] keep the passports of the workers in a drawer and was {{}}?"
    leaning, standing = (
        ask(asked.format(part), ANN) for part in ("he above the bakery", "the flat above the bakery loud")
    )
    assert "N/5" in standing.cited
    assert "N/1" in leaning.cited
    assert "N/5" not in leaning.cited
    assert leaning.missing == ("was he above the bakery?",)


def test_a_part_about_somebody_no_log_holds_is_missing_and_the_other_is_answered(ask: Asking) -> None:
    text = f"Who keeps the passports of the workers and what does [{NOBODY}] drive?"
    answer = ask(text, NOBODY, unknown=[NOBODY])
    assert (answer.status, answer.missing) == ("answered", (f"what does [{NOBODY}] drive?",))


def test_a_question_without_an_answer_gets_an_account_of_the_search(ask: Asking, store: Store, audit: Audit) -> None:
    answer = ask("Which surgeon at the bakery prescribed tablets, penicillin or plaster?")
    account = answer.account
    assert (answer.status, answer.sentences) == ("not_found", ())
    assert account is not None
    assert (account.held, account.searched, account.first, account.last) == (5, 5, "2025-02-01", "2025-06-01")
    assert account.unheard == ("surgeon", "prescribed", "tablets", "penicillin", "plaster")
    near = {miss.citation.log_ref: miss for miss in account.nearest}
    assert len(near) <= 3
    assert near["N/5"].why_not == f"it does not contain {', '.join(account.unheard)}"
    for miss in account.nearest:
        log = store.catalogue.log(miss.citation.log_ref, EVERYTHING)
        assert log.text[miss.citation.start : miss.citation.end] == miss.citation.quote
    for said in ("5 logs were searched, of 1 February 2025 to 1 June 2025; no limits.", "N/5 of 4 March 2025, Noise:"):
        assert said in answer.reason
    assert recorded(audit, answer).account == account
    assert set(audit.event(int(answer.audit_id)).quotes) == set(near)  # withdrawn when one of them is deleted


def test_an_account_names_the_window_and_the_logs_outside_it_and_offers_to_lift_it(ask: Asking) -> None:
    days = Filters(date_from="2023-01-01", date_to="2023-12-31", widely=True)
    limit = Limit("days", "in 2023", "from 1 January 2023 to 31 December 2023", filters=days)
    answer = ask("Who keeps the passports of the workers in 2023?", filters=days, limits=[limit])
    account = answer.account
    assert account is not None
    assert (account.held, account.searched, account.limits) == (5, 0, ("from 1 January 2023 to 31 December 2023",))
    assert account.nearest[0].why_not == "it is of other days than those asked for"
    assert account.tries[0] == "Ask without the limit “in 2023”."


def test_an_account_names_a_place_that_it_was_limited_to(ask: Asking, audit: Audit) -> None:
    here = Filters(places=("Netherby",))
    limit = Limit("place", "only in Netherby", "only logs that mention Netherby", filters=here)
    answer = ask("Who keeps the passports of the workers, only in Netherby?", filters=here, limits=[limit])
    assert answer.status == "not_found"
    assert answer.account is not None
    assert (answer.account.searched, answer.account.limits) == (0, ("place Netherby",))
    assert answer.account.tries[0] == "Ask without the limit “only in Netherby”."
    assert (recorded(audit, answer).filters, recorded(audit, answer).limits) == (here, (limit,))


def test_a_place_that_comes_first_hides_nothing_and_is_still_looked_for(ask: Asking, audit: Audit) -> None:
    limit = Limit("place", "in Netherby", "count for more", filters=Filters(places=("Netherby",)), favours=True)
    answer = ask("Who keeps the passports of the workers in Netherby?", limits=[limit])
    assert answer.status == "answered"
    assert any("Netherby" in notice for notice in answer.notices)  # no cited log contains it
    assert recorded(audit, answer).limits == (limit,)


def test_an_account_of_somebody_no_log_holds_says_so(ask: Asking) -> None:
    account = ask(f"What is known about [{NOBODY}]?", NOBODY, unknown=[NOBODY]).account
    assert account is not None
    assert account.lead.startswith("No log mentions the person")
    assert any("spelt" in hint for hint in account.tries)


def test_a_reader_with_another_clearance_sees_no_count_and_no_account_of_the_asker(
    ask: Asking, audit: Audit, store: Store
) -> None:
    south = Clearance((Grant(frozenset(["South Force"]), None, None, None),))
    for question in ("How many logs mention the yard?", "Which surgeon at the bakery prescribed tablets or plaster?"):
        event = audit.event(int(ask(question).audit_id))
        told = json.dumps(Withholding(store, south).of(event).body)
        assert not any(word in told for word in ("logs contain", "searched", "Noise", "Loud music", "An officer saw"))
        assert Withholding(store, EVERYTHING).of(event) == event


def test_a_reader_with_another_clearance_does_not_see_whether_a_place_was_found(
    ask: Asking, audit: Audit, store: Store
) -> None:
    south = Clearance((Grant(frozenset(["South Force"]), None, None, None),))
    place = Filters(places=("Netherby",))
    told = []
    for limit in (
        Limit("place", "in Netherby", "count for more", filters=place, favours=True),
        Limit("place", "in Netherby", "", NOT_SAID, filters=place),
        Limit("place", "not in Netherby", "", "places cannot be left out", filters=place),
        Limit("place", "only in Netherby", "only logs that mention Netherby", filters=place),
    ):
        filters = place if limit.narrows else Filters()
        event = audit.event(int(ask("Who sat in Netherby?", limits=[limit], filters=filters).audit_id))
        body = Withholding(store, south).of(event).body
        assert body is not None
        told.append((body["limits"], body["filters"]["places"], [n for n in body["notices"] if "limit" in n]))
    assert told == [([], [], [])] * 4


def test_a_reference_asked_for_in_vain_stays_whether_or_not_there_is_such_a_log(audit: Audit, store: Store) -> None:
    south = Clearance((Grant(frozenset(["South Force"]), None, None, None),))
    asked = {"text": "What does N/1 say?", "asked": [], "unknown": []}
    body = {"question": "What does N/1 say?", "asked": asked, "clearance": south.as_dict(), "sentences": []}
    for kind in ("ask", "search"):
        event = audit.event(audit.append(kind, ANALYST, body | {"hits": [], "answer": "", "reason": "No log N/1."}))
        assert Withholding(store, south).of(event) == event
        north = Clearance((Grant(frozenset(["West Force"]), None, None, None),))
        assert "N/1" not in json.dumps(Withholding(store, north).of(event).body)


# -- logs that no answer uses -----------------------------------------------------------------------------------------


def test_a_question_that_names_a_log_out_of_search_is_told_why(ask: Asking, store: Store, audit: Audit) -> None:
    store.catalogue.life.withdraw("N/1", 1)
    store.catalogue.remove("N/4", known_as=reference_digest(store.keys, "N/4"), event=2)
    with store.catalogue._file.writing() as db:
        db.execute("UPDATE life SET review_by='2020-01-01', out_on='2020-02-01' WHERE log_ref='N/5'")
    on = spoken_day(datetime.now(UTC).date())
    for ref, said in (
        ("N/1", f"Log N/1 was withdrawn on {on}: it is kept, and no answer uses it."),
        ("n/5", "Log N/5 is past its review, due on 1 January 2020: it is kept, and"),
        ("N/4", f"Log N/4 was deleted on {on}."),
    ):
        answer = ask(f"What does log {ref} say?")
        assert (answer.status, answer.cited) == ("not_found", ())
        assert answer.reason.startswith(said)
        assert answer.account and answer.account.lead.startswith(said)
        assert "passports" not in json.dumps(answer.as_dict())
    answered = ask("Which van dropped six men at the yard, and what does N/4 say of it?")
    assert answered.status == "answered"
    assert f"Log N/4 was deleted on {on}." in answered.notices
    never = ask("What does log X/99 say?")
    assert "X/99" not in never.reason


def test_only_logs_that_searches_look_at_are_counted_as_searched(ask: Asking, store: Store, audit: Audit) -> None:
    question = "Which surgeon at the bakery prescribed tablets, penicillin or plaster?"
    store.catalogue.life.withdraw("N/1", 1)
    answer = ask(question)
    assert answer.account and (answer.account.held, answer.account.searched, answer.account.out) == (4, 4, 1)
    assert "4 logs were searched, of" in answer.reason
    assert "1 more is withdrawn or past review, and not searched." in answer.reason
    assert recorded(audit, answer).account == answer.account
    for ref in ("N/2", "N/3", "N/4", "N/5"):
        store.catalogue.life.withdraw(ref, 1)
    assert ask(question).reason == "All logs are withdrawn or past their review."


def test_everything_on_an_identity_cites_each_log_that_mentions_it_however_far_it_is(ask: Asking, store: Store) -> None:
    far = redacted_log("N/6", f"Slept at the bus stop, says [{ANN}], and woke at dawn.", title="", provenance=CALL)
    store.catalogue.add([entry(far)])
    assert "N/6" not in ask(f"Does [{ANN}] keep the passports of the workers in a drawer?", ANN).cited
    answer = ask(f"Everything we hold on [{ANN}] and the passports of the workers in a drawer", ANN)
    assert {"N/1", "N/6"} <= set(answer.cited)
    assert "N/6" in answer.retrieved
