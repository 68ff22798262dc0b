"""Dates and times as forces write them."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import BadDate, from_spreadsheet, is_before, parse_day, parse_moment

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    "written",
    [
        "2019-03-04",
        "2019/03/04",
        "20190304",
        "04/03/2019",
        "4/3/19",
        "04.03.2019",
        "04-03-19",
        "04 03 2019",
        "4 Mar 2019",
        "04-MAR-19",
        "4th March 2019",
        "4th of March, 2019",
        "Mon 4 Mar '19",
        "Monday, 4 March 2019",
        "04Mar2019",
    ],
)
def test_a_day_is_read_day_first_in_every_usual_form(written: str) -> None:
    assert parse_moment(written) == "2019-03-04"


@pytest.mark.parametrize(
    "written",
    [
        "2019-03-04T21:10",
        "2019-03-04 21:10:59",
        "2019-03-04T21:10:00.000",
        "20190304T2110",
        "04/03/2019 21:10",
        "04/03/2019 2110",
        "04/03/2019 2110hrs",
        "04/03/2019 21:10 hours",
        "04/03/19 at 2110",
        "04/03/2019, 21:10",
        "04/03/2019 - 21:10",
        "04/03/2019 9:10 PM",
        "04 Mar 2019 21:10",
        "04-MAR-19 21.10.00",
        "4 Mar 19 2110",
        "21:10 04/03/2019",
        "2110hrs on 4th March 2019",
        "2110 hours Monday 4 March 2019",
        "21:10\u00a004/03/2019",  # a blank that does not break
    ],
)
def test_a_time_is_read_before_or_after_its_day(written: str) -> None:
    assert parse_moment(written) == "2019-03-04T21:10"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2019-03-04T21:10Z", "2019-03-04T21:10+00:00"),
        ("2019-03-04T21:10:00+01:00", "2019-03-04T21:10+01:00"),
        ("2019-03-04T21:10-0530", "2019-03-04T21:10-05:30"),
        ("04/07/2019 21:10 BST", "2019-07-04T21:10+01:00"),
        ("04/03/2019 21:10 GMT", "2019-03-04T21:10+00:00"),
    ],
)
def test_a_written_offset_is_kept_also_where_a_zone_is_given(written: str, expected: str) -> None:
    assert parse_moment(written) == parse_moment(written, LONDON) == expected


def test_a_zone_adds_the_offset_of_its_season_to_times_but_not_to_days() -> None:
    assert parse_moment("04/03/2019 21:10", LONDON) == "2019-03-04T21:10+00:00"
    assert parse_moment("04/07/2019 21:10", LONDON) == "2019-07-04T21:10+01:00"
    assert parse_moment("04/07/2019", LONDON) == "2019-07-04"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "03/25/2019",  # month first
        "31/02/2019",
        "29/02/2019",
        "00/03/2019",
        "04/03/1819",
        "4 Mar 2110",  # a time taken for a year
        "04/03/2019 24:00",
        "04/03/2019 2560",
        "04/03/2019 21:60",
        "04/03/2019 13:00 pm",
        "2019-03-04T21:10+25:00",
        "04/03-2019",
        "March 4 2019",
        "4 Mar",
        "2019",
        "2110",
        "45720",  # a spreadsheet's day number: might be anything
        "20102012",
        "yesterday",
        "04/03/2019 to 06/03/2019",
        "٠٤/٠٣/٢٠١٩",
    ],
)
def test_what_is_no_date_or_no_such_date_is_an_error_that_does_not_quote_it(written: str) -> None:
    with pytest.raises(BadDate) as caught:
        parse_moment(written)
    assert not written or written not in str(caught.value)


def test_two_digits_of_a_year_mean_1970_to_2069() -> None:
    assert [parse_day(f"01/01/{year}") for year in ("69", "70")] == ["2069-01-01", "1970-01-01"]


def test_a_day_is_read_without_its_time() -> None:
    assert parse_day("21:10 on 4 March 2019") == "2019-03-04"


def test_midnight_in_a_spreadsheet_is_a_day() -> None:
    assert from_spreadsheet(datetime(2019, 3, 4)) == from_spreadsheet(date(2019, 3, 4)) == "2019-03-04"
    assert from_spreadsheet(datetime(2019, 3, 4, 21, 10, 59)) == "2019-03-04T21:10"


@pytest.mark.parametrize(
    ("first", "second", "before"),
    [
        ("2019-03-04", "2019-03-05", True),
        ("2019-03-04", "2019-03-04", False),
        ("2019-03-04T21:10", "2019-03-04T21:11", True),
        ("2019-03-04T21:10", "2019-03-04", False),  # the day alone may mean any time of it
        ("2019-03-04", "2019-03-04T00:00", False),
        ("2019-03-04T23:30-02:00", "2019-03-05T00:30+00:00", False),  # one hour later, though the day is earlier
        ("2019-03-04T21:10", "2019-03-04T20:00+00:00", False),
    ],
)
def test_a_moment_is_before_another_only_where_that_is_certain(first: str, second: str, before: bool) -> None:
    assert is_before(first, second) is before


FORMS = (
    "%d/%m/%Y %H:%M",
    "%d.%m.%y %H%M",
    "%d %b %Y %H:%M:%S",
    "%H:%M %d-%m-%Y",
    "%A %d %B %Y at %I:%M %p",
    "%Y-%m-%dT%H:%M",
)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2069, 12, 31)), st.sampled_from(FORMS))
def test_every_moment_is_read_back_from_every_form(moment: datetime, form: str) -> None:
    assert parse_moment(moment.strftime(form)) == moment.isoformat(timespec="minutes")


@given(st.datetimes(datetime(1970, 1, 1), datetime(2069, 12, 31)), st.integers(-14 * 60, 14 * 60))
def test_what_is_returned_is_read_as_itself(moment: datetime, minutes: int) -> None:
    written = moment.replace(tzinfo=timezone(timedelta(minutes=minutes))).isoformat(timespec="minutes")
    assert parse_moment(written) == parse_moment(parse_moment(written)) == written


@given(st.text(st.sampled_from("0123456789/-:. TZMarpm+"), max_size=25))
def test_any_text_is_a_moment_in_iso_form_or_an_error(text: str) -> None:
    try:
        moment = parse_moment(text)
    except BadDate:
        return
    assert datetime.fromisoformat(moment)
