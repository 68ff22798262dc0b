"""Days as questions name them, read on Monday 15 September 2025."""

from datetime import date

import pytest

from index.day_names import easter
from index.windows import names_day, windows

ON = date(2025, 9, 15)

# question, first day, last day ("" is open)
LIMITS = [
    # months
    ("What happened in May?", "2025-05-01", "2025-05-31"),
    ("what happened in may", "2025-05-01", "2025-05-31"),
    ("What arrests are recorded in June 2025?", "2025-06-01", "2025-06-30"),
    ("Who was stopped in December?", "2024-12-01", "2024-12-31"),  # the latest that is not still to come
    ("Who was stopped in September?", "2025-09-01", "2025-09-30"),
    ("arrests during Feb", "2025-02-01", "2025-02-28"),
    ("arrests in February 2024", "2024-02-01", "2024-02-29"),
    ("January arrests at the quay", "2025-01-01", "2025-01-31"),
    ("What do the March logs say?", "2025-03-01", "2025-03-31"),
    ("arrests in May and June", "2025-05-01", "2025-06-30"),
    ("arrests in May, June and July", "2025-05-01", "2025-07-31"),
    ("seen in December and January", "2024-12-01", "2025-01-31"),
    ("what about Jan and Feb 2025", "2025-01-01", "2025-02-28"),
    ("throughout August was the van there", "2025-08-01", "2025-08-31"),
    ("the van in the month of April", "2025-04-01", "2025-04-30"),
    ("arrests last May", "2025-05-01", "2025-05-31"),
    ("arrests last November", "2024-11-01", "2024-11-30"),
    ("arrests in May last year", "2024-05-01", "2024-05-31"),
    ("ARRESTS IN MAY LAST YEAR", "2024-05-01", "2024-05-31"),
    ("arrests in 05/2025", "2025-05-01", "2025-05-31"),
    ("arrests in 2025-05", "2025-05-01", "2025-05-31"),
    ("arrests in Q2 2025", "2025-04-01", "2025-06-30"),
    ("arrests in May of this year", "2025-05-01", "2025-05-31"),
    ("sightings in May '24", "2024-05-01", "2024-05-31"),
    ("the logs from March", "2025-03-01", "2025-03-31"),
    # parts of months and years
    ("seen in early May", "2025-05-01", "2025-05-12"),
    ("seen in mid-July", "2025-07-10", "2025-07-22"),
    ("where did the line move at the end of March", "2025-03-20", "2025-03-31"),
    ("late August sightings", "2025-08-20", "2025-08-31"),
    ("in the first week of June", "2025-06-01", "2025-06-09"),
    ("in the last week of June", "2025-06-22", "2025-06-30"),
    ("the last two weeks of June 2025", "2025-06-17", "2025-06-30"),
    ("in the first three days of June", "2025-06-01", "2025-06-03"),
    ("in the second week of June", "2025-06-08", "2025-06-14"),
    ("since the beginning of May", "2025-05-01", ""),
    ("from mid-June to late July", "2025-06-10", "2025-07-31"),
    # days
    ("What happened on 14 March?", "2025-03-14", "2025-03-14"),
    ("what happened on the 14th of March", "2025-03-14", "2025-03-14"),
    ("what happened on 3rd Feb", "2025-02-03", "2025-02-03"),
    ("what happened on March 14th", "2025-03-14", "2025-03-14"),
    ("on Friday 14 March 2025 at the quay", "2025-03-14", "2025-03-14"),
    ("who was stopped on 14/3", "2025-03-14", "2025-03-14"),
    ("who was stopped on 4/3/25", "2025-03-04", "2025-03-04"),  # day first
    ("who was stopped on 04.03.2025", "2025-03-04", "2025-03-04"),
    ("who was stopped on 2025-03-04", "2025-03-04", "2025-03-04"),
    ("who was stopped on 20 December", "2024-12-20", "2024-12-20"),
    ("who was stopped on 29 February", "2024-02-29", "2024-02-29"),
    ("on the night of 3 March", "2025-03-03", "2025-03-04"),  # which ends the next morning
    ("between 3 and 9 March", "2025-03-03", "2025-03-09"),
    ("from 3 to 9 March", "2025-03-03", "2025-03-09"),
    ("sightings 10-14 March", "2025-03-10", "2025-03-14"),
    ("on the night of 3/4 March 2025", "2025-03-03", "2025-03-04"),  # as police write a night
    ("overnight 3/4 March", "2025-03-03", "2025-03-04"),
    ("on 3, 4 and 5 March", "2025-03-03", "2025-03-05"),
    ("sightings 3-4/3/25", "2025-03-03", "2025-03-04"),
    ("within 3 days of 14 March", "2025-03-11", "2025-03-17"),
    ("within a week of 14 March", "2025-03-07", "2025-03-21"),
    ("in the week ending 9 March", "2025-03-03", "2025-03-09"),
    ("w/e 9 March 2025", "2025-03-03", "2025-03-09"),
    ("on 3 March and 9 March", "2025-03-03", "2025-03-09"),
    ("in the week commencing 3 March", "2025-03-03", "2025-03-09"),
    ("the weekend of 5 April", "2025-04-05", "2025-04-06"),
    ("around 14 March", "2025-03-11", "2025-03-17"),
    # from and until
    ("anything since March", "2025-03-01", ""),
    ("anything since 12 April 2025", "2025-04-12", ""),
    ("anything after 12 April 2025", "2025-04-13", ""),
    ("anything from March onwards", "2025-03-01", ""),
    ("from 3 May what was seen", "2025-05-03", ""),
    ("anything on or after 3 May", "2025-05-03", ""),
    ("anything before 12 April 2025", "", "2025-04-11"),
    ("anything prior to June", "", "2025-05-31"),
    ("anything until the end of June", "", "2025-06-30"),
    ("everything up to 3 May", "", "2025-05-03"),
    ("everything up to and including 3 May", "", "2025-05-03"),
    ("everything to 3 May 2025", "", "2025-05-03"),
    ("the period ending 3 May", "", "2025-05-03"),
    ("until 5pm on 3 May", "", "2025-05-03"),  # until a time of that day
    ("after 22:00 on 3 May", "2025-05-03", ""),
    ("no later than 3 May", "", "2025-05-03"),
    ("not after 3 May", "", "2025-05-03"),
    ("no earlier than 3 May", "2025-05-03", ""),
    ("but not earlier than 3 May", "2025-05-03", ""),
    ("not before 3 May", "2025-05-03", ""),
    ("3 March 2025 to date", "2025-03-03", ""),
    ("post 3 May 2025", "2025-05-04", ""),
    ("what relates to 3 May", "2025-05-03", "2025-05-03"),
    ("in the year to March 2025", "2024-04-01", "2025-03-31"),
    ("between 14 March and 3 April", "2025-03-14", "2025-04-03"),
    ("between 14 March 2024 and 3 April", "2024-03-14", "2024-04-03"),
    ("between November and February", "2024-11-01", "2025-02-28"),
    ("from January to May 2025", "2025-01-01", "2025-05-31"),
    ("from January until May", "2025-01-01", "2025-05-31"),
    ("March to May 2025", "2025-03-01", "2025-05-31"),
    ("the two weeks before 15 March", "2025-03-01", "2025-03-14"),
    ("in the week after 3 May", "2025-05-04", "2025-05-10"),
    # years, seasons, holidays
    ("who was arrested in 2024", "2024-01-01", "2024-12-31"),
    ("anything since 2024", "2024-01-01", ""),
    ("arrests in early 2025", "2025-01-01", "2025-05-12"),
    ("arrests in summer 2025", "2025-06-01", "2025-08-31"),
    ("arrests over the summer", "2025-06-01", "2025-08-31"),
    ("arrests last winter", "2024-12-01", "2025-02-28"),
    ("arrests in the autumn", "2025-09-01", "2025-11-30"),
    ("arrests over Easter", "2025-04-18", "2025-04-21"),
    ("on Good Friday", "2025-04-18", "2025-04-18"),
    ("on Easter Monday 2024", "2024-04-01", "2024-04-01"),
    ("between Easter and June", "2025-04-18", "2025-06-30"),
    ("over Christmas", "2024-12-24", "2024-12-27"),
    ("on Boxing Day", "2024-12-26", "2024-12-26"),
    ("since New Year's Day", "2025-01-01", ""),
    ("between Christmas and New Year", "2024-12-24", "2025-01-02"),
    ("on Halloween", "2024-10-31", "2024-10-31"),
    ("on the May bank holiday", "2025-05-05", "2025-05-05"),
    ("on the August bank holiday", "2025-08-25", "2025-08-25"),
    # counted from the day the question is read on
    ("what came in yesterday", "2025-09-14", "2025-09-14"),
    ("what came in last night", "2025-09-14", "2025-09-15"),
    ("what came in last week", "2025-09-08", "2025-09-14"),
    ("what came in this week", "2025-09-15", ""),
    ("what came in last month", "2025-08-01", "2025-08-31"),
    ("what came in this month", "2025-09-01", ""),
    ("what came in this year", "2025-01-01", ""),
    ("what came in last year", "2024-01-01", "2024-12-31"),
    ("what came in last quarter", "2025-04-01", "2025-06-30"),
    ("in the past week", "2025-09-08", ""),
    ("in the last six weeks", "2025-08-04", ""),
    ("in the last 24 hours", "2025-09-14", ""),
    ("in the last 30 hrs", "2025-09-13", ""),  # whole days
    ("over the past 10 days", "2025-09-05", ""),
    ("the last couple of weeks", "2025-09-01", ""),
    ("the last three months", "2025-06-16", ""),
    ("about two weeks ago", "2025-08-29", "2025-09-04"),  # to half a week
    ("who was there last Tuesday", "2025-09-09", "2025-09-09"),
    ("who was there last weekend", "2025-09-13", "2025-09-14"),
    ("who was there over the weekend", "2025-09-13", "2025-09-14"),
]

