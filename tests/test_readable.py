import re

import pytest

from index.keys import derive
from index.phrases import has_phrase
from index.records import Span
from index.redaction.readable import WIDELY, is_widely_read, without_readable
from index.redaction.redactor import Redactor
from index.redaction.vault import Vault
from tests.test_asked import Dictionary, Marked

LOGS = (
    "Came over on a Sur-Ron, fist bump, then sold a Rambo type knife via Snapchat as [SOCIAL_HANDLE 7K3F9Q2M].",
    "Kovrin & Sons, and the Kovrin Arms. Lad called Pelko. PC Harbin. [PERSON 00000001] Dovic.",
    "Stenner's car. Ray Tamsin.",
    "A male had a dave-ann cake, and a garland.",
)


def _left(question: str) -> list[str]:
    """The names that stay hidden of a question in which those in braces were found, in logs where Okaf is held."""
    vault = Vault(None, derive(bytes(range(32))))
    Redactor(Marked(), vault).texts(["<PERSON:Ann Okaf>"])  # type: ignore[arg-type]
    text, spans, at = "", [], 0
    for match in re.finditer(r"\{(.+?)\}", question):
        text += question[at : match.start()]
        spans.append(Span(len(text), len(text) + len(match[1]), "ALIAS", 0.8, "model"))
        text += match[1]
        at = match.end()
    text += question[at:]
    left = without_readable(
        text, spans, vault, Dictionary(), lambda phrase: [log for log in LOGS if has_phrase(log, phrase)]
    )
    return [text[span.start : span.end] for span in left]


@pytest.mark.parametrize(
    "question", ["which logs mention a {Sur}{-Ron}?", "{Sur}-Ron", "logs about {Rambo} knives", "any {Snapchat}?"]
)
def test_what_logs_have_readable_by_itself_is_no_name(question: str) -> None:
    assert not _left(question)


@pytest.mark.parametrize(
    "question",
    [
        "who is {Zabrin}?",  # in no log
        "who is {Kovrin}?",  # only beside capitals, as part of a firm's name
        "who is {Pelko}?",  # announced as a name
        "who is {Harbin}?",  # after a rank
        "who is {Dovic}?",  # beside an identity
        "who is {Stenner}?",  # owns something
        "who is {Tamsin}?",  # after a forename
        "who is {Okaf}?",  # held
        "who is {Dave-Ann}?",  # given names
        "who is {garland}?",  # an ordinary word
        "where is Mr {Rambo}?",
        "who is known as {Rambo}",
        "what about {Rambo}'s knife",
        "what about {Rambo} {Zabrin}",
    ],
)
def test_what_may_be_a_name_stays_hidden(question: str) -> None:
    assert _left(question) == re.findall(r"\{(.+?)\}", question)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What was found at {Tannery Yard}?", []),
        ("What was found at {7 Tannery Yard}?", ["7 Tannery Yard"]),
        ("What was found at {Tannery Lane}?", ["Tannery Lane"]),  # no log says it
        ("What was found at {Mill Yard}?", ["Mill Yard"]),  # held
    ],
)
def test_a_place_without_number_that_logs_have_readable_is_no_address(question: str, left: list[str]) -> None:
    vault = Vault(None, derive(bytes(range(32))))
    Redactor(Marked(), vault).texts(["<ADDRESS:Mill Yard>"])  # type: ignore[arg-type]
    start, end = question.index("{"), question.index("}") - 1
    text = question.replace("{", "").replace("}", "")
    said = ["Lost twd Tannery Yard. Seen at Mill Yard."]
    found = without_readable(
        text, [Span(start, end, "ADDRESS", 0.8, "model")], vault, Dictionary(),
        lambda phrase: [log for log in said if has_phrase(log, phrase)],
    )  # fmt: skip
    assert [text[span.start : span.end] for span in found] == left


def _widely(word: str, *said: str) -> bool:
    logs = [text for text in said for _ in range(WIDELY)]
    return is_widely_read(word, Dictionary(), lambda phrase: [log for log in logs if has_phrase(log, phrase)])


def test_the_short_name_of_a_group_that_many_logs_have_readable_in_capitals_is_no_name() -> None:
    assert _widely("XQZL", "THE XQZL MET [PERSON 00000001] AT THE QUAY")
    assert not _widely("XQZL", "THE XQLZ MET AT THE QUAY")  # in no log
    assert not _widely("Xqzl", "THE XQZL MET AT THE QUAY")
    assert not is_widely_read("XQZL", Dictionary(), lambda phrase: ["THE XQZL MET"])  # in one log


@pytest.mark.parametrize(
    "said",
    [
        "SEEN AT XQZL MOTORS",
        "SEEN IN XQZL STREET",
        "MR XQZL RAN OFF",
        "[PERSON 00000001] XQZL RAN OFF",
        "XQZL'S CAR",
        "the Xqzl Arms",
    ],
)
def test_a_name_that_many_logs_have_readable_as_part_of_another_stays_hidden(said: str) -> None:
    assert not _widely("XQZL", said)
