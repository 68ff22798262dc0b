"""Measuring redaction: counts as the rules of scoring say, intervals, tokens against marks, names in questions."""

import json
import math

import pytest

from assistant.evaluation.answers import tells
from assistant.evaluation.bars import held_to
from assistant.evaluation.corpus import Corpus, incident_reports
from assistant.evaluation.identity import Placed, aligned, b_cubed, names_asked, token_figures
from assistant.evaluation.intervals import bootstrap, wilson
from assistant.evaluation.labelled import DIRECT, KEPT, LabelledSet, Mark, labelled_sets
from assistant.evaluation.masking import added, tally
from assistant.evaluation.redaction import measure
from assistant.evaluation.search import ranking_scores
from index.records import Mention, RedactedQuestion, Span
from tests.conftest import WithoutModel
from ui.measures import leaks, table


def marked(texts):
    """A set of logs from texts with marks written [TYPE:entity|surface]."""
    plain, marks = {}, {}
    for ref, text in texts.items():
        out, some = "", []
        for piece in text.replace("]", "[").split("["):
            kind, colon, rest = piece.partition(":")
            if colon and kind.isupper():
                entity, _, surface = rest.partition("|")
                some.append(Mark(len(out), len(out) + len(surface), kind, entity))
                out += surface
            else:
                out += piece
        plain[ref], marks[ref] = out, tuple(some)
    return LabelledSet("small", "logs", plain, marks, DIRECT, KEPT)


SMALL = marked(
    {
        "A": "[PERSON:p1|Jo O'Hara], [AGE:a1|44], of [LOCATION:l1|Hull] rang",
        "B": "[PERSON:p1|O'Hara] has [PHONE:t1|01632 960001] and [CRIME_REF:c1|12/34]",
    }
)


def places(labelled, *surfaces):
    """By text, where these surfaces stand."""
    return {
        ref: [(text.index(s), text.index(s) + len(s)) for s in surfaces if s in text]
        for ref, text in labelled.texts.items()
    }


def test_a_mark_is_hidden_only_when_each_letter_and_digit_is():
    figures = tally(SMALL, places(SMALL, "Jo", "O", "Hara", "01632", "96000")).figures()
    # Hidden: both names, whose apostrophe may stay. Not hidden: the phone, whose last digit stays.
    assert figures["direct_hidden"] == round(2 / 3, 4)
    assert figures["by_type"]["PHONE"]["hidden"] == 0
    assert figures["structured_hidden"] == 0.0


def test_an_entity_with_one_open_mention_is_not_hidden():
    figures = tally(SMALL, places(SMALL, "Jo O'Hara", "01632 960001")).figures()
    # In the second text, where no more than the surname stands, nothing is replaced but the phone.
    assert figures["entities_hidden_everywhere"] == 0.5


def test_masked_characters_are_letters_and_digits_outside_marks_or_inside_kept_ones():
    figures = tally(SMALL, places(SMALL, "Hull ra", "12/34", "44")).figures()
    assert figures["kept_masked"] == 1.0
    # Of "of", "rang", "has", "and" two letters are covered; an age and a crime number are neither kept nor plain.
    assert figures["plain_masked"] == round(2 / 12, 4)


def test_a_leak_names_set_text_type_and_surface():
    [leak] = tally(SMALL, places(SMALL, "Jo O'Hara", "O'Hara")).leaks
    assert (leak.set, leak.id, leak.type, leak.text) == ("small", "B", "PHONE", "01632 960001")


def test_sets_added_up_keep_their_entities_apart():
    other = LabelledSet("other", "logs", SMALL.texts, SMALL.marks, DIRECT, KEPT)
    whole = added([tally(SMALL, places(SMALL, "Jo O'Hara", "O'Hara")), tally(other, {})])
    assert whole.figures()["entities_hidden_everywhere"] == 0.25
    assert whole.texts == 4


