"""The Ask tab: questions and answers as a conversation, with the evidence beside it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import gradio as gr

from assistant.audit import Actor
from assistant.records import Limit
from assistant.service import Service
from assistant.transcript import WITHDRAWN
from index.errors import BadSetting
from index.records import Filters
from ui.conversation import Conversation
from ui.pages import filters
from ui.pages.events import DELEGATE, QUIET, act
from ui.pages.filters import FilterBar
from ui.problems import explained
from ui.render import answers, kept, text
from ui.visitor import actor_of

EXAMPLES = (
    "Which vehicles are linked to the car washes?",
    "Who is said to hold other people's passports?",
    "Where have knives been seen?",
    "Which young people travel by train with new phones?",
)
ASKING_AT_ONCE = 2  # the language model fills the machine; others wait in the queue, which the page shows


class AskTab:
    """The tab, built inside an open `gr.Blocks`. What is revealed stays in the memory of the browser's session; the
    conversation is kept as the numbers of its answers.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._talk = gr.State(None)  # a Conversation from the first question on
        with gr.Row(elem_classes="ask"):
            with gr.Column(scale=3, min_width=420):
                self._lay_out_questions()
                self._lay_out_answers()
            with gr.Column(scale=2, min_width=340, elem_classes="beside"):
                self._lay_out_kept()
                gr.HTML("<h2>Evidence</h2>", apply_default_css=False)
                nothing = answers.evidence(Conversation())
                self._evidence = gr.HTML(nothing, elem_id="evidence", apply_default_css=False)
        self._views = [
            self._status, self._talk, self.conversation, self._evidence, self._examples, self._reveal,
        ]  # fmt: skip
        self._connect()

    @property
    def listed(self) -> list[gr.components.Component]:
        """What `on_list` takes: the words to match, and the conversation that is open."""
        return [self._wanted, self._talk]

    def _lay_out_questions(self) -> None:
        everything = answers.filter_chips(filters.read("", "", (), (), ""))
        self._chips = gr.HTML(everything, apply_default_css=False, js_on_load=DELEGATE)
        self.filters = FilterBar(self._service, "ask")
        with gr.Row(elem_classes="composer"):
            self.question = gr.Textbox(
                label="Ask about the logs", placeholder="Ask in your own words; Enter sends", lines=1, max_lines=5,
                max_length=2000, autofocus=True, elem_id="question", scale=5,
            )  # fmt: skip
            self._ask = gr.Button("Ask", variant="primary", scale=0, min_width=90, elem_id="ask")
        with gr.Row(elem_classes="acts"):
            self._stop = gr.Button("Stop", size="sm", scale=0, min_width=90)
            self._new = gr.Button("New conversation", size="sm", scale=0, min_width=150)
        self._status = gr.HTML(answers.status(""), elem_id="ask-status", apply_default_css=False)
        with gr.Column(elem_classes="examples") as self._examples:
            gr.HTML(text.paragraph("note", "For example:"), apply_default_css=False)
            for example in EXAMPLES:
                button = gr.Button(example, size="sm", elem_classes="fills")
                button.click(None, js=f"() => {json.dumps(example)}", outputs=self.question, api_visibility="private")

    def _lay_out_answers(self) -> None:
        nothing = answers.conversation(Conversation())
        self.conversation = gr.HTML(nothing, elem_id="conversation", apply_default_css=False, js_on_load=DELEGATE)
        with gr.Accordion("Reveal identities in this answer", open=False, visible=False, elem_id="reveal") as reveal:
            warning = "Each identity that is revealed goes on the record with your reason."
            gr.HTML(text.paragraph("note", warning), apply_default_css=False)
            self._reason = gr.Textbox(label="Reason", max_length=500, elem_id="reveal-reason")
            self._reveal_now = gr.Button("Reveal and record", size="sm")
            self._refused = gr.HTML("", apply_default_css=False)
        self._reveal = reveal

    def _lay_out_kept(self) -> None:
        """The side panel: the conversations that are kept, to be found, continued, named, written out and deleted."""
        with gr.Accordion("Your conversations", open=False, elem_id="conversations"):
            self._wanted = gr.Textbox(
                label="Search your conversations", max_length=200, lines=1, elem_id="wanted-conversation"
            )
            self.kept = gr.HTML("", elem_id="kept", apply_default_css=False, js_on_load=DELEGATE)

    def _connect(self) -> None:
        asking = gr.on(
            [self.question.submit, self._ask.click], self._on_ask,
            [self.question, self._talk, *self.filters.inputs], [self.question, *self._views],
            concurrency_limit=ASKING_AT_ONCE, concurrency_id="ask", trigger_mode="once", api_visibility="private",
            show_progress="minimal", show_progress_on=[self._status],
        )  # fmt: skip
        again = self.conversation.click(
            self._on_lift, [self._talk, *self.filters.inputs], self._views,
            concurrency_limit=ASKING_AT_ONCE, concurrency_id="ask", trigger_mode="once", api_visibility="private",
            show_progress="hidden",
        )  # fmt: skip
        reask = self.conversation.submit(
            self._on_edited, [self._talk, *self.filters.inputs], self._views,
            concurrency_limit=ASKING_AT_ONCE, concurrency_id="ask", trigger_mode="once", api_visibility="private",
            show_progress="hidden",
        )  # fmt: skip
        edited = [self.question, self.filters.fold, *self.filters.inputs]
        editing = self.conversation.click(self._on_edit, self._talk, edited, **QUIET)
        self._stop.click(self._on_stop, self._talk, self._views, cancels=[asking, again, reask], **QUIET)
        for asked in (asking, again, reask):
            asked.then(self.on_list, self.listed, self.kept, **QUIET)
        self._wanted.submit(self.on_list, self.listed, self.kept, **QUIET)
        self.kept.click(self._on_kept, self._talk, [*self._views, self.kept], **{**QUIET, "show_progress": "minimal"})
        self.kept.submit(self._on_rename, [self._wanted, self._talk], [self._talk, self.kept], **QUIET)
        self._new.click(self._on_new, None, [*self._views, self._reason], cancels=[asking, again, reask], **QUIET)
        revealing = [self._reveal_now.click, self._reason.submit]
        gr.on(
            revealing, self._on_reveal, [self._reason, self._talk], [*self._views, self._reason, self._refused], **QUIET
        )
        # Two days that are set at once would be two changes, of which the first may be answered last: hence `blur`.
        bar = self.filters
        set_by_hand = [bar.date_from.blur, bar.date_to.blur, bar.themes.input, bar.forces.input, bar.places.blur]
        for event in set_by_hand:  # a listener each: of a common one, a second change at once would be lost
            event(self._on_limit, bar.inputs, self._chips, trigger_mode="always_last", **QUIET)
        unlimiting = self._chips.click(self._on_unlimit, bar.inputs, bar.inputs, **QUIET)
        for setting in (editing, unlimiting):
            setting.then(self._on_limit, bar.inputs, self._chips, **QUIET)

    # -- handlers; a value that is skipped stays as it is on the page ------------------------------------------------

    def _on_ask(
        self, request: gr.Request, asked: str, talk: Conversation | None, *limits: object
    ) -> Iterator[Sequence[object]]:
        talk = talk or Conversation()
        try:
            wanted = filters.read(*limits)  # type: ignore[arg-type]
            if not asked.strip():
                raise BadSetting("write a question first")
        except Exception as error:
            yield [gr.skip(), answers.status(explained(error), bad=True), *[gr.skip()] * (len(self._views) - 1)]
            return
        cleared = ""
        for views in self._answered(request, asked, talk, wanted, talk.answers):
            yield [cleared, *views]
            cleared = gr.skip()

    def _answered(
        self, request: gr.Request, asked: str, talk: Conversation, wanted: Filters, earlier: Sequence[int]
    ) -> Iterator[list[object]]:
        """The views as the answer to a question grows. earlier: the recorded answers it may lean on."""
        actor = actor_of(request.cookies)
        talk = talk.with_question(asked, wanted)
        yield _shown(talk)
        try:
            for answer in self._service.ask(asked, actor, follows=earlier, filters=wanted, lifted=talk.lifted):
                if talk.turns[-1].answer is None:
                    talk = talk.kept_as(self._service.keep(talk.id, int(answer.audit_id), actor))
                sources = talk.turns[-1].sources
                if not set(answer.cited) <= set(sources):
                    sources = self._service.sources(answer.cited, actor, about=int(answer.audit_id))
                if answer == talk.turns[-1].answer:
                    yield [gr.skip()] * len(self._views)  # nothing new, but Stop takes effect here
                    continue
                talk = talk.with_answer(answer, sources)
                yield _shown(talk)
        except Exception as error:
            yield _shown(talk.with_problem(explained(error)))

    def _on_lift(
        self, request: gr.Request, event: gr.EventData, talk: Conversation | None, *limits: object
    ) -> Iterator[Sequence[object]]:
        """Ask the last question again without a limit that it states."""
        limit = _limit_clicked(event, "lift", talk)
        if limit is None or talk is None:
            yield [gr.skip()] * len(self._views)
            return
        asked, earlier = talk.turns[-1].asked, talk.answers[:-1]
        yield from self._again(request, asked, talk.without_limit(limit.words), limits, earlier)

    def _on_edited(
        self, request: gr.Request, event: gr.EventData, talk: Conversation | None, *limits: object
    ) -> Iterator[Sequence[object]]:
        """Ask the question that was read in full as the asker edited it; it stands alone."""
        asked = act(event, "question").strip()
        if talk is None or act(event, "act") != "edited" or not asked:
            yield [gr.skip()] * len(self._views)
            return
        yield from self._again(request, asked, talk, limits, ())

    def _again(
        self, request: gr.Request, asked: str, talk: Conversation, limits: Sequence[object], earlier: Sequence[int]
    ) -> Iterator[Sequence[object]]:
        """As `_answered`, inside the limits as they stand on the page; one that is no limit is said."""
        try:
            wanted = filters.read(*limits)  # type: ignore[arg-type]
        except Exception as error:
            yield [answers.status(explained(error), bad=True), *[gr.skip()] * (len(self._views) - 1)]
            return
        yield from self._answered(request, asked, talk, wanted, earlier)

    def on_list(self, request: gr.Request, matching: str | None, talk: Conversation | None) -> str:
        """The conversations that are kept for this browser, those that match some words; None before any are typed."""
        try:
            found = self._service.kept(actor_of(request.cookies), matching=matching or "")
            return kept.panel(found, talk or Conversation())
        except Exception as error:
            return text.problem(explained(error))

    def _on_kept(self, request: gr.Request, event: gr.EventData, talk: Conversation | None) -> Sequence[object]:
        """Open a conversation of the list, or delete it."""
        actor, chosen = actor_of(request.cookies), act(event, "conversation")
        talk = talk or Conversation()
        try:
            if act(event, "act") == "drop":
                self._service.drop(chosen, actor)
                talk = Conversation() if talk.id == chosen else talk
            else:
                talk = self._opened(chosen, actor)
        except Exception as error:
            return [*[gr.skip()] * len(self._views), text.problem(explained(error))]
        return [*_shown(talk), self.on_list(request, "", talk)]

    def _opened(self, chosen: str, actor: Actor) -> Conversation:
        """A conversation that is kept, as its answers stand on the record now, with what became of the logs since."""
        found, turns = self._service.conversation(chosen, actor)
        talk = Conversation(id=found.id, title=found.title)
        for event, answer in turns:
            if answer is None:
                talk = talk.with_question("(withdrawn)", Filters()).with_problem(WITHDRAWN)
            else:
                sources = self._service.sources(answer.quoted, actor, about=event.seq)
                answer = replace(answer, related=tuple(self._service.related(answer.cited, actor).values()))
                lives = self._service.life(answer.quoted, actor)
                talk = talk.with_question(answer.question, answer.filters).with_answer(answer, sources, lives)
        return talk

    def _on_rename(
        self, request: gr.Request, event: gr.EventData, matching: str, talk: Conversation | None
    ) -> tuple[object, str]:
        try:
            self._service.rename(act(event, "conversation"), act(event, "title"), actor_of(request.cookies))
        except Exception as error:
            return gr.skip(), text.problem(explained(error))
        return gr.skip(), self.on_list(request, matching, talk)

    def _on_edit(self, event: gr.EventData, talk: Conversation | None) -> Sequence[object]:
        """Put a limit that the last question states into the controls, and the question back, to be asked again."""
        limit = _limit_clicked(event, "edit", talk)
        if limit is None or talk is None:
            return [gr.skip()] * (2 + len(self.filters.inputs))
        found = limit.filters
        changed: list[object] = {
            "days": [found.date_from or "", found.date_to or "", gr.skip(), gr.skip(), gr.skip()],
            "theme": [gr.skip(), gr.skip(), list(found.themes), gr.skip(), gr.skip()],
            "force": [gr.skip(), gr.skip(), gr.skip(), list(found.forces), gr.skip()],
            "place": [gr.skip(), gr.skip(), gr.skip(), gr.skip(), ", ".join(found.places)],
        }.get(limit.kind, [gr.skip()] * 5)
        return [talk.turns[-1].asked, gr.update(open=True), *changed]

    def _on_stop(self, talk: Conversation | None) -> Sequence[object]:
        return _shown((talk or Conversation()).when_stopped())

    def _on_new(self) -> Sequence[object]:
        return [*_shown(Conversation()), ""]

    def _on_reveal(self, request: gr.Request, reason: str, talk: Conversation | None) -> Sequence[object]:
        """Put identities in place of the tokens of the last answer, each after it was recorded with the reason."""
        answer = talk.turns[-1].answer if talk and talk.turns else None
        if talk is None or answer is None:
            return [gr.skip()] * (len(self._views) + 2)
        hidden = {token: f"[{token}]" for token in answers.answer_tokens(answer)}
        try:
            found = self._service.revealed(hidden, reason, actor_of(request.cookies), about=int(answer.audit_id))
        except Exception as error:
            return [*[gr.skip()] * (len(self._views) + 1), text.problem(explained(error))]
        known = {token: value for token, value in found.items() if value != hidden[token]}
        return [*_shown(talk.with_identities(known)), "", ""]

    def _on_limit(self, *limits: object) -> str:
        try:
            return answers.filter_chips(filters.read(*limits))  # type: ignore[arg-type]
        except Exception as error:
            return text.problem(explained(error))

    def _on_unlimit(
        self, date_from: str, date_to: str, themes: list[str], forces: list[str], places: str, event: gr.EventData
    ) -> Sequence[object]:
        field, value = act(event, "field"), act(event, "value")
        return [
            "" if field == "date_from" else date_from,
            "" if field == "date_to" else date_to,
            [theme for theme in themes if (field, value) != ("themes", theme)],
            [force for force in forces if (field, value) != ("forces", force)],
            ", ".join(place for place in filters.listed(places) if (field, value) != ("places", place)),
        ]


def _limit_clicked(event: gr.EventData, wanted: str, talk: Conversation | None) -> Limit | None:
    """The limit of the last answer whose button was clicked; None when another button was."""
    answer = talk.turns[-1].answer if talk and talk.turns else None
    if answer is None or act(event, "act") != wanted:
        return None
    return next((x for place, x in enumerate(answer.limits) if str(place) == act(event, "place")), None)


def _shown(talk: Conversation) -> list[object]:
    """A conversation as the values of `AskTab._views`."""
    last = talk.turns[-1] if talk.turns else None
    can_reveal = bool(last and last.answer and not last.is_open and answers.answer_tokens(last.answer))
    return [
        answers.status(answers.status_words(talk)), talk, answers.conversation(talk), answers.evidence(talk),
        gr.update(visible=not talk.turns), gr.update(visible=can_reveal),
    ]  # fmt: skip
