"""Limits that questions state, read on Monday 15 September 2025 against a store of a few themes and forces."""

import re
from datetime import date
from functools import partial

import pytest

from assistant.limits import Known, Stated, known, read_limits, stated
from assistant.resolution import Said, Turn, read
from index.records import Filters, RedactedQuestion

STORE = Known(
    date(2025, 9, 15),
    today=False,
    themes=("county_lines", "knife_crime", "modern_slavery", "other"),
    forces=("North Police CID", "North Police Roads Policing", "North Police West Team"),
)
PERSON = "[PERSON 7K3F9Q2M]"
VAN = RedactedQuestion("Which vans were seen at the quay in May?")


def asked(text: str) -> RedactedQuestion:
    return RedactedQuestion(text, tuple((t[1:-1],) for t in re.findall(r"\[[A-Z]+ \w+\]", text)))


def stated_after(question: str, earlier: list[RedactedQuestion], **more: object) -> Stated:
    """The limits of a question that is read after others; each of those cites two logs."""
    limits = partial(read_limits, store=STORE)
    turns: list[Turn] = []
    for one in earlier:
        turns.append(Turn(read(one, turns, limits).question, lambda: Said(("N/1", "N/2"))))
    return stated(read(asked(question), turns, limits), STORE, asked=asked(question), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("What happened in May?", Filters("2025-05-01", "2025-05-31", widely=True)),
        ("Anything since March, but before June?", Filters("2025-03-01", "2025-05-31", widely=True)),
        ("Compare May with July 2025", Filters("2025-05-01", "2025-07-31", widely=True)),
        ("Who was there on 3 May, and who in July?", Filters("2025-05-03", "2025-07-31", widely=True)),
        ("What do the county lines logs say about trains?", Filters(themes=("county_lines",))),
        ("Which vans are in the slavery reports?", Filters(themes=("modern_slavery",))),
        ("What is filed under theme knife crime?", Filters(themes=("knife_crime",))),
        ("Which logs from Roads Policing mention an Audi?", Filters(forces=("North Police Roads Policing",))),
        ("What did the North Police CID reports say?", Filters(forces=("North Police CID",))),
        ("What was reported by the West Team?", Filters(forces=("North Police West Team",))),
        ("What is graded 1A?", Filters(grades=("1/A/*",))),
        ("Which logs are graded 2/C/P?", Filters(grades=("2/C/P",))),
        ("Anything graded B2 on the depot?", Filters(grades=("B/2/*",))),
        ("Is there 1A intel on the depot?", Filters(grades=("1/A/*",))),
        # no limits
        ("Which county lines run to the coast?", Filters()),
        ("Where has knife crime been reported?", Filters()),
        ("What do the other logs say?", Filters()),
        ("Who lives in the west?", Filters()),
        ("Who drove the A35?", Filters()),
        (f"When was {PERSON} stopped?", Filters()),
        ("Was it on 3 May?", Filters()),
        ("Was it 14 March or 15 March?", Filters()),
    ],
)
def test_a_question_is_limited_to_what_it_states(question: str, filters: Filters) -> None:
    assert stated_after(question, []).filters == filters


@pytest.mark.parametrize(
    ("question", "words", "why"),
    [
        ("Who came since the warrant?", "since the warrant", "counts from an event"),
        (f"Where was {PERSON} before his arrest?", "before his arrest", "counts from an event"),
        (f"Who called after {PERSON} was stopped?", f"after {PERSON} was stopped", "counts from an event"),
        ("Did they move on after that?", "after that", "counts from an event"),
        ("Trace the van from the theft onwards", "from the theft onwards", "counts from an event"),
        ("Who was seen recently?", "recently", "names no days"),
        ("Anything over the last few weeks?", "over the last few weeks", "names no days"),
        ("Who was there on Friday?", "on Friday", "names no days"),
        ("Who lives there today?", "today", "names no days"),
        ("Was it on 3 May?", "on 3 May", "asks whether it was then"),
        ("Was it 14 March or 15 March?", "14 March or 15 March", "asks which"),
        ("Which vans came, but not in May?", "not in May", "cannot be left out"),
        ("What did April say?", "April", "may be a name"),
        ("Who was seen on 31 June?", "on 31 June", "no such day"),
        ("What is graded 2B or better?", "graded 2B or better", "no scale"),
        ("What is graded A?", "graded A", "name both"),
    ],
)
def test_what_cannot_be_applied_is_said_with_its_reason(question: str, words: str, why: str) -> None:
    (limit,) = [x for x in stated_after(question, []).limits if x.kind != "identity"]
    assert not limit.applied
    assert (limit.words, why in limit.why_not) == (words, True)


