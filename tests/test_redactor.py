"""What the redactor does with spans, with a detector that finds marked words only."""

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.keys import Keys, derive
from index.records import RawLog, RedactedQuestion, Span
from index.redaction.redactor import Redactor
from index.redaction.shown import Shown, limited
from index.redaction.tokens import TOKEN
from index.redaction.vault import Vault

MARK = re.compile(r"<(?P<type>[A-Z_]+):(?P<value>[^<>]+)>")


class Marked:
    """Finds `<TYPE:value>` (the marks included), and nothing in what is already redacted."""

    places: frozenset[str] = frozenset()  # what it is sure is no name
    references: re.Pattern[str] | None = None

    def detect(self, texts: Sequence[str], **more: object) -> list[list[Span]]:
        return [
            [Span(m.start("value"), m.end("value"), m["type"], 0.9, "mark") for m in MARK.finditer(text)]
            for text in texts
        ]

    def residual(self, texts: Sequence[str]) -> list[list[Span]]:
        hidden = [TOKEN.sub(lambda token: "_" * len(token[0]), text) for text in texts]
        return [[Span(*m.span(), "PHONE", 0.9, "late") for m in re.finditer(r"(?<!\d)\d{11}(?!\d)", t)] for t in hidden]

    def exempt(self, references: Sequence[str]) -> None:
        pass

    def exempting(self, references: Sequence[str]) -> "Marked":
        return self

    def apart(self) -> "Marked":
        return self

    def forget(self) -> None:
        pass

    def uncertain(self, texts: Sequence[str]) -> list[list[Span]]:
        return [[] for _ in texts]

    def rules_out(self, text: str, start: int, end: int) -> bool:
        return text[start:end] in self.places

    def surely_kept(self, text: str, start: int, end: int) -> bool:
        return text[start:end] in self.places

    def denies(self, text: str, start: int, end: int, known: object) -> bool:
        return text[start:end] in self.places

    def without_references(self, text: str) -> str:
        return self.references.sub(lambda match: "_" * len(match[0]), text) if self.references else text

    def is_common(self, word: str) -> bool:
        return word in {"what", "does", "will"}

    def is_ordinary(self, word: str) -> bool:
        return word in {"what", "does", "will", "marsh", "about", "with"}


def redactor(**more: object) -> Redactor:
    return Redactor(Marked(), Vault(None, derive(bytes(range(32)))), **more)  # type: ignore[arg-type]


def test_spans_are_replaced_and_their_places_given_in_both_texts() -> None:
    (redaction,) = redactor().texts(["saw <PERSON:James Okafor> and <PHONE:07700 900123>."])
    for replaced, mention in zip(redaction.replaced, redaction.mentions, strict=True):
        assert redaction.text[mention.start : mention.end] == replaced.token
    assert [r.type for r in redaction.replaced] == ["PERSON", "PHONE"]
    assert "Okafor" not in redaction.text


def test_what_a_second_scan_finds_is_replaced_at_its_place_in_the_raw_text() -> None:
    text = "<PERSON:James Okafor> rang 07700900123 twice"
    (redaction,) = redactor().texts([text])
    assert [(text[r.start : r.end], r.type) for r in redaction.replaced] == [
        ("James Okafor", "PERSON"),
        ("07700900123", "PHONE"),
    ]


@given(
    st.lists(
        st.tuples(
            st.text("ab .", max_size=8), st.sampled_from(["<PERSON:Jo Smith>", "<AGE:19>", "<DOB:1/2/2001>", ""])
        ),
        max_size=6,
    )
)
def test_text_outside_spans_is_kept_as_it_is(pieces: list[tuple[str, str]]) -> None:
    text = "".join(a + b for a, b in pieces)
    (redaction,) = redactor().texts([text], on=date(2025, 1, 1))
    last = shown = 0
    for replaced, mention in zip(redaction.replaced, redaction.mentions, strict=True):
        assert text[last : replaced.start] == redaction.text[shown : mention.start]
        last, shown = replaced.end, mention.end
    assert text[last:] == redaction.text[shown:]


