"""The Import tab as a person uses it, in a real browser: from a file to a released log that answers a question."""

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_page import LOW_CONTRAST, ask, screenshot, tab

pytestmark = pytest.mark.browser

Opened = Callable[[BrowserContext], Page]
SOUND = "The lighthouse keeper Barnaby Threlkeld sold brass telescopes from KV19 TBW at the pier."
DOUBTFUL = (
    "Forged marzipan crates were unloaded at the p1er. Scanned page l7: fr0stb1te 600 pd 4O 0wes 71O; "
    "pd 2OO 0wes 5O c1eared; d0ck th1rd gate; ring bef0re six."
)


def export(
    folder: Path, refs: tuple[str, str], columns: tuple[str, str, str] = ("Log Ref", "Text", "Reported At")
) -> Path:
    path = folder / f"export-{refs[0].replace('/', '-')}.csv"
    lines = [
        ",".join(columns),
        f"{refs[0]},{SOUND},2025-06-01",
        f"{refs[1]},{DOUBTFUL},2025-06-02",
        "IMP/9,,2025-06-03",
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def choose(page: Page, path: Path) -> None:
    page.get_by_label("Export files").set_input_files(path)
    expect(page.locator("#import-listed")).to_contain_text(path.name)


def mark(page: Page, words: str) -> None:
    """Select words of the opened log as a mouse would."""
    page.evaluate(
        """words => {
          const walker = document.createTreeWalker(document.querySelector('#decision'), NodeFilter.SHOW_TEXT);
          for (let node; (node = walker.nextNode());) {
            const at = node.data.indexOf(words);
            if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + words.length); return; }
          }
        }""",
        words,
    )


@pytest.fixture
def page(context: BrowserContext, opened: Opened) -> Page:
    return opened(context)


def test_a_doubtful_log_is_imported_held_released_and_found(page: Page, tmp_path: Path) -> None:
    tab(page, "Import")
    choose(page, export(tmp_path, ("IMP/1", "IMP/2")))
    preview = page.locator("#import-preview")
    expect(preview.locator("mark").first).to_be_visible()
    expect(preview).to_contain_text("Threlkeld")  # the raw text
    expect(preview.locator(".token").first).to_be_visible()  # and what would be stored
    expect(preview).to_contain_text("Would be held for a person: Many words here are broken")
    expect(preview).to_contain_text("text: missing or blank")
    screenshot(page, "import-preview")
    page.get_by_role("button", name="Import", exact=True).click()
    report = page.locator("#imports")
    expect(report).to_contain_text(re.compile(r"Your import \d+ is done"), timeout=60_000)
    expect(report).to_contain_text("Held for a decision")
    expect(preview).not_to_contain_text("Threlkeld")  # no raw text stays on the page
    page.locator("#held button[data-log='IMP/2']").click()
    held = page.locator("#decision")
    expect(held.locator("mark").first).to_contain_text("fr0stb1te")
    expect(held).to_contain_text("Many words here are broken")
    mark(page, "fr0stb1te")
    held.get_by_role("button", name="Hide the selected text").click()
    expect(held.get_by_label("Further text to hide, 1")).to_have_value("fr0stb1te")
    expect(held.get_by_label("Doubt 1 in")).to_have_value("")  # the stretch as a whole is left as it is
    screenshot(page, "import-held")
    held.get_by_role("button", name="Release into the store").click()
    expect(page.locator("#decided")).to_contain_text("IMP/2 was released, as version 1", timeout=30_000)
    expect(page.locator("#held")).not_to_contain_text("IMP/2")
    screenshot(page, "import-report")
    tab(page, "Ask")
    ask(page, "Where were forged marzipan crates unloaded?")
    expect(page.locator(".turn .status")).to_contain_text("Answered from the logs")
    expect(page.locator("#evidence")).to_contain_text("IMP/2")
    expect(page.locator("#evidence")).not_to_contain_text("fr0stb1te")
    tab(page, "Audit")
    for act in ("Import previewed", "Held logs viewed", "Held log released"):
        expect(page.locator("#events")).to_contain_text(act)


def test_uploaded_text_stands_in_no_file_during_the_preview_or_after_the_import(page: Page, tmp_path: Path) -> None:
    tab(page, "Import")
    before = set(Path(tempfile.gettempdir()).glob("intellog-*/*"))
    choose(page, export(tmp_path, ("IMP/11", "IMP/12")))
    expect(page.locator("#import-preview mark").first).to_be_visible()
    assert holding(tmp_path.parent) == []
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#imports")).to_contain_text(re.compile(r"Your import \d+ is done"), timeout=60_000)
    assert holding(tmp_path.parent) == []
    assert not set(Path(tempfile.gettempdir()).glob("intellog-*/*")) - before


def test_columns_that_are_not_known_are_chosen_and_a_held_log_discarded(page: Page, tmp_path: Path) -> None:
    tab(page, "Import")
    choose(page, export(tmp_path, ("IMP/21", "IMP/22"), ("Nummer", "Erzählung", "Tag")))
    expect(page.locator("#import-preview")).to_contain_text("No column is chosen for: Reference, Text, Reported")
    for field, column in (("log_ref", "Nummer"), ("text", "Erzählung"), ("reported_at", "Tag")):
        page.locator(f"#map-{field} input").click()
        page.locator(f"#map-{field}").get_by_role("option", name=column, exact=True).click()
        page.keyboard.press("Tab")
    expect(page.locator("#import-preview mark").first).to_be_visible(timeout=30_000)
    screenshot(page, "import-mapping")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#imports")).to_contain_text(re.compile(r"Your import \d+ is done"), timeout=60_000)
    page.locator("#held button[data-log='IMP/22']").click()
    page.get_by_role("button", name="Discard for good").click()
    expect(page.locator("#decided")).to_contain_text("for a stated reason only")
    page.get_by_label("Reason for discarding").fill("belongs to another force")
    page.get_by_role("button", name="Discard for good").click()
    expect(page.locator("#decided")).to_contain_text("IMP/22 was discarded")
    expect(page.locator("#held")).not_to_contain_text("IMP/22")


def test_a_file_that_cannot_be_read_is_refused_with_its_name(page: Page, tmp_path: Path) -> None:
    tab(page, "Import")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    page.get_by_label("Export files").set_input_files(tmp_path / "photo.png")
    expect(page.locator("#import-problem")).to_contain_text("Photo.png: not a format that can be read")
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_hidden()


def test_an_import_by_one_person_shows_as_running_to_another(
    browser: Browser, page: Page, opened: Opened, tmp_path: Path
) -> None:
    rows = [
        {"log_ref": f"BULK/{n}", "text": f"Crate {n} of marzipan was seen at the pier.", "reported_at": "2025-06-01"}
        for n in range(20_000)
    ]
    path = tmp_path / "bulk.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    other_context = browser.new_context()
    other = opened(other_context)
    tab(page, "Import")
    tab(other, "Import")
    choose(page, path)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(other.locator("#imports")).to_contain_text(re.compile(r"Import \d+, by .*, is running"), timeout=20_000)
    expect(other.locator("#imports")).not_to_contain_text("bulk.jsonl")
    expect(other.get_by_role("button", name="Stop my import")).to_be_hidden()
    tab(other, "Ask")  # the page stays usable
    ask(other, "Where have knives been seen?")
    running = re.compile(r"\d of about 20,000 records, \d+ a second, about")  # once the first batch is in
    expect(page.locator("#imports")).to_contain_text(running, timeout=60_000)
    screenshot(page, "import-running")
    page.get_by_role("button", name="Stop my import").click()
    expect(page.locator("#imports")).to_contain_text("was stopped", timeout=60_000)
    other_context.close()


@pytest.mark.parametrize(("name", "width", "scheme"), [("import-dark", 1360, "dark"), ("import-narrow", 390, "light")])
def test_the_tab_is_readable_dark_and_narrow_and_works_by_keyboard(
    browser: Browser, opened: Opened, tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = opened(context)
    if width < 500:
        page.get_by_role("button", name="More tabs").click()
        page.locator(".overflow-dropdown").get_by_role("button", name="Import").click()
    else:
        tab(page, "Import")
    choose(page, export(tmp_path, (f"{name}/1", f"{name}/2")))
    expect(page.locator("#import-preview mark").first).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).focus()
    page.keyboard.press("Enter")
    opener = page.locator(f"#held button[data-log='{name}/2']")
    opener.wait_for(timeout=60_000)
    opener.focus()
    page.keyboard.press("Enter")
    page.locator("#decision form").first.wait_for()
    screenshot(page, name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), "it has to be scrolled sideways"
    assert page.evaluate(LOW_CONTRAST) == []
    context.close()


def holding(session: Path) -> list[Path]:
    """The files of this test session, its stores among them, and of the server that hold raw text, but for exports."""
    temporary = Path(tempfile.gettempdir())
    folders = [session, *temporary.glob("intellog-*"), *temporary.glob("gradio*")]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    return [file for file in files if not file.name.startswith("export-") and b"fr0stb1te" in file.read_bytes()]
