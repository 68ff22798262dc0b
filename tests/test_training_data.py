"""Invented values and generated logs: right check digits, right marks, one seed one result."""

import random

import pytest

from index.redaction import checks
from index.redaction.tagger.labels import TYPES
from index.redaction.training import numbers
from index.redaction.training.corpora import written
from index.redaction.training.generated import by_origin, logs, templates
from index.redaction.training.invented import Inventor, Person, origins
from index.redaction.training.locales import locales
from index.redaction.training.words import ocr


@pytest.mark.parametrize(
    ("make", "check"),
    [
        (numbers.pnc_id, checks.pnc_id),
        (numbers.cro, checks.cro_number),
        (numbers.asn, checks.asn),
        (numbers.imei, checks.luhn),
        (numbers.sim, checks.luhn),
        (numbers.payment_card, checks.luhn),
        (numbers.nino, checks.nino),
        (numbers.vin, checks.vin),
    ],
)
def test_invented_numbers_pass_their_check(make, check):
    source = random.Random(1)
    assert [value for value in (make(source) for _ in range(200)) if not check(value)] == []


def test_every_origin_has_forty_given_names_and_surnames():
    assert [o for o, lists in origins().items() if min(len(lists["given"]), len(lists["surnames"])) < 40] == []


def test_names_stand_in_the_order_of_their_language():
    assert Person("vietnamese", "Hung", "Van", "Nguyen", (1990, 1, 1)).full == "Nguyen Van Hung"
    assert Person("nigerian", "James", "", "Okafor", (1990, 1, 1)).full == "James Okafor"


def test_the_same_seed_gives_the_same_logs():
    assert logs(20, 7) == logs(20, 7) != logs(20, 8)


def test_marks_are_in_order_disjoint_and_hold_a_value():
    for log in logs(400, 3):
        ends = [0, *(end for _, end, *_ in log.spans)]
        assert all(before <= start < end for before, (start, end, *_) in zip(ends, log.spans, strict=False))
        assert all(any(c.isalnum() for c in log.text[start:end]) for start, end, *_ in log.spans)
        assert "{" not in log.text


def test_between_origins_only_names_differ():
    sets = by_origin(None, 31, 2)

    def without_names(log):
        text = log.text
        for start, end, kind, _ in reversed(log.spans):
            if kind in {"PERSON", "OFFICER", "DRIVING_LICENCE"}:
                text = f"{text[:start]}<{kind}>{text[end:]}"
        return text

    english = [without_names(log) for log in sets["english"]]
    assert all([without_names(log) for log in some] == english for some in sets.values())
    assert sets["english"][0].text != sets["somali"][0].text


def test_templates_for_measuring_are_not_used_for_training():
    training, measuring = templates()
    assert len(training) >= 120
    assert len(measuring) >= 30
    assert not set(training) & set(measuring)


def test_a_scanner_confuses_but_does_not_lose_a_word():
    read = ocr("Okafor 07700 900123 Brimham", random.Random(1), rate=1.0)
    assert read != "Okafor 07700 900123 Brimham"
    assert "rn" in read


def test_people_are_drawn_from_the_origins_asked_for():
    inventor = Inventor(random.Random(4), origins=["tamil"])
    lists = origins()["tamil"]
    assert all(inventor.person().given.split("-")[0].split()[0] in lists["given"] for _ in range(30))


def test_the_written_logs_are_marked_with_known_types_and_without_blanks():
    examples = [example for some in written().values() for example in some]
    assert len(examples) > 1500
    wrong = [
        (example.source, example.text[start:end], kind)
        for example in examples
        for start, end, kind, _ in example.marks
        if kind not in TYPES or example.text[start:end] != example.text[start:end].strip() or "[[" in example.text
    ]
    assert not wrong


def test_further_names_are_in_latin_script():
    names = locales()
    assert len(names) > 40
    assert all(
        name.isascii() or max(name) < "\u1f00" for lists in names.values() for some in lists.values() for name in some
    )
