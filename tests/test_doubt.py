"""What is doubtful in a redacted text, and that looking for it takes time in proportion to its length."""

import json
import random
import time
import timeit
from pathlib import Path

import pytest

from index.keys import random_keys
from index.redaction.detector import Detector
from index.redaction.doubt import Reason, find_doubts
from index.redaction.redactor import Redactor
from index.redaction.vault import Vault

WORDS = frozenset(
    "he met rang café mile "
    "the man was seen near bank at night with a dog and then he went to car park by river they sold bread".split()
)

DETECTOR = Detector()  # its models are loaded when first used


def doubts(text: str, **more: int) -> list[tuple[str, str]]:
    found = find_doubts(text, is_word=WORDS.__contains__, **more)
    return [(str(doubt.reason), text[doubt.start : doubt.end]) for doubt in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the man was seen near the bank", []),
        ("he met [PERSON 7K3F9Q2M] at the café, 20°, ½ mile, 5 µg, №", []),  # marks and Latin accents
        ("he met Иван Петров at the bank", [("script", "Иван Петров")]),
        ("he met محمد at night", [("script", "محمد")]),
        ("he rang ٠٧٧٠٠٩٠٠ at night", [("script", "٠٧٧٠٠٩٠٠")]),  # digits no recogniser reads
        ("he met J\u0430mes at night", [("mixed", "J\u0430mes")]),  # a Cyrillic letter in a Latin word
        ("he met 𝐉𝐚𝐦𝐞𝐬 at night", [("script", "𝐉𝐚𝐦𝐞𝐬")]),
        ("th3 m4n w4s se3n ne4r [PERSON 7K3F9Q2M]", [("garbled", "th3 m4n w4s se3n ne4r [PERSON 7K3F9Q2M]")]),
        ("teh mna wsa seen near the bnak", [("garbled", "teh mna wsa seen near the bnak")]),
        ("~~^^¦¦ {}{} ¬¬ ~~ ^^ ¦¦", [("garbled", "~~^^¦¦ {}{} ¬¬ ~~ ^^ ¦¦")]),
        ("QUIXWOOD and McArdle saw O'Neill at 10pm on the 1st with 5kg", []),  # names and units are no misreadings
        ("", []),
    ],
)  # fmt: skip
def test_a_stretch_is_doubtful_for_its_reason_only(text: str, found: list[tuple[str, str]]) -> None:
    assert doubts(text) == found


def test_one_garbled_part_of_a_long_text_is_found_where_it_stands() -> None:
    good = "the man was seen near the bank at night with a dog . " * 20
    bad = "tbe rnan wss secn nesr tbe bsnk st nigbt witb s bog " * 4
    ((reason, stretch),) = doubts(good + bad + good)
    assert reason == "garbled" and bad[:150] in stretch and len(stretch) < len(good)


def test_a_text_is_too_long_above_the_setting_and_not_at_it() -> None:
    assert doubts("a bank " * 10, longest=70) == []
    assert doubts("a bank " * 10, longest=69) == [("long", "a bank " * 10)]


def test_every_reason_has_a_sentence_of_its_own() -> None:
    assert len({reason.sentence for reason in Reason}) == len(Reason)
    assert all(reason.sentence.endswith(".") for reason in Reason)


@pytest.mark.parametrize(
    "piece", ["0123456789", "0.", "[", "@", "a@b.", "~^", "1a", "[PERSON 0A1B2C3D", "Ж1а", "O'", "a ", "zq7 ", "(("]
)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        # timeit keeps the garbage collector out, which would count what other tests left behind.
        some = timeit.repeat(
            lambda: find_doubts(text, is_word=WORDS.__contains__), timer=time.process_time, repeat=3, number=1
        )
        return min(some)

    once, twice = seconds(500_000), seconds(1_000_000)
    assert twice < 3 * once + 0.1
    assert twice < 10


@pytest.mark.models
@pytest.mark.parametrize("piece", ["0123456789", "0.", "[", "@", "("])
def test_redaction_of_a_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    redactor = Redactor(DETECTOR, Vault(None, random_keys()))
    redactor.texts(["the models are loaded"])

    def seconds(length: int) -> float:
        begun = time.process_time()
        redactor.texts([piece * (length // len(piece))])
        return time.process_time() - begun

    once, twice = (min(seconds(length) for _ in range(2)) for length in (4_000, 8_000))
    assert twice < 3 * once + 0.3


def gold_of(name: str) -> dict[str, list[dict[str, int]]]:
    lines = (Path(__file__).parent / "data" / f"{name}.gold.jsonl").read_text("utf-8").splitlines()
    return {row["log_ref"]: row["spans"] for row in map(json.loads, lines)}


def without_identities(log: dict[str, str], spans: list[dict[str, int]]) -> str:
    text = log["text"]
    for span in reversed(spans):
        text = text[: span["start"]] + "[" + text[span["end"] :]
    return text


@pytest.mark.models
def test_few_sound_logs_and_nearly_all_misread_ones_are_held_for_garbage(demo: Path) -> None:
    texts = [
        without_identities(json.loads(line), gold[json.loads(line)["log_ref"]])
        for name, gold in (("harbour", gold_of("harbour")), ("vale", gold_of("vale")))
        for line in (demo / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    alike = dict(zip("olieastgmnhubrdc", "0 1 1 c @ 5 7 9 rn ri li ii 6 f cl (".split(), strict=True))

    def share(rate: float) -> float:
        pick = random.Random(7)
        held = 0
        for text in texts:
            misread = "".join(alike.get(c.lower(), c) if pick.random() < rate else c for c in text)
            found = find_doubts(misread, is_word=DETECTOR.is_ordinary)
            held += any(doubt.reason == Reason.GARBLED for doubt in found)
        return held / len(texts)

    assert share(0) <= 0.02
    assert share(0.15) >= 0.97
