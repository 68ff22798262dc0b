"""The page as an analyst uses it, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import OUTPUT

pytestmark = pytest.mark.browser

Opened = Callable[[BrowserContext], Page]
QUESTION = "Which vehicles are linked to the car washes?"


@pytest.fixture
def page(context: BrowserContext, opened: Opened) -> Page:
    return opened(context)


def ask(page: Page, question: str) -> None:
    page.get_by_label("Ask about the logs").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".turn[open] .status").wait_for()
    expect(page.get_by_label("Ask about the logs")).to_have_value("")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def screenshot(page: Page, name: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)


def test_a_question_is_answered_and_a_citation_leads_to_the_highlighted_source(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator(".turn .status")).to_contain_text("Answered from the logs")
    citation = page.locator("a.cite").first
    card = page.locator(citation.get_attribute("href") or "")
    citation.click()
    expect(card).to_be_focused()
    expect(card.locator("mark").first).to_be_visible()
    expect(card).to_contain_text(re.compile("reliable|untested"))
    screenshot(page, "ask-light")


def test_a_citation_opens_its_log_with_the_stretch_marked(page: Page, context: BrowserContext) -> None:
    ask(page, QUESTION)
    quoted = page.locator(".card").first.locator("mark").first.inner_text()
    with context.expect_page() as opening:
        page.locator(".card a.ref").first.click()
    log = opening.value
    expect(log.locator("mark#cited")).to_have_text(quoted)
    expect(log.locator("h1")).to_be_visible()
    expect(log.locator(".marking").first).to_contain_text("OFFICIAL")
    screenshot(log, "log-page")


def test_a_question_for_a_decision_about_a_person_is_declined_and_offers_another(page: Page) -> None:
    ask(page, "Who should we arrest first?")
    expect(page.locator(".turn .status")).to_contain_text("Not answered")
    offer = page.locator(".offers button").first
    said = offer.inner_text()
    question = page.get_by_label("Ask about the logs")
    for _ in range(10):  # the page may show an answer a moment before it can act on it
        offer.click()
        page.wait_for_timeout(300)
        if question.input_value() == said:
            break
    expect(question).to_have_value(said)
    screenshot(page, "ask-declined")


def test_what_the_logs_do_not_say_is_not_found(page: Page) -> None:
    ask(page, "Which submarines were refuelled at the polar research station?")
    expect(page.locator(".turn .status")).to_contain_text("Not found")
    expect(page.locator(".turn")).to_contain_text("logs were searched")
    assert page.locator("a.cite").count() == 0


def test_a_limit_is_a_chip_that_holds_for_the_answer_and_can_be_removed(page: Page) -> None:
    page.get_by_role("button", name="Limit to dates, themes, forces or places").first.click()
    page.locator("#ask-from input, #ask-from textarea").fill("1/5/2025")
    page.keyboard.press("Tab")
    expect(page.locator(".chips").first).to_contain_text("from 2025-05-01")
    ask(page, QUESTION)
    expect(page.locator(".turn")).to_contain_text("Limited to: from 2025-05-01")
    page.get_by_role("button", name="Remove the limit from 2025-05-01").click()
    expect(page.locator(".chips").first).to_contain_text("no limits")


def test_a_limit_read_from_a_question_is_a_chip_that_is_taken_back_or_changed(page: Page) -> None:
    ask(page, "Which vehicles were seen at the car washes in May?")
    chips = page.locator(".turn[open] .chips")
    expect(chips).to_contain_text("“in May”: from 1 May 2025 to 31 May 2025")
    chips.get_by_role("button", name="Change the limit in May").click()
    expect(page.locator("#ask-from input, #ask-from textarea")).to_have_value("2025-05-01")
    expect(page.get_by_label("Ask about the logs")).to_have_value("Which vehicles were seen at the car washes in May?")
    expect(page.locator(".chips").first).to_contain_text("to 2025-05-31")
    page.get_by_role("button", name="Remove the limit from 2025-05-01").click()
    expect(page.locator(".chips").first).not_to_contain_text("from")
    page.get_by_role("button", name="Remove the limit to 2025-05-31").click()
    expect(page.locator(".chips").first).to_contain_text("no limits")
    chips.get_by_role("button", name="Ask without the limit in May").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn[open] .notices")).to_contain_text("“in May” (you took it back)")
    screenshot(page, "ask-limits")
    assert page.evaluate(LOW_CONTRAST) == []


def test_a_limit_that_is_no_day_is_named_and_nothing_is_asked(page: Page) -> None:
    page.get_by_role("button", name="Limit to dates, themes, forces or places").first.click()
    page.locator("#ask-from input, #ask-from textarea").fill("31/2/2025")
    page.get_by_label("Ask about the logs").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#ask-status")).to_contain_text("From:")
    assert page.locator(".turn").count() == 0


def test_a_follow_up_keeps_the_numbers_of_the_logs_and_a_new_conversation_forgets(page: Page) -> None:
    ask(page, QUESTION)
    numbers = _numbers(page)
    ask(page, "And who was seen in them?")
    page.locator(".turn").nth(1).locator(".status").wait_for()
    again = _numbers(page)
    assert {ref: again[ref] for ref in numbers if ref in again} == {
        ref: n for ref, n in numbers.items() if ref in again
    }
    assert len(set(again.values())) == len(again)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)


def test_an_identity_is_revealed_for_a_reason_only_and_that_is_on_the_record(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Reveal identities in this answer").click()
    page.get_by_role("button", name="Reveal and record").click()
    expect(page.locator("#reveal")).to_contain_text("for a stated reason only")
    assert page.locator(".revealed").count() == 0
    page.get_by_label("Reason").fill("safeguarding check")
    page.get_by_role("button", name="Reveal and record").click()
    expect(page.locator(".turn .revealed").first).to_be_visible()
    tab(page, "Audit")
    expect(page.locator("#events")).to_contain_text("Identity revealed")


def test_a_number_of_a_pattern_opens_its_logs(page: Page, context: BrowserContext) -> None:
    tab(page, "Patterns")
    page.get_by_role("button", name="Find patterns").click()
    number = page.locator("#patterns .behind summary:visible").first
    number.click()
    behind = page.locator("#patterns .behind[open]").first
    assert int(number.inner_text().split()[0]) == behind.locator("li").count()
    screenshot(page, "patterns")
    with context.expect_page() as opening:
        behind.locator("a.ref").first.click()
    expect(opening.value.locator("mark#cited")).to_be_visible()


def test_a_suggested_link_is_decided_for_a_reason_and_the_decision_undone(page: Page) -> None:
    tab(page, "Patterns")
    page.get_by_role("button", name="Show links").click()
    card = page.locator("#links .card").first
    name = card.get_attribute("aria-label") or ""
    card.get_by_label("No, they are two").check()
    card.get_by_label("Reason").fill("seen together")
    screenshot(page, "links")
    assert page.evaluate(LOW_CONTRAST) == []
    card.get_by_role("button", name="Record the decision").click()
    decided = page.locator("#links .card", has_text="Refused: they are two")
    expect(decided).to_have_attribute("aria-label", name)
    expect(decided).to_contain_text("seen together")
    decided.get_by_label("Reason").fill("that was another")
    decided.get_by_role("button", name="Undo").click()
    expect(decided).to_have_count(0)
    expect(page.locator("#links .card").first).to_have_attribute("aria-label", name)


def test_a_log_is_found_and_read_in_place(page: Page) -> None:
    tab(page, "Logs")
    page.get_by_label("Search the logs").fill("white minibus car wash")
    page.keyboard.press("Enter")
    first = page.locator("#results button").first
    reference = first.get_attribute("data-log") or ""
    first.click()
    expect(page.locator("#opened .reading")).to_contain_text(reference)
    expect(page.locator("#opened .log-text")).to_be_visible()
    screenshot(page, "logs")


def test_a_typed_number_opens_that_record_and_no_other_that_has_its_digits(page: Page) -> None:
    tab(page, "Audit")
    typed = page.get_by_label("Number on the record")
    typed.fill("1")
    typed.press("Enter")
    expect(page.locator("#reviewed h3")).to_have_text(re.compile(r"^Record 1: Logs taken in"))


def test_what_a_list_opens_is_brought_into_sight(page: Page) -> None:
    ask(page, QUESTION)
    tab(page, "Audit")
    page.locator("#events button").last.click()
    expect(page.locator("#reviewed h3")).to_be_in_viewport()
    page.set_viewport_size({"width": 800, "height": 700})
    tab(page, "Logs")
    page.get_by_role("button", name="Search", exact=True).click()
    page.locator("#results button").nth(12).click()
    expect(page.locator("#opened h3")).to_be_in_viewport()


def test_a_citation_is_reviewed_beside_its_source_and_the_record_verified(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name=re.compile("Open record")).click()
    form = page.locator("#reviewed form").first
    form.get_by_label("Partly").check()
    form.get_by_label("Note").fill("names the van, not the driver")
    form.get_by_role("button", name="Record the mark").click()
    expect(page.locator("#reviewed .marks li").first).to_contain_text("Partly: names the van, not the driver")
    page.get_by_role("button", name="Replay").click()
    expect(page.locator("#replayed")).to_contain_text("The same logs are found")
    page.get_by_role("button", name="Verify the record").click()
    expect(page.locator("#verified")).to_contain_text("The record holds")
    expect(page.locator("#verified")).to_contain_text("Witness")
    screenshot(page, "audit")


def test_asking_and_reaching_a_source_needs_no_mouse(page: Page) -> None:
    page.get_by_label("Ask about the logs").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".turn .status").wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.cite')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".card:focus")).to_have_count(1)


def test_a_hostile_log_is_only_text(page: Page, context: BrowserContext, address: str) -> None:
    ask(page, "Was the zeppelin hangar seen open?")
    expect(page.locator("#evidence")).to_contain_text("<svg onload=")
    tab(page, "Logs")
    page.get_by_label("Search the logs").fill("zeppelin hangar")
    page.keyboard.press("Enter")
    page.locator("#results button[data-log='XX/2025/1']").click()
    expect(page.locator("#opened")).to_contain_text("onerror=")
    log = context.new_page()
    log.goto(f"{address}/logs/XX/2025/1")
    expect(log.locator(".log-text")).to_contain_text("${document.title='broken'}")
    for shown in (page, log):
        assert shown.title() != "broken"
        assert shown.locator("img, a[href*='evil']").count() == 0


def test_two_people_do_not_see_each_others_conversations(browser: Browser, page: Page, opened: Opened) -> None:
    other_context = browser.new_context()
    other = opened(other_context)
    ask(page, QUESTION)
    ask(other, "Where have knives been seen?")
    expect(page.locator(".turn")).to_have_count(1)
    expect(other.locator(".turn")).to_have_count(1)
    expect(other.locator(".turn")).not_to_contain_text("car washes")
    other_context.close()


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("ask-dark", 1360, "dark"), ("ask-zoom-200", 680, "light"), ("ask-narrow", 390, "light")],
)
def test_the_page_is_readable_dark_zoomed_and_narrow(
    browser: Browser, opened: Opened, name: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme)  # type: ignore[arg-type]
    page = opened(context)
    ask(page, QUESTION)
    screenshot(page, name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), "it has to be scrolled sideways"
    assert page.evaluate(LOW_CONTRAST) == []
    context.close()


def _numbers(page: Page) -> dict[str, str]:
    """The number of each cited log, by what is said of it to a screen reader."""
    labels = [a.get_attribute("aria-label") or "" for a in page.locator("a.cite").all()]
    return {ref: number for number, ref in (label.removeprefix("Citation ").split(": ") for label in labels)}


# Visible texts whose colour is too near to what is behind them (WCAG 2.2, 1.4.3: 4.5 to 1, large text 3 to 1).
LOW_CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")
