"""The Audit tab: the record and its verification; an answer with its citations beside their sources, to be marked."""

import gradio as gr

from assistant.audit import KINDS, Actor
from assistant.recorded import recorded_answer
from assistant.review import Review
from assistant.service import Service
from index.errors import BadSetting, NotHeld
from ui.pages.events import DELEGATE, QUIET, SLOW, act
from ui.problems import explained
from ui.render import record, text
from ui.visitor import actor_of

NEWEST = 100  # events in the table
QUESTIONS = 200  # to choose from
NOTHING_OPEN = text.paragraph("empty", "Choose a question to see its answer beside the sources.")


class AuditTab:
    """The tab, built inside an open `gr.Blocks`. Setting `number` opens the answer that is recorded under it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.number = gr.State("")
        gr.HTML("<h2>Review an answer</h2>", apply_default_css=False)
        with gr.Row(elem_classes="composer"):
            # A number of its own: typed into the list it would open the first question that has these digits somewhere.
            typed = gr.Textbox(
                label="Number on the record", max_length=20, elem_id="record-number", scale=1, min_width=160
            )
            self.choices = gr.Dropdown([], value=None, label="or choose a question", elem_id="record-chosen", scale=4)
            replay = gr.Button("Replay", scale=0, min_width=90, elem_id="replay")
        replayed = gr.HTML("", elem_id="replayed", apply_default_css=False)
        answer = gr.HTML(NOTHING_OPEN, elem_id="reviewed", apply_default_css=False, js_on_load=DELEGATE)
        gr.HTML("<h2>The record</h2>", apply_default_css=False)
        with gr.Row(elem_classes="composer"):
            acts = [("all acts", ""), *((record.act_words(kind), kind) for kind in KINDS)]
            self.kind = gr.Dropdown(acts, value="", label="Show", elem_id="event-kind", scale=2)
            refresh = gr.Button("Refresh", scale=0, min_width=90)
            verify = gr.Button("Verify the record", variant="primary", scale=0, min_width=190, elem_id="verify")
        verified = gr.HTML("", elem_id="verified", apply_default_css=False)
        self.events = gr.HTML("", elem_id="events", apply_default_css=False, js_on_load=DELEGATE)

        gr.on([self.kind.change, refresh.click], self.on_list, self.kind, [self.events, self.choices], **QUIET)
        gr.on([typed.submit, typed.blur], _given, typed, self.number, **QUIET)
        for chosen in (self.choices.input, self.choices.select):  # by keys, and by the mouse also what was chosen last
            chosen(_given, self.choices, self.number, **QUIET)
        self.number.change(self._on_open, self.number, [answer, replayed, typed], **QUIET)
        gr.on([self.events.click, answer.click], self._on_choose, None, self.number, **QUIET)
        answer.submit(self._on_review, self.number, answer, **QUIET)
        replay.click(self._on_replay, self.number, replayed, **SLOW)
        verify.click(self._on_verify, None, verified, **SLOW)

    def on_list(self, kind: str, request: gr.Request) -> tuple[str, object]:
        """The newest events of a kind, or of all when it is empty, and the questions to choose from."""
        actor = actor_of(request.cookies)
        try:
            found = self._service.events(actor, kinds=[kind] if kind else (), newest=NEWEST)
            asked = self._service.events(actor, kinds=["ask"], newest=QUESTIONS)
        except Exception as error:
            return text.problem(explained(error)), gr.skip()
        choices = [(f"{e.seq}: {text.plain((e.body or {}).get('question', 'withdrawn'))}", str(e.seq)) for e in asked]
        return record.events_table(found, newest=NEWEST), gr.update(choices=choices)

    def _on_open(self, chosen: str, request: gr.Request) -> tuple[str, str, str]:
        """The answer, no replay, since what is shown of one belongs to the answer before, and the number."""
        if not chosen:
            return NOTHING_OPEN, "", ""
        try:
            return self._answer(_number(chosen), actor_of(request.cookies)), "", chosen
        except Exception as error:
            return text.problem(explained(error)), "", chosen

    def _on_choose(self, event: gr.EventData) -> str:
        return act(event, "number")

    def _on_review(self, chosen: str | None, request: gr.Request, event: gr.EventData) -> str:
        actor = actor_of(request.cookies)
        try:
            number = _number(chosen or "")
            sentence, citation = _number(act(event, "sentence")), _number(act(event, "citation"))
            self._service.review(Review(number, sentence, citation, act(event, "mark"), act(event, "note")), actor)
            return self._answer(number, actor)
        except Exception as error:
            return text.problem(explained(error))

    def _on_replay(self, chosen: str | None, request: gr.Request) -> str:
        try:
            return record.replay(self._service.replay(_number(chosen or ""), actor_of(request.cookies)))
        except Exception as error:
            return text.problem(explained(error))

    def _on_verify(self) -> str:
        try:
            return record.verification(self._service.verify())
        except Exception as error:
            return text.problem(explained(error))

    def _answer(self, number: int, actor: Actor) -> str:
        """What is on record under a number, as HTML: an answer, a certificate of a deletion, or any other act."""
        event, thread = self._service.answer_on_record(number, actor)
        if event.kind == "delete":
            return record.certificate(self._service.certificate(number, actor))
        if event.kind != "ask":
            return record.act_told(event)
        answer = recorded_answer(event, thread)
        if answer is None:
            raise NotHeld(f"record {number} was withdrawn: a log it quotes was deleted or redacted again")
        sources = self._service.sources(answer.quoted, actor, about=number)
        return record.reviewed_answer(event, answer, thread, sources, self._service.life(answer.quoted, actor))


def _given(value: str | None) -> str:
    return (value or "").strip()


def _number(entered: str) -> int:
    try:
        return int(entered)
    except ValueError:
        raise BadSetting("number: expected the number of a record, for example 17") from None
