"""The Logs tab: find a log by words or limits, and read it in place."""

import gradio as gr

from assistant.service import Service
from ui.pages import filters
from ui.pages.events import DELEGATE, QUIET, SLOW, act
from ui.pages.filters import FilterBar
from ui.problems import explained
from ui.render import life, text
from ui.render.logs import hit_list, log_link, log_list, reading
from ui.visitor import actor_of

LISTED = 50  # logs in a list
FOUND = 20  # passages of a search
NOTHING_OPEN = text.paragraph("empty", "Choose a log to read it here.")


class LogsTab:
    """The tab, built inside an open `gr.Blocks`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        with gr.Row():
            with gr.Column(scale=2, min_width=360):
                gr.HTML("<h2>Logs</h2>", apply_default_css=False)
                self.filters = FilterBar(service, "logs")
                with gr.Row(elem_classes="composer"):
                    wanted = gr.Textbox(
                        label="Search the logs", placeholder="Words, or nothing to list all", max_length=2000,
                        elem_id="search", scale=5,
                    )  # fmt: skip
                    search = gr.Button("Search", variant="primary", scale=0, min_width=90, elem_id="search-now")
                    due = gr.Button("Review due", scale=0, min_width=150, elem_id="review-due")
                results = gr.HTML("", elem_id="results", apply_default_css=False, js_on_load=DELEGATE, min_height=40)
            with gr.Column(scale=3, min_width=360, elem_classes="beside"):
                opened = gr.HTML(NOTHING_OPEN, elem_id="opened", apply_default_css=False)
        gr.on([wanted.submit, search.click], self._on_search, [wanted, *self.filters.inputs], results, **SLOW)
        due.click(self._on_due, None, results, **QUIET)
        results.click(self._on_read, None, opened, **QUIET)

    def _on_search(self, request: gr.Request, words: str, *limits: object) -> str:
        actor = actor_of(request.cookies)
        try:
            limited = filters.read(*limits)  # type: ignore[arg-type]
            if not words.strip():
                return log_list(self._service.listing(actor, filters=limited, limit=LISTED), limit=LISTED)
            hits = self._service.search(words, actor, filters=limited, k=FOUND)
            return hit_list(hits, self._service.sources([hit.passage.log_ref for hit in hits], actor))
        except Exception as error:
            return text.problem(explained(error))

    def _on_due(self, request: gr.Request) -> str:
        actor = actor_of(request.cookies)
        try:
            return life.reviews(self._service.reviews_due(actor), self._service.withdrawn(actor))
        except Exception as error:
            return text.problem(explained(error))

    def _on_read(self, request: gr.Request, event: gr.EventData) -> str:
        actor = actor_of(request.cookies)
        try:
            log = self._service.log(act(event, "log"), actor)
        except Exception as error:
            return text.problem(explained(error))
        related = self._service.related([log.log_ref], actor).get(log.log_ref)
        above = life.state(self._service.life([log.log_ref], actor).get(log.log_ref))
        page = text.paragraph("note", f"On a page of its own: {log_link(log.log_ref)}")
        return above + reading(log) + life.beside(related) + page
