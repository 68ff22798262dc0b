"""Whom a question means, with a vault of a few names and a small dictionary."""

import re
from collections.abc import Sequence

import pytest

from index.keys import Keys, derive
from index.records import RedactedQuestion, Span
from index.redaction.redactor import Redactor
from index.redaction.slips import without_slips
from index.redaction.vault import Vault
from tests.conftest import WithoutModel
from tests.test_identities import field

ORDINARY = frozenset(
    "what did does about with will hope rose marsh may the and have phone who was car in since ash uncle bay garland "
    "said he up day first one last on is saw summer golf ending old garden son brain".split()
)
STORED = ORDINARY - {"marsh", "garland"}
COMMON = frozenset("what did does about with will the and have who was in he on is may".split())


class Dictionary(WithoutModel):
    """Finds the marks of the logs and nothing in a question; knows some ordinary words."""

    def detect(self, texts: Sequence[str], **more: object) -> list[list[Span]]:
        return [list(field(text).spans) if "<" in text else [] for text in texts]

    def residual(self, texts: Sequence[str]) -> list[list[Span]]:
        return [[] for _ in texts]

    def uncertain(self, texts: Sequence[str]) -> list[list[Span]]:
        return [[] for _ in texts]

    def exempt(self, references: Sequence[str]) -> None:
        pass

    def is_common(self, word: str) -> bool:
        return word in COMMON

    def is_ordinary(self, word: str) -> bool:
        return word in ORDINARY


LOGS = [
    "<PERSON:Costel Vranceanu> known as <ALIAS:Boss Costi>",
    "<PERSON:Kwabena Osei-Mensah>",
    "<PERSON:James Okafor>",
    "<PERSON:Will Sharman>",
    "<PERSON:Rose Tandy>",
    "<PERSON:Jordan Marsh>",
    "<PERSON:May Cartwright>",
    "<PERSON:Łukasz Wróbel>",
    "<ALIAS:Uncle Bay>",
    "<VEHICLE_REG:YK16 KPV>",
    "<PHONE:07700 900258>",
]


class Marked(Dictionary):
    """As `Dictionary`, with the spans at their place in the text that holds the marks."""

    def detect(self, texts: Sequence[str], **more: object) -> list[list[Span]]:
        from tests.test_identities import MARK

        return [
            [Span(m.start("value"), m.end("value"), m["type"], 1.0, "mark") for m in MARK.finditer(t)] for t in texts
        ]


@pytest.fixture(scope="module")
def asking() -> tuple[Redactor, dict[str, str]]:
    """A redactor that has read the logs, and the token of each log's first identity by its mark."""
    redactor = Redactor(
        Marked(),
        Vault(None, derive(bytes(range(32)))),
        ordinary=lambda words: STORED & set(words),  # type: ignore[arg-type]
    )
    found = redactor.texts(LOGS)
    return redactor, {log.split(":")[1].split(">")[0]: r.mentions[0].token for log, r in zip(LOGS, found, strict=True)}


MEANT = [
    ("What did Costel Vranceanu do?", "Costel Vranceanu"),
    ("what about vranceanu", "Costel Vranceanu"),
    ("what about VRANCEANU costel", "Costel Vranceanu"),
    ("what about vrancenu", "Costel Vranceanu"),
    ("what about costel vrancenu's car", "Costel Vranceanu"),
    ("who is Boss Costi?", "Costel Vranceanu"),
    ("who is costi", "Costel Vranceanu"),
    ("what about C Vranceanu", "Costel Vranceanu"),
    ("does osei mensah have a phone", "Kwabena Osei-Mensah"),
    ("does Osie-Mensah have a phone", "Kwabena Osei-Mensah"),
    ("what about Jimmy Okafor", "James Okafor"),
    ("Was Jimmy in the car?", "James Okafor"),
    ("what about lukasz wrobel", "Łukasz Wróbel"),
    ("Did Will have a phone?", "Will Sharman"),
    ("what about will sharman", "Will Sharman"),
    ("what about will shaman", "Will Sharman"),
    ("What did May say about it?", "May Cartwright"),
    ("what did mr marsh say", "Jordan Marsh"),
    ("what did marsh say", "Jordan Marsh"),
    ("who is uncle bay", "Uncle Bay"),
    ("Whose is the Golf ending KPV?", "YK16 KPV"),
    ("whose is the golf ending kpv", None),  # letters in lower case may be any word
    ("who has the car YK16?", "YK16 KPV"),
    ("whose is the phone ending 258", "07700 900258"),
]


@pytest.mark.parametrize(("text", "name"), MEANT)
def test_a_question_finds_whom_it_means(asking: tuple[Redactor, dict[str, str]], text: str, name: str | None) -> None:
    redactor, token_of = asking
    asked = redactor.question(text, None).tokens
    assert (token_of[name] in asked) if name else not asked


@pytest.mark.parametrize(
    "text",
    [
        "will he have the car",
        "What will the phone be?",
        "Will he have it?",  # a capital where a sentence begins
        "he rose and said hope is up",
        "Who was in the car in May?",
        "what was said on 1 May",
        "the uncle saw the bay",
        "the marsh lights",
        "what about the Rose Garden and Sparkle Hope",
        "WILL THE CAR BE ON THE ROSE",
    ],
)
def test_an_ordinary_word_is_nobody(asking: tuple[Redactor, dict[str, str]], text: str) -> None:
    assert asking[0].question(text, None) == RedactedQuestion(text)


