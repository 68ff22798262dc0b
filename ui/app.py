"""The page: a service -> Gradio's blocks with its tabs, mounted into the server, all off that is not needed."""

from collections.abc import Sequence

import gradio as gr
from fastapi import FastAPI

from assistant.service import Service
from ui.pages.ask import AskTab
from ui.pages.audit import AuditTab
from ui.pages.events import QUIET, act
from ui.pages.imports import ImportTab
from ui.pages.logs import LogsTab
from ui.pages.patterns import PatternsTab
from ui.render import text
from ui.uploads import Uploads
from ui.visitor import actor_of

QUEUE = 20  # requests that may wait; further ones are refused with a message
STANDING = (
    "Intellog quotes and counts what the logs say. It does not score, rank, predict or recommend action about anyone; "
    "a person reads the source before anything is done."
)
EMPTY = (
    '<p class="warning">There are no logs here yet. Load some with <code>intellog ingest FILE</code>, '
    "or see the invented demo logs with <code>intellog demo</code>, or use the Import tab; then reload this page.</p>"
)
NAVY = gr.themes.Color(
    "#eef5fa",
    "#d6e6f2",
    "#b0cfe4",
    "#84b4d4",
    "#5594bd",
    "#2a719f",
    "#14517d",
    "#0f4166",
    "#0b3350",
    "#08263c",
    "#051a29",
)
FONT = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "Consolas", "DejaVu Sans Mono", "monospace")


def mount(app: FastAPI, service: Service, uploads: Uploads) -> None:
    """Mount the page at the root of the application, behind its own routes."""
    gr.mount_gradio_app(
        app, create_blocks(service, uploads), "/", footer_links=[], run_history=False, show_error=False, ssr_mode=False,
        pwa=False, enable_monitoring=False, mcp_server=False, allowed_paths=[], max_file_size="1kb", theme=_theme(),
        head='<link rel="stylesheet" href="/page.css"><script src="/page.js" defer></script>',
    )  # fmt: skip


def create_blocks(service: Service, uploads: Uploads | None = None) -> gr.Blocks:
    """The page as blocks. All state is made for each session. uploads: where the server keeps uploaded files."""
    with gr.Blocks(title="Intellog", analytics_enabled=False, fill_width=True, elem_classes="intellog") as blocks:
        gr.HTML(f"<header class='banner'><h1>Intellog</h1><p>{STANDING}</p></header>", apply_default_css=False)
        empty = gr.HTML("", apply_default_css=False)
        with gr.Tabs() as tabs:
            with gr.Tab("Ask", id="ask"):
                ask = AskTab(service)
            with gr.Tab("Patterns", id="patterns"):
                patterns = PatternsTab(service)
            with gr.Tab("Logs", id="logs"):
                logs = LogsTab(service)
            with gr.Tab("Import", id="import") as import_tab:
                imports = ImportTab(service, uploads or Uploads())
            with gr.Tab("Audit", id="audit") as audit_tab:
                audit = AuditTab(service)
        bars = [ask.filters, patterns.filters, logs.filters]

        def on_load(request: gr.Request) -> list[object]:
            """What can be chosen now, and how to load logs when there are none."""
            actor = actor_of(request.cookies)
            choices: list[object] = [choice for bar in bars for choice in bar.choices(actor)]
            policy = service.policy_notice()
            notices = ("" if service.facets(actor)["days"] else EMPTY) + (
                text.paragraph("warning", policy) if policy else ""
            )
            return [notices, *choices]

        def on_click(event: gr.EventData) -> Sequence[object]:
            """An offer fills the question; a record's number opens it on the Audit tab."""
            if act(event, "act") == "record":
                return gr.skip(), gr.update(selected="audit"), act(event, "number")
            if act(event, "act") == "offer":
                return act(event, "question"), gr.skip(), gr.skip()
            return gr.skip(), gr.skip(), gr.skip()

        blocks.load(on_load, None, [empty, *(part for bar in bars for part in (bar.themes, bar.forces))], **QUIET)
        blocks.load(ask.on_list, ask.listed, ask.kept, **QUIET)
        audit_tab.select(audit.on_list, audit.kind, [audit.events, audit.choices], **QUIET)
        import_tab.select(imports.on_select, None, [imports.timer, imports.running, imports.queue], **QUIET)
        ask.conversation.click(on_click, None, [ask.question, tabs, audit.number], **QUIET)
    blocks.queue(max_size=QUEUE, default_concurrency_limit=4, api_open=False)
    return blocks


def _theme() -> gr.themes.Base:
    """Quiet colours and the fonts of the reader's own system: nothing is loaded from elsewhere."""
    theme = gr.themes.Base(
        primary_hue=NAVY,
        secondary_hue=NAVY,
        neutral_hue="slate",
        spacing_size="sm",
        radius_size="sm",
        font=FONT,
        font_mono=MONO,
    )
    return theme.set(
        button_primary_background_fill="*primary_600", button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_500", button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="white", button_primary_text_color_dark="white",
        body_background_fill="#f6f7f9", body_background_fill_dark="#14181d", color_accent="*primary_600",
        input_placeholder_color="*neutral_500", input_placeholder_color_dark="*neutral_400",
        block_label_text_color="*neutral_600", block_title_text_color="*neutral_600",
    )  # fmt: skip