def log(**fields: str) -> RawLog:
    values = {"log_ref": "N/1", "title": "", "text": "text", "reported_at": "2025-03-01"}
    return RawLog(
        **(values | {k: v for k, v in fields.items() if k != "attributes"}), attributes=fields.get("attributes", {})
    )  # type: ignore[arg-type]


def test_every_free_text_field_is_redacted_and_structured_columns_wholly() -> None:
    (redacted,) = redactor().logs(
        [
            log(
                title="<PERSON:Jo Smith>",
                provenance="<PERSON:Jo Smith>",
                attributes={"nominals": "Odd Name; Another", "note": "<PHONE:0123>"},
            )
        ]  # type: ignore[arg-type]
    )
    held = " ".join([redacted.title, redacted.provenance, *redacted.attributes.values()])
    for value in ("Smith", "Odd", "Another", "0123"):
        assert value not in held
    assert redacted.title_mentions[0].token.startswith("PERSON ")


def test_a_name_learnt_from_an_earlier_batch_is_hidden_unless_it_is_an_ordinary_word(keys: Keys) -> None:
    red = redactor(ordinary=lambda words: frozenset(words) & {"marsh"})
    red.texts(["<PERSON:James Okafor> and <PERSON:Jordan Marsh>"])
    (redaction,) = red.texts(["Then Okafor walked to Marsh Lane."])
    assert "Okafor" not in redaction.text
    assert "Marsh Lane" in redaction.text


def test_a_question_finds_held_names_in_any_case_and_stores_nothing() -> None:
    vault = Vault(None, derive(bytes(range(32))))
    red = Redactor(Marked(), vault)  # type: ignore[arg-type]
    red.texts(["<PERSON:James Okafor>"])
    held = vault.count()
    question = red.question("what does james okafor do with <PHONE:0999>?", None)
    assert question.text.startswith("what does [PERSON ")
    assert len(question.asked[0]) == 1
    assert len(question.unknown) == 1
    assert vault.count() == held


def test_a_token_that_is_typed_asks_for_its_identity_if_the_asker_may_see_it() -> None:
    red = redactor()
    (log,) = red.texts(["<PERSON:James Okafor>"])
    token = log.mentions[0].token
    asked = red.question(f"where is [{token}] with <PHONE:0999>, [{token} Ann Smith]?", None)
    assert asked.asked == ((token,), (), (token,))
    assert asked.text.startswith(f"where is [{token}] with <PHONE:[PHONE ") and asked.text.endswith(f", [{token}]?")
    for sees in ({token}, set()):
        shown = Shown(lambda tokens, sees=sees: frozenset(tokens) & sees, [], lambda words: frozenset(), [], list)  # type: ignore[misc]
        seen = red.question(f"where is [{token}]?", shown)
        assert (seen.asked, seen.unknown) == ((((token,),), ()) if sees else (((),), (token,)))
    assert red.question("who is [SMITH 7K3F9Q2M]?", None) == RedactedQuestion("who is (SMITH 7K3F9Q2M)?")


def test_a_question_asks_for_less_when_less_is_shown() -> None:
    one, other, third = "PERSON 00000001", "PERSON 00000002", "PERSON 00000003"
    text = f"[{one}] with [PHONE 00000004] and [PHONE 00000005]?"
    groups = ((one, other, third), ("PHONE 00000004",), ("PHONE 00000005",))
    asked = RedactedQuestion(text, groups, linked=((one, other, "ann"),))
    seen = limited(asked, {other, third, "PHONE 00000005"})
    assert seen.text == text.replace(one, third)
    assert seen.asked == ((third,), (), ("PHONE 00000005",))
    assert (seen.unknown, seen.linked) == (("PHONE 00000004",), ())


def test_whom_a_question_names_stays_when_one_linked_to_them_is_not_shown() -> None:
    one, other = "PERSON 00000001", "PERSON 00000002"
    links = ((one, other, "ann"), (other, one, "ann"))
    asked = RedactedQuestion(f"[{one}] or [{other}]?", ((one, other), (other, one)), linked=links)
    seen = limited(asked, {other})
    assert (seen.text, seen.asked, seen.unknown) == (f"[{one}] or [{other}]?", ((), (other,)), (one,))


