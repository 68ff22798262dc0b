"""The Patterns tab: limits -> indicators, links, themes and trends, each number with the logs behind it."""

import gradio as gr

from assistant.service import Service
from ui.pages import filters
from ui.pages.events import SLOW
from ui.pages.filters import FilterBar
from ui.pages.links import LinksSection
from ui.problems import explained
from ui.render import text
from ui.render.patterns import patterns, references
from ui.visitor import actor_of

INTRODUCTION = "What the logs have in common, counted. Open a number to see the logs behind it."


class PatternsTab:
    """The tab, built inside an open `gr.Blocks`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        gr.HTML(f"<h2>Patterns</h2>{text.paragraph('note', INTRODUCTION)}", apply_default_css=False)
        self.filters = FilterBar(service, "patterns")
        with gr.Row():
            find = gr.Button("Find patterns", variant="primary", scale=0, min_width=160, elem_id="find-patterns")
        found = gr.HTML("", elem_id="patterns", apply_default_css=False, min_height=40)
        find.click(self._on_find, self.filters.inputs, found, **SLOW)
        LinksSection(service)

    def _on_find(self, request: gr.Request, *limits: object) -> str:
        actor = actor_of(request.cookies)
        try:
            found = self._service.patterns(actor, filters=filters.read(*limits))  # type: ignore[arg-type]
            return patterns(found, self._service.sources(references(found), actor))
        except Exception as error:
            return text.problem(explained(error))