# question, the doubt of its one window, or None where it names no day at all
NO_LIMITS = [
    ("was it 14 March or 15 March?", "alternative"),
    ("was he seen in May or in June?", "alternative"),
    ("before or after 3 May?", "alternative"),
    ("on 3 or 4 March", "alternative"),
    ("who was there, but not in May?", "excluded"),
    ("everything except 3 May", "excluded"),
    ("every month apart from April", "excluded"),
    ("What did April say about the van?", "uncertain"),
    ("What did May ask him to sew?", "uncertain"),
    ("who may have been there?", None),
    ("May I see the log?", None),
    ("they march on the depot", None),
    ("since he may be there", None),
    ("Is the shop open 24/7?", None),
    ("he lost 1/2 of it", None),
    ("at 2025 hrs by the quay", None),
    ("what does HC/2025/003255 say?", None),
    ("who was last seen with him?", None),
    ("the third car", None),
    ("was it £2024 in cash?", None),
    ("who works every Friday?", None),
    ("who owns the summer house?", None),
    ("on 31 February", "impossible"),
    ("from 28-2 March", "impossible"),  # it ends before it begins
    ("on the night of 31/1 April", "impossible"),
    ("the last hour of the shift", None),
    ("he replied to April", "uncertain"),
    ("on 14/13 somewhere", "impossible"),
]


