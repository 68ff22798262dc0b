from assistant.patterns.themes import find_themes
from assistant.patterns.trends import find_trends
from tests.conftest import redacted_log


def test_months_without_logs_are_shown_as_empty() -> None:
    logs = [
        redacted_log("A/1", "x", theme="fraud", reported_at="2024-11-30"),
        redacted_log("A/2", "x", theme="fraud", reported_at="2025-02-01"),
    ]
    [trend] = find_trends(logs)
    assert [(cell.month, cell.logs) for cell in trend.cells] == [
        ("2024-11", ("A/1",)),
        ("2024-12", ()),
        ("2025-01", ()),
        ("2025-02", ("A/2",)),
    ]


def test_a_log_counts_in_the_month_of_its_event() -> None:
    [trend] = find_trends([redacted_log("A/1", "x", reported_at="2025-03-01", event_from="2025-02-27")])
    assert [cell.month for cell in trend.cells if cell.logs] == ["2025-02"]


def test_a_mistyped_event_year_does_not_fill_centuries() -> None:
    [trend] = find_trends([redacted_log("A/1", "x", reported_at="2025-03-01", event_from="0205-02-27")])
    assert [cell.month for cell in trend.cells] == ["0205-02", "2025-03"]


def test_every_number_has_its_logs_and_distinct_origins() -> None:
    logs = [
        redacted_log(ref, "x", theme=theme, provenance=provenance)
        for ref, theme, provenance in [("A/1", "b", "X"), ("A/2", "b", "X"), ("A/3", "a", "Y"), ("A/4", "", "")]
    ]
    trends = find_trends(logs)
    assert [trend.theme for trend in trends] == ["a", "b", "no theme"]
    assert [(cell.logs, cell.origins) for trend in trends for cell in trend.cells if cell.logs] == [
        (("A/3",), 1),
        (("A/1", "A/2"), 1),
        (("A/4",), 1),
    ]


def test_no_logs_have_no_trends() -> None:
    assert find_trends([]) == []


def test_the_terms_of_a_theme_set_it_apart_and_hold_no_token_or_number() -> None:
    logs = [
        redacted_log("A/1", "The minibus [PERSON 7K3F9Q2M] drove workers at 0530.", theme="labour"),
        redacted_log("A/2", "Workers left by minibus at 0530, [PERSON 7K3F9Q2M] too.", theme="labour"),
        redacted_log("A/3", "A knife and workers.", theme="violence"),
        redacted_log("A/4", "A knife in the park.", theme="violence"),
    ]
    labour, violence = find_themes(logs)
    assert (labour.label, labour.terms[0], labour.logs) == ("labour", "minibus", ("A/1", "A/2"))
    assert violence.terms == ("knife",)


def test_a_single_theme_still_has_terms() -> None:
    logs = [
        redacted_log("A/1", "minibus workers", theme="labour"),
        redacted_log("A/2", "minibus workers", theme="labour"),
    ]
    assert find_themes(logs)[0].terms == ("minibus", "workers")
