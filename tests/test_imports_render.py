"""What the Import tab shows: nothing foreign is markup, every doubt is named in words, and marks say what they hide."""

from dataclasses import replace

import pytest

from assistant.audit import Actor
from index.columns import Columns
from index.held import HeldLog, Hide
from index.ingest import Report
from index.preview import Preview
from index.records import Mention, RawLog, Rejection, Replaced
from index.redaction.doubt import Doubt, Reason
from index.redaction.redactor import Draft, Redaction, field_names
from tests import test_render
from tests.conftest import redacted_log
from tests.test_render import HOSTILE, PERSON, Page
from ui.imports import Import
from ui.pages.imports import _standing
from ui.render import imports

ME, OTHER = Actor("officer", "mine"), Actor("sergeant", "other")


def held(text: str, *, doubts: tuple[Doubt, ...] = (), attributes: dict[str, str] | None = None) -> HeldLog:
    attributes = attributes or {}
    raw = RawLog("N/<b>1", "", text.replace(PERSON, "James Okafor"), "2024-05-01", attributes=attributes)
    texts = ["", text, "", "", *attributes.values(), *attributes]
    fields = {name: Redaction(t, (), ()) for name, t in zip(field_names(len(attributes)), texts, strict=True)}
    at = text.find(PERSON)
    mentions = (Mention(at, at + len(PERSON), "PERSON", PERSON[1:-1]),) if at >= 0 else ()
    replaced = (Replaced(at, at + len("James Okafor"), "PERSON", PERSON),) if at >= 0 else ()
    fields["text"] = Redaction(text, replaced, mentions, doubts)
    return HeldLog(raw, Draft(redacted_log(raw.log_ref, text), fields), b"print", "2024-05-02T10:00:00+00:00")


@pytest.fixture
def inert(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_render, "OURS", test_render.OURS | {"progress", "select", "option", "q", "sup", "small"})


@pytest.mark.usefixtures("inert")
def test_nothing_foreign_is_markup() -> None:
    log = held(HOSTILE, doubts=(Doubt(2, 30, Reason.SCRIPT),), attributes={HOSTILE: HOSTILE})
    rejected = (Rejection(HOSTILE, 3, "text: missing"),)
    found = Preview((HOSTILE,), Columns({}, (HOSTILE,), ("text",)), ((log.raw, log.draft),), rejected, 2, 2)
    one = Import(1, replace(ME, name=HOSTILE), {"1.csv": HOSTILE}, Report(rejected=list(rejected)))
    for html in (
        imports.files([HOSTILE]), imports.preview(found, {HOSTILE: HOSTILE}), imports.queue([log]),
        imports.decision(log), imports.imports([one], one.actor), imports.imports([one], ME),
    ):  # fmt: skip
        test_render.assert_inert(html)


def test_every_doubt_is_marked_numbered_and_can_be_left_or_hidden_as_any_type() -> None:
    log = held(f"{PERSON} met Илья at th3 d0ck.", doubts=(Doubt(22, 26, Reason.SCRIPT), Doubt(27, 38, Reason.GARBLED)))
    page = Page(imports.decision(log))
    assert len(page.of("mark")) == 2
    for reason in (Reason.SCRIPT, Reason.GARBLED):
        assert reason.sentence in page.text
    assert "Doubt 1 in text" in page.text and "doubt 2" in page.text
    assert [select["name"] for select in page.of("select")][:2] == ["doubt-1", "doubt-2"]
    assert {"", "PERSON", "VEHICLE_REG"} <= {option["value"] for option in page.of("option")}
    assert "Okafor" not in page.text  # what was hidden for certain stays hidden


def test_a_preview_marks_what_is_replaced_and_says_as_what() -> None:
    log = held(f"{PERSON} met a man.")
    found = Preview(("a",), Columns({}, (), ()), ((log.raw, log.draft),), (), 1, 1)
    html = imports.preview(found, {})
    assert '<mark>James Okafor</mark><small class="kind"> Person</small> met a man.' in html
    assert "About 1 record." in html and "Would be held" not in html


def test_a_log_that_is_previewed_or_held_stands_under_its_marking_and_conditions() -> None:
    log = held(f"{PERSON} met a man.")
    graded = replace(log.draft.log, marking="OFFICIAL LOCSEN", handling_conditions="Ask CID")
    log = replace(log, draft=replace(log.draft, log=graded))
    found = Preview(("a",), Columns({}, (), ()), ((log.raw, log.draft),), (), 1, 1)
    for html in (imports.preview(found, {}), imports.decision(log)):
        assert "OFFICIAL LOCSEN" in Page(html).text
        assert "Ask CID" in Page(html).text


def test_of_another_persons_import_only_progress_shows() -> None:
    report = Report(read=256, indexed=200, seconds=2.0, expected=1024, rejected=[Rejection("1.csv", 7, "text: blank")])
    one = Import(3, OTHER, {"1.csv": "secret name.csv"}, report)
    theirs, mine = Page(imports.imports([one], ME)).text, Page(imports.imports([one], OTHER)).text
    assert (
        "Import 3, by sergeant, is running: 256 of about 1,024 records, 128 a second, about 6 seconds left." in theirs
    )
    assert "Your import 3 is running" in mine
    report.at_hand, report.seconds = 128, 60.0
    assert "is running: 384 of about 1,024 records, 6.4 a second" in Page(imports.imports([one], ME)).text
    assert "secret" not in theirs and "text: blank" not in theirs
    one.stop.set()
    assert "Your import 3 stops after this batch: 384 of" in Page(imports.imports([one], OTHER)).text
    one.ended = True
    theirs, mine = Page(imports.imports([one], ME)).text, Page(imports.imports([one], OTHER)).text
    assert theirs == "No import is running."
    assert "secret name.csv" in mine and "text: blank" in mine


def test_further_text_is_found_wherever_it_stands_but_not_inside_a_token() -> None:
    log = held(f"person {PERSON} rang Person\n two. PERSON", attributes={"Seen": "a person"})
    marks = list(_standing(log, ["person"], "ALIAS"))
    assert marks == [
        Hide(0, 6, "ALIAS"), Hide(30, 36, "ALIAS"), Hide(43, 49, "ALIAS"), Hide(2, 8, "ALIAS", "attribute 1"),
    ]  # fmt: skip
    assert [mark.start for mark in _standing(log, ["person", "two."], "ALIAS")] == [30]
