import json
import time
from dataclasses import replace

import pytest

from assistant.patterns import find_patterns
from assistant.patterns.summary import is_recomputed
from assistant.patterns.taxonomy import Taxonomy, read_taxonomy
from index.records import RedactedLog
from tests.conftest import redacted_log

SLOW_S = 2.5  # of processor time: far above what it takes, below what remaking each statement for each takes
CAR = "VEHICLE_REG CCCCCCCC"


@pytest.fixture
def taxonomy() -> Taxonomy:
    entry = 'name="debt"\ntitle="A debt"\ndefinition="x"\ngroup="x"\nsources=["FL09"]\nwordings=["owes"]'
    return read_taxonomy(f"[[indicator]]\n{entry}", place="test")


@pytest.fixture
def logs() -> list[RedactedLog]:
    return [
        redacted_log("A/1", f"He may owe nothing. It is believed he owes money. [{CAR}]", provenance="X"),
        redacted_log("A/2", f"She owes money. [{CAR}]", provenance="X", reported_at="2025-04-01"),
        redacted_log("A/3", f"No sign that he owes money. [{CAR}]", provenance="Y"),
    ]


def test_a_summary_states_counts_origins_hedges_and_denials(logs: list[RedactedLog], taxonomy: Taxonomy) -> None:
    assert [statement.text for statement in find_patterns(logs, taxonomy).summary] == [
        "3 logs from 2 origins, reported between 4 March 2025 and 1 April 2025, were counted.",
        "A debt: mentioned in 2 logs from 1 origin, in 1 of them only as supposed or repeated; "
        "said not to be so in 1 more log.",
        "She owes money.",
        f"[{CAR}] is mentioned in 3 logs from 2 origins.",
    ]


def test_every_statement_comes_out_the_same_from_its_own_logs(logs: list[RedactedLog], taxonomy: Taxonomy) -> None:
    assert all(is_recomputed(statement, logs, taxonomy) for statement in find_patterns(logs, taxonomy).summary)


@pytest.mark.parametrize("row", range(4))
def test_a_changed_number_or_word_fails_the_check(logs: list[RedactedLog], taxonomy: Taxonomy, row: int) -> None:
    statement = find_patterns(logs, taxonomy).summary[row]
    changed = replace(statement, text=statement.text.replace("3", "4").replace("2 logs", "7 logs").replace("She", "He"))
    assert changed != statement
    assert not is_recomputed(changed, logs, taxonomy)


@pytest.mark.parametrize("row", range(4))
def test_a_statement_about_a_log_that_is_gone_fails_the_check(
    logs: list[RedactedLog], taxonomy: Taxonomy, row: int
) -> None:
    statement = find_patterns(logs, taxonomy).summary[row]
    assert not is_recomputed(statement, [log for log in logs if log.log_ref not in statement.refs], taxonomy)


def test_many_identifiers_shared_by_long_logs_are_stated_in_a_short_time(taxonomy: Taxonomy) -> None:
    text = " ".join(f"[PHONE {number:08d}]" for number in range(500))
    begun = time.process_time()
    assert len(find_patterns([redacted_log(f"A/{row}", text) for row in range(3)], taxonomy).summary) == 501
    assert time.process_time() - begun < SLOW_S


def test_spans_point_at_the_wordings_counted(logs: list[RedactedLog], taxonomy: Taxonomy) -> None:
    statement = find_patterns(logs, taxonomy).summary[1]
    text = {log.log_ref: log.text for log in logs}
    assert [text[ref][start:end] for ref, start, end in statement.spans] == ["owes"] * 3


def test_patterns_as_a_document_have_the_promised_keys(logs: list[RedactedLog], taxonomy: Taxonomy) -> None:
    document = json.loads(json.dumps(find_patterns(logs, taxonomy).as_dict()))
    assert document["indicators"][0] | {"hits": []} == {
        "name": "debt",
        "title": "A debt",
        "logs": ["A/1", "A/2"],
        "negated": ["A/3"],
        "origins": 1,
        "hits": [],
    }
    assert document.keys() >= {"links", "themes", "trends", "groups", "shared", "summary"}
    assert document["trends"][0]["months"][0]["count"] == len(document["trends"][0]["months"][0]["logs"])


def test_no_logs_have_no_patterns(taxonomy: Taxonomy) -> None:
    assert all(value == [] for value in find_patterns([], taxonomy).as_dict().values())