class _Suspicious(Marked):
    """As `Marked`, but takes words that it does not know for people, as the names model does."""

    def detect(self, texts: Sequence[str], **more: object) -> list[list[Span]]:
        if any("<" in text for text in texts):
            return super().detect(texts)
        words = [re.finditer(r"[^\W\d_]+", text) for text in texts]
        return [
            [Span(*m.span(), "PERSON", 0.9, "model") for m in some if m.group().lower() not in ORDINARY]
            for some in words
        ]


@pytest.mark.parametrize(
    "text",
    ["waht did he have", "what abuot the car", "who was wiht the uncle", "the gadren in the car", "the gardden car"],
)
def test_a_slip_of_the_keyboard_names_nobody(text: str) -> None:
    assert _suspicious().question(text, None) == RedactedQuestion(text)


@pytest.mark.parametrize(
    "text",
    [
        "what did {Gadren} have",  # a capital
        "what did {tandi} have",
        "what did {bilal} have",
        "what did {carr} have",  # a surname, as many that are a short word but for a doubled letter
        "what did {brian} have",
        "what did {sonn} have",
        "what did {vrancenu} have",
        "what did {renné} have",
        "what did mr. {gadren} have",
        "what did pc {gadren} have",
        "who is known as {gadren}",
        "what about {gadren}'s car",
        "what about {gadren} {gardden}",
    ],
)
def test_a_name_is_no_slip_of_the_keyboard(text: str) -> None:
    names = re.findall(r"\{(.+?)\}", text)
    asked = _suspicious().question(text.replace("{", "").replace("}", ""), None).text
    assert not [name for name in names if re.search(rf"\b{name}\b", asked)]


def test_a_pet_name_that_is_a_function_word_is_still_whom_it_means() -> None:
    vault = _suspicious("<PERSON:William Hadley>")._vault
    for text, end, left in (("did will say so", 8, 1), ("did what say so", 8, 0), ("did will gadren say so", 15, 1)):
        found = [Span(4, end, "PERSON", 0.9, "model")]
        assert len(without_slips(text, found, vault, Dictionary(), lambda words: frozenset(words))) == left


def test_a_word_that_the_logs_use_is_nobody_of_a_name_near_it() -> None:
    vault = _suspicious("<PERSON:Una Carp>")._vault
    for text, left in (("who has the car", 0), ("what about car's", 1), ("did car say so", 1), ("who has the carr", 1)):
        start = text.index("car")
        found = [Span(start, start + len(re.findall(r"\w+", text[start:])[0]), "OFFICER", 0.9, "model")]
        assert len(without_slips(text, found, vault, Dictionary(), lambda words: STORED & set(words))) == left, text


def _suspicious(*more: str) -> Redactor:
    redactor = Redactor(
        _Suspicious(),
        Vault(None, derive(bytes(range(32)))),
        ordinary=lambda words: STORED & set(words),  # type: ignore[arg-type]
    )
    redactor.texts([*LOGS, *more])
    return redactor


def test_a_wrong_surname_is_not_taken_for_the_only_bearer_of_the_forename(
    asking: tuple[Redactor, dict[str, str]],
) -> None:
    redactor, token_of = asking
    from index.redaction.asked import meant
    from index.redaction.vault import identity_of

    tokens, _ = meant(identity_of("PERSON", "Costel Hadley"), redactor._vault)
    assert token_of["Costel Vranceanu"] not in tokens


def test_a_name_spelled_differently_is_said_to_be(asking: tuple[Redactor, dict[str, str]]) -> None:
    assert asking[0].question("what about vrancenu", None).respelled
    assert not asking[0].question("what about vranceanu", None).respelled


def test_who_may_be_meant_beside_a_certain_bearer_is_told_apart_from_bearers_of_whom_none_is_certain() -> None:
    redactor = Redactor(
        Marked(),
        Vault(None, derive(bytes(range(32)))),
        ordinary=lambda words: STORED & set(words),  # type: ignore[arg-type]
    )
    logs = redactor.texts(["<PERSON:James Okafor>", "<PERSON:Daniel Okafor>"])
    james, daniel = (log.mentions[0].token for log in logs)
    surname = redactor.question("who is Okafor", None)
    assert (set(surname.asked[0]), surname.possible) == ({james, daniel}, ())
    bare = redactor.texts(["<PERSON:Okafor>"])[0].mentions[0].token  # either of them, or another
    full = redactor.question("who is James Okafor", None)
    assert (full.asked, full.possible) == (((james, bare),), (bare,))


def test_ends_of_numbers_are_found_without_the_number(keys: Keys) -> None:
    from index.redaction.vault import identity_of

    vault = Vault(None, keys)
    (token,) = vault.tokens([identity_of("PHONE", "07700 900258")])
    assert vault.ending("PHONE", "258") == {token}
    assert vault.ending("PHONE", "900") == frozenset()
    vault.forget([token])
    assert vault.ending("PHONE", "258") == frozenset()


def test_a_function_word_that_the_names_model_takes_for_a_name_names_nobody() -> None:
    found = [Span(4, 7, "ALIAS", 0.9, "model")]
    dictionary, vault = Dictionary(), Vault(None, derive(bytes(range(32))))
    assert not without_slips("Has the Defender turned up?", found, vault, dictionary, lambda words: frozenset())
    assert without_slips("Has The Defender turned up?", found, vault, dictionary, lambda words: frozenset()) == found