def test_a_limit_says_its_days_and_from_where_it_counts() -> None:
    (may,) = read_limits("What happened in May?", STORE)
    (weeks,) = read_limits("What happened in the last six weeks?", STORE)
    assert (may.words, may.meaning) == ("in May", "from 1 May 2025 to 31 May 2025")
    assert weeks.meaning == "from 4 August 2025 (counted from the newest log, 15 September 2025)"


@pytest.mark.parametrize(
    ("newest", "on"),
    [(["2026-02-01"], date(2026, 2, 3)), (["2025-09-15"], date(2025, 9, 15)), ([], date(2026, 2, 3))],
)
def test_days_count_from_today_in_a_store_in_use_and_from_the_newest_log_in_an_old_one(
    newest: list[str], on: date
) -> None:
    assert known({"themes": [], "forces": [], "newest": newest}, date(2026, 2, 3)).on == on


def test_a_follow_up_keeps_the_limits_of_the_questions_before_it() -> None:
    found = stated_after("And who drove them?", [VAN, asked("and at night?")])
    assert found.filters == Filters("2025-05-01", "2025-05-31", widely=True)
    assert [limit.inherited for limit in found.limits] == [True]


def test_a_follow_up_that_states_its_own_days_keeps_only_limits_of_other_kinds() -> None:
    first = asked("What do the county lines logs of May say?")
    assert stated_after("And in July?", [first]).filters == Filters(
        "2025-07-01", "2025-07-31", themes=("county_lines",), widely=True
    )


def test_a_question_of_its_own_inherits_nothing() -> None:
    question = "Which passports were taken from the workers?"
    assert stated_after(question, [VAN]) == stated_after(question, [])


def test_limits_set_beside_the_question_win() -> None:
    given = Filters(date_from="2025-01-01", forces=("North Police CID",))
    found = stated_after("What do the county lines logs say in May?", [], given=given)
    assert found.filters == Filters("2025-01-01", None, ("county_lines",), ("North Police CID",))
    assert [limit.why_not for limit in found.limits if limit.kind == "days"] == [
        "the limit set beside the question holds instead"
    ]


def test_a_limit_that_was_taken_back_stays_so_in_follow_ups() -> None:
    found = stated_after("And who drove them?", [VAN], lifted=["in May"])
    assert found.filters == Filters()
    assert found.limits[0].why_not == "you took it back"


def test_identities_and_logs_that_are_matched_exactly_are_listed_with_those_of_the_question_before() -> None:
    limits = stated_after("and where does he live?", [asked(f"Who is {PERSON}?")], references=["N/1"]).limits
    assert [(x.kind, x.words, x.inherited) for x in limits] == [("identity", PERSON, True), ("log", "N/1", False)]


def test_those_limit_the_search_to_the_logs_that_the_last_answer_cites_until_that_is_taken_back() -> None:
    found = stated_after("which of those were after March?", [asked("Which vans are at the car wash?")])
    assert found.filters == Filters("2025-04-01", None, refs=("N/1", "N/2"), widely=True)
    assert [(x.kind, x.words, x.meaning) for x in found.limits][-1] == (
        "logs", "of those", "the 2 logs that the last answer cites",
    )  # fmt: skip
    wider = stated_after("which of those were after March?", [asked("Which vans came?")], lifted=["of those"])
    assert wider.filters.refs == ()


def test_the_letters_of_a_token_are_no_limit() -> None:
    assert read_limits("Who rang [PHONE MAY1A2B2]?", STORE) == []
