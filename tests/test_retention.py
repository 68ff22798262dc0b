from datetime import date
from pathlib import Path

import pytest

from index.errors import BadPolicy
from index.retention import OWN_DATE, default_retention, load_retention, recorded_retention
from tests.conftest import redacted_log

IMPORTED = date(2026, 1, 2)
POLICY = """
grace_days = 10
[[periods]]
name = "sensitive"
handling = ["C"]
themes = ["Modern slavery"]
years = 10
[[periods]]
name = "false"
grades = ["*/E/*"]
years = 1
[[periods]]
name = "other"
years = 6
"""


def policy(folder: Path, text: str = POLICY) -> Path:
    path = folder / "force.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("fields", "period", "review_by"),
    [
        ({"grade": "2/C/C", "theme": "modern_slavery"}, "sensitive", "2030-02-01"),  # spelled otherwise
        ({"grade": "2/C/P", "theme": "modern_slavery"}, "other", "2026-02-01"),  # every condition must fit
        ({"grade": "3/E/C"}, "false", "2021-02-01"),
        ({"event_from": "2020-03-01", "event_to": "2020-02-29"}, "other", "2026-03-01"),  # the last day counts
        ({"reported_at": "2020-02-29"}, "other", "2026-03-01"),  # a day that the other year has not
        ({"attributes": {"Review Date": "3/4/2022"}}, OWN_DATE, "2022-04-03"),
        ({"attributes": {"review_by": "soon"}}, "other", "2026-02-01"),  # no date: as if it were not there
    ],
)
def test_the_first_period_that_fits_gives_the_day(
    tmp_path: Path, fields: dict[str, object], period: str, review_by: str
) -> None:
    from index.grading import parse_grade

    fields = {"reported_at": "2020-02-01"} | fields
    if "grade" in fields:
        fields["grade"] = parse_grade(str(fields["grade"]))
    due = load_retention(policy(tmp_path)).due(redacted_log("N/1", "Text.", **fields), imported=IMPORTED)
    assert (due.period, due.review_by) == (period, review_by)


def test_a_log_that_comes_in_overdue_has_the_grace_from_its_import_but_not_against_its_own_date(tmp_path: Path) -> None:
    made = load_retention(policy(tmp_path))
    old = redacted_log("N/1", "Text.", reported_at="2001-01-01")
    assert made.due(old, imported=IMPORTED).out_on == "2026-01-13"
    own = redacted_log("N/1", "Text.", attributes={"review_by": "2001-01-01"})
    assert made.due(own, imported=IMPORTED).out_on == "2001-01-02"


def test_a_policy_comes_back_from_its_record_equal(tmp_path: Path) -> None:
    for made in (default_retention(), load_retention(policy(tmp_path))):
        assert recorded_retention(made.text) == made


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("grace_days = ", "expected a TOML file"),
        ("grace_days = -1", "grace_days"),
        ("grace_days = true", "grace_days"),
        ("years = 6", "years: not known"),
        ("grace_days = 1", "at least one"),
        ('[[periods]]\nname = "x"', "years"),
        ('[[periods]]\nname = "x"\nyears = 6\nweight = 2', "weight: not known"),
        ('[[periods]]\nname = "x"\nyears = 6\nthemes = ["a"]', "must fit every log"),
        ('[[periods]]\nname = "x"\nyears = 6\ngrades = ["1A"]\n[[periods]]\nname = "y"\nyears = 6', '"1/A/*"'),
        ('[[periods]]\nname = "x"\nyears = 6\nthemes = "a"\n[[periods]]\nname = "y"\nyears = 6', "list of texts"),
    ],
)
def test_a_policy_that_is_wrong_is_refused_with_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadPolicy, match=r"^force\.toml: ") as refused:
        load_retention(policy(tmp_path, text))
    assert says in str(refused.value)