PUBLIC = {
    "tab": {
        "id": "c1", "tab_split": "dev", "protect": "Ann Lee", "text": "Ann Lee of Hull, born 1970",
        "spans": [
            {"start": 0, "end": 7, "type": "PERSON", "identifier": "DIRECT", "entity_id": "e1", "text": "Ann Lee"},
            {"start": 11, "end": 15, "type": "LOC", "identifier": "NO_MASK", "entity_id": "e2", "text": "Hull"},
            {"start": 22, "end": 26, "type": "DATETIME", "identifier": "QUASI", "entity_id": "e3", "text": "1970"},
        ],
        "subjects": [],
    },
    "panorama": {
        "id": "p1", "text": "Ann Lee, ann@example.com",
        "subjects": [{"pii": [
            {"tag": "NAME", "value": "Ann Lee"}, {"tag": "EMAIL_ADDRESS", "value": "ann@example.com"},
            {"tag": "NAME", "value": "Annabel"}, {"tag": "SEX", "value": "Ann"},
        ]}],
    },
    "presidio": {
        "id": "s1", "template_id": 1, "text": "Ann Lee of Hull",
        "spans": [
            {"start": 0, "end": 7, "type": "PERSON", "text": "Ann Lee"},
            {"start": 11, "end": 15, "type": "GPE", "text": "Hull"},
        ],
    },
    "wnut": {
        "id": 0, "text": "ann of hull",
        "spans": [
            {"start": 0, "end": 3, "type": "person", "text": "ann"},
            {"start": 7, "end": 11, "type": "location", "text": "hull"},
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "direct", "kept"),
    [
        ("tab", ["Ann Lee"], ["Hull"]),  # quasi-identifiers count for neither
        ("panorama", ["Ann Lee", "ann@example.com"], []),  # what is not in the text, or no identifier, is no mark
        ("presidio", ["Ann Lee"], ["Hull"]),
        ("wnut", ["ann"], ["hull"]),
    ],
)
def test_a_public_set_is_recognised_by_its_rows_wherever_it_is(tmp_path, kind, direct, kept):
    folder = tmp_path / "deep" / "set"
    folder.mkdir(parents=True)
    (folder / "rows.jsonl").write_text(json.dumps(PUBLIC[kind]) + "\n")
    (folder / "others.jsonl").write_text('{"id": "q1", "question": "who"}\n')
    [found] = labelled_sets(tmp_path, tmp_path)
    assert (found.kind, found.name) == (kind, "set")
    [(ref, text)] = found.texts.items()

    def surfaces(types):
        return [text[m.start : m.end] for m in found.marks[ref] if m.type in types]

    assert (surfaces(found.direct), surfaces(found.kept)) == (direct, kept)


@pytest.mark.parametrize(
    ("hits", "total", "interval"),
    [(8, 10, (0.4902, 0.9433)), (0, 10, (0.0, 0.2775)), (10, 10, (0.7225, 1.0)), (0, 0, (0.0, 1.0))],
)
def test_wilson_intervals_are_those_of_the_formula(hits, total, interval):
    assert wilson(hits, total) == pytest.approx(interval, abs=1e-4)


def test_bootstrap_intervals_hold_the_share_and_are_the_same_again():
    parts = [(float(i % 3 == 0), 1.0) for i in range(300)]
    low, high = bootstrap(parts)
    assert low < 1 / 3 < high
    assert 0.08 < high - low < 0.13  # 4 standard errors of a third of 300
    assert bootstrap(parts) == (low, high)


def test_b_cubed_of_a_worked_example():
    # One token for two people (a, a, b) and a mention of a without one.
    precision, recall = b_cubed([[("a", "T"), ("a", "T"), ("b", "T")], [("a", "")]])
    assert [sum(x for x, _ in precision), sum(n for _, n in precision)] == pytest.approx([5 / 3, 3])
    assert [sum(x for x, _ in recall), sum(n for _, n in recall)] == pytest.approx([2 / 3 + 2 / 3 + 1 + 1 / 3, 4])


def test_a_number_is_exact_when_all_its_mentions_have_one_token_that_no_other_has():
    labelled = marked({"A": "[PHONE:t1|07700 900001] [PHONE:t2|07700 900002]", "B": "[PHONE:t1|07700900001]"})

    def tokens(*some):
        marks = [(ref, m) for ref, of_text in labelled.marks.items() for m in of_text]
        placed = {ref: [] for ref in labelled.texts}
        for (ref, m), token in zip(marks, some, strict=True):
            placed[ref].append(Placed(m.start, m.end, token))
        return token_figures([(labelled, placed)])["exact_PHONE"]

    assert tokens("PHONE 1", "PHONE 2", "PHONE 1") == 1.0
    assert tokens("PHONE 1", "PHONE 2", "PHONE 3") == 0.5
    assert tokens("PHONE 1", "PHONE 1", "PHONE 1") == 0.0


def test_places_of_tokens_are_found_in_the_raw_text():
    raw, redacted = "Jo Hara of 5 Elm Rd rang.", "[PERSON AAAAAAAA] of [ADDRESS BBBBBBBB] rang."
    mentions = [Mention(0, 17, "PERSON", "PERSON AAAAAAAA"), Mention(21, 39, "ADDRESS", "ADDRESS BBBBBBBB")]
    assert aligned(raw, redacted, mentions) == [Placed(0, 7, "PERSON AAAAAAAA"), Placed(11, 19, "ADDRESS BBBBBBBB")]
    assert aligned("Another text", redacted, mentions) is None


def test_a_name_of_a_question_is_right_when_it_asks_for_a_token_of_its_bearer():
    labelled = marked({"A": "[PERSON:p1|Will Hara] met [ALIAS:p2|Cuckoo] and [PERSON:p1|Will], who will"})
    placed = {"A": [Placed(m.start, m.end, f"PERSON {m.entity}") for m in labelled.marks["A"]]}
    questions = [
        ("Where will will hara be?", RedactedQuestion("", (("PERSON p1",),))),  # the long name alone; no "will"
        ("Will anybody tell?", RedactedQuestion("")),
        ("what of cuckoo?", RedactedQuestion("", (("PERSON p1",),))),
    ]
    names = names_asked(labelled, placed, questions)
    assert [(name, right) for _, name, right in names] == [("Will Hara", True), ("Cuckoo", False)]


def test_bars_say_whether_they_are_met():
    bars = held_to("logs", {"direct_hidden": 0.991, "kept_masked": 0.06})
    assert {measure: bar["met"] for measure, bar in bars.items()} == {"direct_hidden": True, "kept_masked": False}


class Capitals(WithoutModel):
    """A detector that finds two capitalised words in a row, and nothing else."""

    def exempt(self, references):
        pass

    def detect(self, texts, **more):
        return [[Span(0, 7, "PERSON", 1.0, "test")] if text[:7].istitle() else [] for text in texts]

    def residual(self, texts):
        return [[] for _ in texts]

    def uncertain(self, texts):
        return [[] for _ in texts]

    def is_ordinary(self, word):
        return False

    def is_common(self, word):
        return False


def test_any_detector_can_be_measured_and_its_figures_print(tmp_path):
    texts = {"A": "Jo Hara of Hull rang 07700 900001", "B": "jo hara rang"}
    marks = {
        "A": (Mark(0, 7, "PERSON", "p1"), Mark(11, 15, "LOCATION", "l1"), Mark(21, 33, "PHONE", "t1")),
        "B": (Mark(0, 7, "PERSON", "p1"),),
    }
    small = LabelledSet("small", "logs", texts, marks, DIRECT, KEPT)
    figures = measure([small], tmp_path, detector=lambda references: Capitals(), stock=False, per_origin=2, leaks=True)
    ours = figures["small"]["intellog"]
    assert (ours["direct_hidden"], ours["kept_masked"], ours["plain_masked"]) == (round(1 / 3, 4), 0.0, 0.0)
    assert (ours["person_tokens_precision"], ours["person_tokens_recall"]) == (1.0, 0.5)
    assert not figures["small"]["bars"]["direct_hidden"]["met"]
    assert 0 <= figures["names by origin"]["intellog"]["largest_gap"] <= 1
    printed = table(figures)
    assert "direct identifiers wholly hidden" in printed
    assert ">= 0.99  not met" in printed
    assert "small\tB\tPERSON\tjo hara" in list(leaks(figures))


def test_names_of_questions_are_asked_of_a_store_that_holds_the_logs(tmp_path):
    export = tmp_path / "small.jsonl"
    text = "Jo Hara rang."
    row = {"log_ref": "SM/1", "title": "call", "text": text, "reported_at": "2025-01-02T10:00:00", "grade": "2/C/P"}
    export.write_text(json.dumps(row) + "\n")
    questions = ({"id": "q1", "question": "Jo Hara"}, {"id": "q2", "question": "what did Jo Hara say"})
    corpus = Corpus("small", export, {"SM/1": text}, {}, questions, ())
    small = LabelledSet("small", "logs", corpus.texts, {"SM/1": (Mark(0, 7, "PERSON", "p1"),)}, DIRECT, KEPT, corpus)
    figures = measure([small], tmp_path, detector=lambda references: Capitals(), stock=False, per_origin=0, leaks=True)
    ours = figures["small"]["intellog"]
    # The detector sees the first name; the second is found because the vault holds it.
    assert (ours["names_in_questions"], ours["questions_resolved"]) == (2, 1.0)
    assert figures["small"]["unresolved"] == []


def test_reports_of_incidents_are_a_corpus_with_graded_questions(tmp_path):
    reports = [{"id": "D-1", "date": "1989-05-02", "text": "A bomb."}, {"id": "D-2", "date": None, "text": "Calm."}]
    queries = [{"qid": "q1", "family": "place", "question": "Bombs?", "relevant": {"D-1": 2}}]
    for name, some in (("reports", reports), ("queries", queries)):
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in some), "utf-8")
    (corpus,) = incident_reports(tmp_path)
    assert corpus.export.name == "reports.jsonl"
    assert corpus.mapping.defaults == {"reported_at": "1989-05-02"}
    assert [(q["type"], q["relevant"]) for q in corpus.questions] == [("place", {"D-1": 2})]
    assert incident_reports(tmp_path / "elsewhere") == []


def test_a_ranking_is_scored_by_grades():
    assert ranking_scores(["A", "B"], {"A": 1, "B": 1}) == (1.0, 1.0)
    recall, gain = ranking_scores(["B", "X", "A"], {"A": 2, "B": 1, "C": 1})
    assert recall == pytest.approx(2 / 3)
    assert gain == pytest.approx((1 + 3 / 2) / (3 + 1 / math.log2(3) + 1 / 2))
    assert ranking_scores(["X"], {"A": 1}) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("text", "fact", "is_told"),
    [
        ("Black Audi WN19 DZF outside.", "the Audi WN19DZF", True),
        ("The workers were up.", "worker asleep", False),
        ("A worker was asleep.", "workers asleep", True),
        ("Log of 8 June: the flat was empty.", "8 June at the flat", True),
        ("The flat was full of men.", "8 June at the flat", False),
    ],
)
def test_a_fact_is_told_when_three_quarters_of_its_words_stand_in_the_answer(text, fact, is_told):
    assert tells(text, fact) is is_told