def test_a_letter_that_was_forgiven_is_told_of_whom_the_question_now_means() -> None:
    one, other = "PERSON 00000001", "PERSON 00000002"
    asked = RedactedQuestion(f"[{one}]?", ((one, other),), respelled=(one,))
    assert limited(asked, {one, other}).respelled == (one,)
    assert limited(asked, {other}).respelled == (other,)
    assert limited(asked, set()).respelled == ()
    assert limited(replace(asked, possible=(one, other)), {other}).possible == (other,)


def test_a_surname_may_mean_any_of_the_people_who_bear_it() -> None:
    red = redactor()
    red.texts(["<PERSON:James Okafor>"])
    red.texts(["<PERSON:Jane Okafor>"])
    question = red.question("what about Okafor?", None)
    assert len(question.asked[0]) == 2


@pytest.mark.parametrize("text", ["Spoke about Okafor's van.", "Mr O'Neill came.", "Then King-Smith left.", "Okafor."])
def test_a_held_name_is_hidden_in_every_form(text: str) -> None:
    red = redactor()
    red.texts(["<PERSON:James Okafor> <PERSON:Pat O'Neill> <PERSON:Ann King-Smith>"])
    (redaction,) = red.texts([text])
    assert not [name for name in ("Okafor", "Neill", "Smith") if name in redaction.text]


@pytest.mark.parametrize("word", ["Zantor", "Ex-Zantor", "Zantors", "Zantor-led", "non-Zantors"])
def test_a_name_that_is_certain_in_one_text_is_hidden_in_the_others_of_its_batch(word: str) -> None:
    for batches in ([["<PERSON:Kit Zantor>", f"the {word} yard"]], [["<PERSON:Kit Zantor>"], [f"the {word} yard"]]):
        red = redactor()
        *_, redaction = [redaction for texts in batches for redaction in red.texts(texts)]
        assert "Zantor" not in redaction.text and redaction.mentions
        assert redaction.mentions[0].token == red.question("Zantor?", None).asked[0][0]


def test_a_word_of_the_dictionary_or_of_a_place_is_no_name_because_another_text_of_its_batch_has_it_as_one() -> None:
    detector = Marked()
    detector.places = frozenset({"Zantor"})
    red = Redactor(detector, Vault(None, derive(bytes(range(32)))))  # type: ignore[arg-type]
    texts = ["<PERSON:Kit Marsh> <PERSON:Kit Zantor> <PERSON:Kit Qyrell>", "The Marsh, then Zantor and Qyrell Lane."]
    assert red.texts(texts)[1].text == texts[1]


def test_a_name_that_slipped_through_once_is_still_hidden_afterwards() -> None:
    red = redactor(ordinary=lambda words: frozenset(words))  # the store holds every word in clear
    red.texts(["<PERSON:James Okafor>"])
    (redaction,) = red.texts(["Then Okafor came."])
    assert "Okafor" not in redaction.text


def test_a_word_that_the_model_knows_as_a_place_is_no_name_because_one_log_took_it_for_one() -> None:
    detector = Marked()
    stored = {"eden"}
    red = Redactor(detector, Vault(None, derive(bytes(range(32)))), ordinary=lambda words: frozenset(words) & stored)  # type: ignore[arg-type]
    red.texts(["<PERSON:Castle Eden> and <PERSON:Tom Weir>"])
    detector.places = frozenset({"Eden", "Weir"})
    (redaction,) = red.texts(["By Eden Walk, by Weir Lane."])
    assert redaction.text == "By Eden Walk, by Weir Lane."
    detector.places = frozenset({"Eden"})
    (redaction,) = red.texts(["By Eden Walk, with Weir."])
    assert redaction.text.startswith("By Eden Walk, with [PERSON ")
    assert red.question("what about Eden?", None).text == "what about Eden?"
    stored.clear()  # no log says it in clear
    assert red.question("what about Eden?", None).text.startswith("what about [PERSON ")


def test_a_held_name_in_a_question_is_found_where_it_is_taken_for_an_address_that_nobody_holds() -> None:
    red = redactor()
    red.texts(["<PERSON:Costel Vranceanu> of <ADDRESS:The Old Smithy>"])
    for surface, found in (
        ("Costel Vranceanu", "PERSON"),
        ("Costel Vranceanu's flat", "PERSON"),
        ("The Old Smithy", "ADDRESS"),
    ):
        asked = red.question(f"Who was at <ADDRESS:{surface}>?", None)
        assert [[token.split()[0] for token in group] for group in asked.asked] == [[found]]
    for surface in ("The Gables", "Vranceanu House"):
        asked = red.question(f"Who was at <ADDRESS:{surface}>?", None)
        assert asked.asked == ((),) and surface not in asked.text