def shown(day: date | None) -> str:
    return day.isoformat() if day else ""


@pytest.mark.parametrize(("question", "first", "last"), LIMITS)
def test_days_that_a_question_names_become_one_window(question: str, first: str, last: str) -> None:
    (window,) = windows(question, ON)
    assert (shown(window.first), shown(window.last), window.doubt) == (first, last, "")


@pytest.mark.parametrize(("question", "doubt"), NO_LIMITS)
def test_what_is_no_limit_is_doubted_or_left_alone(question: str, doubt: str | None) -> None:
    assert [window.doubt for window in windows(question, ON)] == ([doubt] if doubt else [])


def test_a_window_covers_the_words_that_say_how_its_days_are_meant() -> None:
    question = "Who was seen between Easter and June at the quay?"
    (window,) = windows(question, ON)
    assert question[window.start : window.end] == "between Easter and June"


# Easter Sundays as published in the Book of Common Prayer's tables and by the Church of England.
@pytest.mark.parametrize(
    "day",
    ["2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05"],
)
def test_easter_is_on_its_day(day: str) -> None:
    assert easter(int(day[:4])).isoformat() == day


def test_easter_is_always_a_sunday_from_22_march_to_25_april() -> None:
    days = [easter(year) for year in range(1900, 2100)]
    assert all(day.weekday() == 6 and (3, 22) <= (day.month, day.day) <= (4, 25) for day in days)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("From 29 March texts come from another number.", True),
        ("He paid until end Mar.", True),
        ("Seen yesterday by the quay.", False),
        ("It may have been the same van in April 2024.", False),
        ("Bill of £2025, plate unknown.", False),
    ],
)
def test_a_log_names_days_of_its_past(text: str, told: bool) -> None:
    assert names_day(text, date(2025, 5, 4), date(2025, 3, 1), date(2025, 3, 31)) is told
