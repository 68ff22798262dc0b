"""What search does with the places of a question, with a stand-in for the embedding model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalogue import Catalogue
from index.clearance import EVERYTHING
from index.records import Filters, RedactedQuestion
from index.search import Search
from index.vectors import empty
from tests.conftest import WordEmbedder, redacted_log
from tests.test_catalogue import NORTH, entry

VANS = RedactedQuestion("Which vans were seen?")


@pytest.fixture
def search(tmp_path: Path) -> Iterator[Search]:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    texts = {
        "N/1": "Vans were seen by the quay.",
        "N/2": "Vans were seen in Netherby.",
        "N/3": "Vans were seen in Netherby and at Thornhythe.",
        "N/4": "A netherworld of bylaws.",
    }
    catalogue.add([entry(redacted_log(ref, text)) for ref, text in texts.items()])
    catalogue.add([entry(redacted_log("S/5", "The market of Netherby.", force="South Force"))])
    index = empty(WordEmbedder.digest).updated(*catalogue.passage_ids(), catalogue.vectors)
    yield Search(catalogue, WordEmbedder(), lambda: index, None)
    catalogue.close()


def test_logs_that_contain_more_of_the_places_are_worth_more_and_no_log_is_hidden(search: Search) -> None:
    without = {hit.passage.log_ref: hit.score for hit in search(VANS, EVERYTHING)}
    found = {hit.passage.log_ref: hit.score for hit in search(VANS, EVERYTHING, places=["netherby", "Thornhythe"])}
    assert found.keys() == without.keys()
    more = {ref: round(score - without[ref], 6) for ref, score in found.items()}
    assert more["N/3"] == 2 * more["N/2"] == 2 * more["S/5"] > 0
    assert more["N/1"] == more["N/4"] == 0


def test_what_lies_outside_the_clearance_changes_no_score(search: Search) -> None:
    found = search(VANS, NORTH, places=["market"])
    assert [(hit.passage.log_ref, hit.score) for hit in found] == [
        (hit.passage.log_ref, hit.score) for hit in search(VANS, NORTH)
    ]


def test_a_place_as_a_filter_finds_only_logs_that_contain_it(search: Search) -> None:
    found = search(VANS, EVERYTHING, Filters(places=("NETHERBY",)))
    assert {hit.passage.log_ref for hit in found} == {"N/2", "N/3", "S/5"}
    assert search(VANS, EVERYTHING, Filters(places=("Elsewhere",))) == []