def test_a_structured_column_that_gives_nothing_is_no_identity() -> None:
    logs = [log(attributes={"nominals": value}) for value in ("Unknown", "-", "N/A", "?")]  # type: ignore[arg-type]
    assert [redacted.attributes["nominals"] for redacted in redactor().logs(logs)] == ["Unknown", "-", "N/A", "?"]


def test_each_plate_of_a_list_is_an_identity_of_its_own() -> None:
    (redacted,) = redactor().logs([log(attributes={"vehicles": "AB12CDE, XY34FGH"})])  # type: ignore[arg-type]
    assert redacted.attributes["vehicles"].count("[VEHICLE_REG ") == 2


def test_a_held_name_hides_no_part_of_a_reference() -> None:
    detector = Marked()
    detector.references = re.compile(r"DEV/25/\d{4}")
    red = Redactor(detector, Vault(None, derive(bytes(range(32)))))  # type: ignore[arg-type]
    red.texts(["saw <PERSON:Dev Zantor>"])
    (redaction,) = red.texts(["see DEV/25/0101, DEV RAN OFF"])
    assert redaction.text.startswith("see DEV/25/0101, [PERSON ")


def test_a_name_that_is_the_key_of_a_json_record_is_hidden() -> None:
    (redacted,) = redactor().logs([log(attributes={"<PERSON:Jo Smith>": "seen"})])  # type: ignore[arg-type]
    assert "Smith" not in str(dict(redacted.attributes))


def test_a_column_name_written_with_lines_is_no_user_name() -> None:
    class Lined(Marked):
        def detect(self, texts: Sequence[str], **more: object) -> list[list[Span]]:
            return [
                [Span(*m.span(), "SOCIAL_HANDLE", 0.9, "line") for m in re.finditer(r"@?\w+_\w+", t)] for t in texts
            ]

        def residual(self, texts: Sequence[str]) -> list[list[Span]]:
            return self.detect(texts)

    red = Redactor(Lined(), Vault(None, derive(bytes(range(32)))))  # type: ignore[arg-type]
    (redacted,) = red.logs([log(text="by dark_rider", attributes={"custody_suite": "dark_rider", "@dark_rider": ""})])  # type: ignore[arg-type]
    assert next(iter(redacted.attributes)) == "custody_suite"
    assert "dark" not in redacted.text + str(dict(redacted.attributes))


def test_the_detector_reads_a_columns_name_before_its_value_and_knows_the_year_of_the_report() -> None:
    cues: list[str] = []
    years: list[int] = []

    class Told(Marked):
        def detect(self, texts: Sequence[str], **more: object) -> list[list[Span]]:
            cues.extend(more["cues"])  # type: ignore[arg-type, call-overload]
            years.extend(more["years"])  # type: ignore[arg-type, call-overload]
            return super().detect(texts)

    Redactor(Told(), Vault(None, derive(bytes(range(32))))).logs([log(attributes={"crime_type": "theft"})])  # type: ignore[arg-type]
    assert cues == ["", "", "", "", "crime type: ", ""]
    assert years == [2025] * 6


def test_a_question_does_not_wait_for_a_batch_that_is_being_redacted() -> None:
    reading, asked = threading.Event(), threading.Event()

    class Slow(Marked):
        def detect(self, texts: Sequence[str], **more: object) -> list[list[Span]]:
            if texts == ["a batch"]:
                reading.set()
                assert asked.wait(20)
            return super().detect(texts)

    red = Redactor(Slow(), Vault(None, derive(bytes(range(32)))))  # type: ignore[arg-type]
    batch = threading.Thread(target=red.texts, args=(["a batch"],))
    batch.start()
    assert reading.wait(20)
    assert red.question("Who drives?", None).text == "Who drives?"
    assert batch.is_alive()
    asked.set()
    batch.join()
