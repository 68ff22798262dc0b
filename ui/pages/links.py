"""The links section of the Patterns tab: tokens that may be one identity, to be confirmed or refused by a person."""

from typing import get_args

import gradio as gr

from assistant.audit import Actor
from assistant.service import Service
from index.errors import BadSetting
from index.links import Decided
from ui.pages.events import DELEGATE, QUIET, SLOW, act
from ui.problems import explained
from ui.render import text
from ui.render.links import links
from ui.visitor import actor_of

INTRODUCTION = (
    "Tokens whose names have something in common, by alphabet. Only a person says whether two are one; what is said is "
    "recorded and can be undone. Questions then ask for both, patterns count both as one; the logs stay as they are."
)


class LinksSection:
    """The section, built inside an open `gr.Blocks`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        gr.HTML(f"<h2>Links</h2>{text.paragraph('note', INTRODUCTION)}", apply_default_css=False)
        with gr.Row():
            show = gr.Button("Show links", scale=0, min_width=160, elem_id="show-links")
        listed = gr.HTML("", elem_id="links", apply_default_css=False, js_on_load=DELEGATE)
        show.click(self._on_show, None, listed, **SLOW)
        listed.submit(self._on_decide, None, listed, **QUIET)

    def _on_show(self, request: gr.Request) -> str:
        try:
            return self._links(actor_of(request.cookies))
        except Exception as error:
            return text.problem(explained(error))

    def _on_decide(self, request: gr.Request, event: gr.EventData) -> str:
        actor = actor_of(request.cookies)
        try:
            decision: Decided | None = next((d for d in get_args(Decided) if d == act(event, "decision")), None)
            if decision is None:
                raise BadSetting("decision: expected confirmed, refused or undone")
            self._service.decide_link(act(event, "a"), act(event, "b"), decision, act(event, "reason"), actor)
            return self._links(actor)
        except Exception as error:
            return text.problem(explained(error))

    def _links(self, actor: Actor) -> str:
        return links(*self._service.links(actor))
