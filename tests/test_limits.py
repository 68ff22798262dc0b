"""Limits that questions state, read on Monday 15 September 2025 against a store of a few themes and forces."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from assistant.limits import NOT_SAID, Known, Stated, known, known_in, read_limits, stated
from assistant.referents import Said, Turn
from assistant.resolution import read
from index.catalogue import Catalogue
from index.clearance import EVERYTHING, Clearance, Grant
from index.phrases import has_phrase
from index.records import Filters, RedactedQuestion
from tests.conftest import redacted_log
from tests.test_catalogue import entry

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
    ("question", "filters"),
    [
        ("Which reports of a stabbing mention a knife?", Filters()),
        ("What was reported by a neighbour?", Filters()),
        ("What do all logs say of the bay?", Filters()),
        ("Which logs from the shop mention a knife?", Filters()),
        ("Which reports of Team A mention a knife?", Filters(forces=("Team A",))),
    ],
)
def test_what_a_log_is_filed_under_by_a_mark_a_letter_or_a_plain_word_is_named_in_full(
    question: str, filters: Filters
) -> None:
    store = replace(STORE, themes=("-", "all"), forces=("-", "Team A", "Team The"))
    assert stated(read(asked(question), [], partial(read_limits, store=store)), store).filters == filters


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
        ("Who was there since Monday?", "since Monday", "names no days"),
        ("Who works Fridays?", "Fridays", "names no days"),
        ("Who was there in the last 24h?", "in the last 24h", "names no days"),
        ("Who was there over the last few hours?", "over the last few hours", "names no days"),
        ("Who was there on the 14th?", "on the 14th", "does not say which"),
        ("Which sighting was it, the 14/03 one?", "14/03", "does not say which"),
        ("Who was charged in 2024/25?", "in 2024/25", "does not say which"),
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


@pytest.mark.parametrize(
    "question",
    [
        "Is the shop open 24/7?",
        "Was a 3/4 inch spanner found?",
        "Was a 15/8 inch spanner found?",
        "He scored 10/10 and lost 1/2 of it?",
        "Who lives in flat 14/3?",
        "Whose is 020 7946 0958?",
        "Was it £2025?",
        "Who lives on the 3rd floor?",
        "What does HC/2025/003255 say?",
    ],
)
def test_a_figure_that_is_no_day_is_no_limit(question: str) -> None:
    assert [limit for limit in read_limits(question, STORE) if limit.kind == "days"] == []


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


# -- places -----------------------------------------------------------------------------------------------------------

TEXTS = (
    "A van was seen in Netherby, near the Old Mill. The kitchen was searched.",
    "Kitchen clean. Men sleep at Pebble Wash and at Thornhythe on the A35. Reading the ledger took a while.",
    "Source at Pebble Wash says the Nokia was bought in Netherby Park with a card of Marlow Foods.",
)
PLACES = replace(STORE, saying=lambda phrase: [text for text in TEXTS if has_phrase(text, phrase)])


@pytest.mark.parametrize(
    ("question", "words", "names"),
    [
        ("Who was seen in Netherby?", "in Netherby", ("Netherby",)),
        ("anything in netherby last week?", "in netherby", ("netherby",)),  # the logs write it with a capital
        ("anyone in netherby park with a dog", "in netherby park", ("netherby park",)),
        ("vans between Netherby and Thornhythe", "between Netherby and Thornhythe", ("Netherby", "Thornhythe")),
        ("who sleeps at the pebble wash", "at the pebble wash", ("pebble wash",)),
        ("Who came from Pebble Wash in May?", "from Pebble Wash", ("Pebble Wash",)),  # logs say "at" it
        ("What stood outside the Old Mill?", "outside the Old Mill", ("Old Mill",)),
        ("who lives on the netherby estate", "on the netherby", ("netherby",)),
        ("Which cars drove along the A35?", "along the A35", ("A35",)),
        ("How many logs mention Netherby?", "Netherby", ("Netherby",)),
    ],
)
def test_a_place_is_met_in_the_words_of_the_logs_and_hides_no_log(
    question: str, words: str, names: tuple[str, ...]
) -> None:
    found = stated(read(asked(question), [], lambda text: ()), PLACES)
    (limit,) = [x for x in found.limits if x.kind == "place"]
    assert (limit.words, limit.filters.places, limit.applied, limit.narrows) == (words, names, True, False)
    assert found.places == names
    assert found.filters.places == ()


@pytest.mark.parametrize(
    "question",
    [
        "What happened in May?",
        "Who was there on Friday in August?",
        "What was found in the kitchen?",
        "Who was late at work?",
        "What was bought with a card of Marlow Foods?",  # no log says that anything is at it
        "Who drives the van of the Pebble Wash?",  # whose it is says not where
        "What was in the Nokia?",
        "What is said in English?",
        "he was good in reading",
        "Was there a van in an old mill?",
        "Is a van in Netherby Road?",  # another place than Netherby, which logs may know by a number
        "Who rang [PHONE NETHERBY]?",
    ],
)
def test_what_is_no_place_of_the_logs_is_none_of_the_question(question: str) -> None:
    assert [x.filters.places for x in read_limits(question, PLACES) if x.kind == "place" and x.applied] == []


def test_neither_a_force_nor_a_theme_is_a_place() -> None:
    texts = ["It was sent in North Police West Team and in County Lines."]
    store = replace(STORE, saying=lambda phrase: [text for text in texts if has_phrase(text, phrase)])
    for question in ("What came from West Team?", "Who works in North Police CID?", "What is in County Lines?"):
        assert [x for x in read_limits(question, store) if x.kind == "place"] == []


@pytest.mark.parametrize(
    "question",
    [
        "Who was seen only in Netherby?",
        "Who was seen in Netherby only?",
        "logs from netherby only",
        "only logs about netherby",
        "Which vans came, only from Netherby?",
    ],
)
def test_a_place_that_alone_is_asked_for_is_a_filter(question: str) -> None:
    found = stated_among(question)
    assert [name.casefold() for name in found.filters.places] == ["netherby"]
    assert found.places == ()
    assert found.limits[0].meaning.startswith("only logs that mention")


@pytest.mark.parametrize("question", ["Did they meet in Netherby only in May?", "Was he in Netherby only a few days?"])
def test_only_is_about_the_place_at_the_end_of_a_clause(question: str) -> None:
    found = stated_among(question)
    assert (found.places, found.filters.places) == (("Netherby",), ())


def test_places_of_a_long_list_cost_little() -> None:
    begun = time.perf_counter()
    found = stated_among(f"Who was seen in {' and '.join(['Netherby'] * 180)}?")
    assert time.perf_counter() - begun < 10  # each "and" once doubled the time
    assert found.places == ("Netherby",)


@pytest.mark.parametrize(
    ("question", "words", "why"),
    [
        ("Who was seen in Winterhaven?", "in Winterhaven", NOT_SAID),
        ("who lives in swindon", "in swindon", NOT_SAID),  # a town
        ("Which vans were seen, but not in Netherby?", "not in Netherby", "cannot be left out"),
        ("What did the driver say? Not the Old Mill driver.", "Not the Old Mill", "cannot be left out"),
    ],
)
def test_a_place_that_is_not_applied_is_said(question: str, words: str, why: str) -> None:
    (limit,) = read_limits(question, PLACES)
    assert (limit.words, limit.applied, why in limit.why_not) == (words, False, True)


def stated_among(question: str, earlier: Sequence[str] = (), **more: object) -> Stated:
    """As `stated_after`, in a store whose logs mention places."""
    limits = partial(read_limits, store=PLACES)
    turns: list[Turn] = []
    for one in earlier:
        turns.append(Turn(read(asked(one), turns, limits).question))
    return stated(read(asked(question), turns, limits), PLACES, asked=asked(question), **more)  # type: ignore[arg-type]


def test_a_follow_up_keeps_the_place_until_it_names_another_or_it_is_taken_back() -> None:
    first = ["Which vans were seen in Netherby in May?"]
    kept = stated_among("and who drove them?", first)
    assert (kept.places, kept.limits[-1].inherited) == (("Netherby",), True)
    assert stated_among("and who drove them?", ["Which vans were seen only in Netherby?"]).filters.places == (
        "Netherby",
    )
    for question in ("what about Thornhythe?", "and in thornhythe?"):
        other = stated_among(question, first)
        assert [name.casefold() for name in other.places] == ["thornhythe"]
        assert other.filters.date_from == "2025-05-01"
    lifted = stated_among("and who drove them?", first, lifted=["in netherby"])
    assert (lifted.places, lifted.limits[-1].why_not) == ((), "you took it back")


def test_a_place_set_beside_the_question_wins() -> None:
    found = stated_among("Which vans came to Netherby?", given=Filters(places=("Thornhythe",)))
    assert (found.filters.places, found.places) == (("Thornhythe",), ())
    assert [x.why_not for x in found.limits] == ["the limit set beside the question holds instead"]


def test_what_lies_outside_the_clearance_makes_no_place(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.add([entry(redacted_log("S/1", "A van stood in Netherby.", force="South Force"))])
    north = Clearance((Grant(frozenset({"North Force"}), None, None, None),))
    whys = {
        name: [(x.applied, x.why_not) for x in read_limits("Who was in Netherby?", known_in(catalogue, clearance))]
        for name, clearance in (("all", EVERYTHING), ("north", north))
    }
    assert whys == {"all": [(True, "")], "north": [(False, NOT_SAID)]}
