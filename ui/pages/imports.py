"""The Import tab: files -> their columns and a preview -> an import -> its report, and the logs that wait for a person.

Uploaded files stay in memory, see `ui.uploads`. Raw text is shown only after the look at it was recorded.
"""

import re
from collections.abc import Iterator, Sequence

import gradio as gr

from assistant.audit import Actor
from assistant.service import Service
from index.columns import REQUIRED, Columns, Mapping
from index.errors import BadSetting, NotHeld
from index.held import HeldLog, Hide
from index.redaction.types import EntityType
from index.tables import FORMATS
from ui.imports import Imports
from ui.pages.events import DELEGATE, QUIET, SLOW, act
from ui.problems import explained
from ui.render import imports as render
from ui.render import text
from ui.uploads import MAX_FILE, Uploads
from ui.visitor import actor_of

TICK_S = 2.0  # between looks at the running imports, once the tab was opened
NOTHING_OPEN = text.paragraph("empty", "Choose a log to decide on it here.")
CHOOSER = (
    '<p><label class="chooser">Export files '
    f'<input type="file" multiple id="import-files" accept="{",".join(FORMATS)}" data-limit="{MAX_FILE}"></label></p>'
    f'<p class="note">{", ".join(FORMATS)}; at most {MAX_FILE >> 20} MB each. They are kept in memory, not on disk, '
    'and dropped after the import.</p><p class="live" role="status"></p>'
)
# Sends chosen files to our own route, one after the other, then says what went wrong.
UPLOAD = """
element.addEventListener('change', async event => {
  const input = event.target.closest('input[type=file]');
  if (!input) return;
  const status = element.querySelector('[role=status]'), problems = [];
  for (const file of input.files) {
    if (file.size > Number(input.dataset.limit)) {
      problems.push(`${file.name}: over ${input.dataset.limit >> 20} MB; split it, or use intellog ingest.`);
      continue;
    }
    status.textContent = `Uploading ${file.name}`;
    try {
      const answer = await fetch(`/uploads?name=${encodeURIComponent(file.name)}`, {method: 'POST', body: file});
      if (!answer.ok) problems.push(await answer.text());
    } catch {
      problems.push(`${file.name}: the upload broke off; choose it again.`);
    }
  }
  input.value = '';
  status.textContent = '';
  trigger('submit', {problems: problems.join('\\n')});
});
"""
# A form that keeps its values, in case the decision is refused; selected text goes to the next free field.
DECIDE = """
element.addEventListener('mousedown', event => {
  if (event.target.closest('button[data-select]')) event.preventDefault();
});
element.addEventListener('click', event => {
  if (!event.target.closest('button[data-select]')) return;
  const chosen = String(getSelection()).trim();
  const free = [...element.querySelectorAll('.further input')].find(input => !input.value);
  if (!chosen || !free) return;
  free.value = chosen;
  free.focus();
});
element.addEventListener('submit', event => {
  const form = event.target.closest('form[data-act]');
  if (!form) return;
  event.preventDefault();
  trigger('submit', {...form.dataset, ...Object.fromEntries(new FormData(form))});
});
"""


class ImportTab:
    """The tab, built inside an open `gr.Blocks`. `timer` looks at the imports while it is active."""

    def __init__(self, service: Service, uploads: Uploads) -> None:
        self._service = service
        self._uploads = uploads
        self._imports = Imports(service)
        self._changed = gr.State(False)  # whether a person chose columns; else each file's are guessed by themselves
        self._seen = gr.State(("", 0))  # the imports as shown, and how many had ended
        self.timer = gr.Timer(TICK_S, active=False)
        self._lay_out_files()
        gr.HTML("<h2>Imports</h2>", apply_default_css=False)
        nothing = render.imports([], Actor(""))
        self.running = gr.HTML(nothing, elem_id="imports", apply_default_css=False)
        with gr.Row(elem_classes="acts"):
            self._stop = gr.Button("Stop my import", size="sm", visible=False, scale=0, min_width=160)
        self._lay_out_queue()
        self._connect()

    def _lay_out_files(self) -> None:
        gr.HTML("<h2>Import export files and documents</h2>", apply_default_css=False)
        self._chooser = gr.HTML(CHOOSER, apply_default_css=False, js_on_load=UPLOAD)
        self._problem = gr.HTML("", elem_id="import-problem", apply_default_css=False)
        self._files = gr.HTML(render.files([]), elem_id="import-listed", apply_default_css=False)
        with gr.Accordion("Which column is which field", open=False, visible=False, elem_id="mapping") as mapping:
            gr.HTML(
                text.paragraph(
                    "note", "Guessed by names of columns and labels. Tables need reference, text and reported."
                ),
                apply_default_css=False,
            )
            with gr.Row():
                self._fields = {
                    name: gr.Dropdown(
                        [], value=None, label=label, multiselect=name == "text", min_width=200, elem_id=f"map-{name}"
                    )
                    for name, label in render.FIELDS.items()
                }
        self._mapping = mapping
        self._preview = gr.HTML("", elem_id="import-preview", apply_default_css=False)
        with gr.Row(elem_classes="acts"):
            self._start = gr.Button("Import", variant="primary", visible=False, scale=0, min_width=120, elem_id="start")
            self._remove = gr.Button("Remove the files", visible=False, scale=0, min_width=200)

    def _lay_out_queue(self) -> None:
        with gr.Row():
            with gr.Column(scale=2, min_width=360):
                gr.HTML("<h2>Logs that wait for a decision</h2>", apply_default_css=False)
                self.queue = gr.HTML("", elem_id="held", apply_default_css=False, js_on_load=DELEGATE)
                self._refresh = gr.Button("Refresh", size="sm", scale=0, min_width=90)
            with gr.Column(scale=3, min_width=360):
                self._decided = gr.HTML("", elem_id="decided", apply_default_css=False)
                self._opened = gr.HTML(NOTHING_OPEN, elem_id="decision", apply_default_css=False, js_on_load=DECIDE)

    def _connect(self) -> None:
        controls = list(self._fields.values())
        views = [self._problem, self._files, self._mapping, self._preview, self._start, self._remove, self._changed]
        self._chooser.submit(self._on_uploaded, None, [*views, *controls], **SLOW)
        for control in controls:
            control.input(self._on_map, controls, [self._preview, self._changed], **SLOW)
        self._remove.click(self._on_remove, None, [*views, *controls], **QUIET)
        self._start.click(
            self._on_start, [self._changed, *controls], [*views, *controls, self.running, self._stop], **QUIET
        )
        self._stop.click(self._on_stop, None, self.running, **QUIET)
        self.timer.tick(self._on_tick, self._seen, [self.running, self._seen, self.queue, self._stop], **QUIET)
        self._refresh.click(self._on_refresh, None, self.queue, **QUIET)
        self.queue.click(self._on_open, None, [self._opened, self._decided], **QUIET)
        self._opened.submit(self._on_decide, None, [self._opened, self._decided, self.queue], **SLOW)

    # -- files and preview --------------------------------------------------------------------------------------------

    def _on_uploaded(self, request: gr.Request, event: gr.EventData) -> Sequence[object]:
        problems = act(event, "problems").splitlines()
        told = "".join(text.problem(problem) for problem in problems)
        return self._shown(actor_of(request.cookies), told)

    def _on_map(self, request: gr.Request, *chosen: object) -> Sequence[object]:
        actor = actor_of(request.cookies)
        try:
            files = self._uploads.files(actor.session)
            found = self._service.preview(list(files), actor, mapping=self._mapped(chosen))
            return [render.preview(found, {path.name: name for path, name in files.items()}), True]
        except Exception as error:
            return [text.problem(explained(error)), True]

    def _on_remove(self, request: gr.Request) -> Sequence[object]:
        actor = actor_of(request.cookies)
        self._uploads.drop(actor.session)
        return self._shown(actor, "")

    def _shown(self, actor: Actor, problem: str) -> list[object]:
        """The files of a session with their preview, as the values of the first part of the tab."""
        files = self._uploads.files(actor.session)
        names = {path.name: name for path, name in files.items()}
        shown, fields = "", Columns({}, (), ())
        header: tuple[str, ...] = ()
        if files:
            try:
                found = self._service.preview(list(files), actor)
                shown, fields, header = render.preview(found, names), found.columns, found.header
            except Exception as error:
                problem += text.problem(explained(error))
        some = gr.update(visible=bool(files))
        mapping = gr.update(visible=bool(files), open=bool(fields.absent))
        return [
            problem, render.files(list(files.values())), mapping, shown, some, some, False,
            *self._choices(header, fields),
        ]  # fmt: skip

    def _choices(self, header: Sequence[str], columns: Columns) -> Iterator[object]:
        options = [(text.plain(name), name) for name in header]
        for name in self._fields:
            guessed = list(columns.fields.get(name, ()))
            if name == "text":
                yield gr.update(choices=options, value=guessed)
            else:
                yield gr.update(choices=[("no column", ""), *options], value=guessed[0] if guessed else "")

    def _mapped(self, chosen: Sequence[object]) -> Mapping:
        """The columns that a person chose. They are all there are: what has none gets no guessed one."""
        columns: dict[str, tuple[str, ...]] = {}
        for name, value in zip(self._fields, chosen, strict=True):
            listed = value if isinstance(value, list) else [value]
            if given := tuple(column for column in listed if isinstance(column, str) and column):
                columns[name] = given
        return Mapping(columns, is_complete=True)

    # -- imports ------------------------------------------------------------------------------------------------------

    def _on_start(self, request: gr.Request, changed: bool, *chosen: object) -> Sequence[object]:
        actor = actor_of(request.cookies)
        problem = ""
        try:
            mapping = self._mapped(chosen) if changed else None
            if mapping and (absent := [name for name in REQUIRED if name not in mapping.columns]):
                raise BadSetting(f"choose a column for {', '.join(render.FIELDS[name].lower() for name in absent)}")
            self._imports.start(self._uploads.take(actor.session), actor, mapping)
        except Exception as error:
            problem = text.problem(explained(error))
            kept: list[object] = [gr.skip()] * (6 + len(self._fields))
            return [problem, *kept, render.imports(self._imports.all(), actor), gr.skip()]
        shown = render.imports(self._imports.all(), actor)
        return [*self._shown(actor, problem), shown, gr.update(visible=True)]

    def _on_stop(self, request: gr.Request) -> str:
        actor = actor_of(request.cookies)
        self._imports.stop(actor)
        return render.imports(self._imports.all(), actor)

    def _on_tick(self, request: gr.Request, seen: tuple[str, int]) -> Sequence[object]:
        """What changed since the last look; nothing else, so that nobody's focus is lost."""
        actor = actor_of(request.cookies)
        every = self._imports.all()
        shown, ended = render.imports(every, actor), sum(one.ended for one in every)
        if (shown, ended) == tuple(seen):
            return [gr.skip()] * 4
        queue = gr.skip() if ended == seen[1] else self._queue(actor)
        own = any(one.actor == actor and not one.ended for one in every)
        return [shown, (shown, ended), queue, gr.update(visible=own)]

    def on_select(self, request: gr.Request) -> Sequence[object]:
        """The tab was opened: look at the imports from now on, and list what waits."""
        actor = actor_of(request.cookies)
        return [gr.Timer(active=True), render.imports(self._imports.all(), actor), self._queue(actor)]

    # -- decisions ----------------------------------------------------------------------------------------------------

    def _queue(self, actor: Actor) -> str:
        try:
            return render.queue(self._service.held(actor))
        except Exception as error:
            return text.problem(explained(error))

    def _on_refresh(self, request: gr.Request) -> str:
        return self._queue(actor_of(request.cookies))

    def _on_open(self, request: gr.Request, event: gr.EventData) -> Sequence[object]:
        try:
            log = self._service.held_log(act(event, "log"), actor_of(request.cookies))
        except Exception as error:
            return [NOTHING_OPEN, text.problem(explained(error))]
        return [render.decision(log), ""]

    def _on_decide(self, request: gr.Request, event: gr.EventData) -> Sequence[object]:
        actor, log_ref = actor_of(request.cookies), act(event, "log")
        try:
            log = self._service.held_log(log_ref, actor)
            if log.fingerprint.hex() != act(event, "print"):
                raise NotHeld(f"log {log_ref} was replaced by another version meanwhile; open it again")
            if act(event, "act") == "release":
                released = self._service.release(log_ref, list(_hidden(log, event)), actor)
                done = f"{log_ref} was released, as version {released.version}."
            else:
                self._service.discard(log_ref, act(event, "reason"), actor)
                done = f"{log_ref} was discarded."
        except Exception as error:
            return [gr.skip(), text.problem(explained(error)), gr.skip()]
        told = f'<p class="status" role="status">{text.visible(done)}</p>'
        return [NOTHING_OPEN, told, self._queue(actor)]


def _hidden(log: HeldLog, event: gr.EventData) -> Iterator[Hide]:
    """What the form of a release says is to be hidden. Raises BadSetting for text that does not stand in the log."""
    for number, name, doubt in render.numbered(log):
        if kind := act(event, f"doubt-{number}"):
            yield Hide(doubt.start, doubt.end, kind, name)
    for number in range(1, render.FURTHER + 1):
        if words := act(event, f"further-{number}").split():
            found = list(_standing(log, words, act(event, f"further-type-{number}") or EntityType.PERSON))
            if not found:
                raise BadSetting(f"further text {number}: it does not stand in this log; check its spelling")
            yield from found


def _standing(log: HeldLog, words: Sequence[str], kind: str) -> Iterator[Hide]:
    """Wherever some words stand in a held log outside its tokens, whatever their case and the blanks between them."""
    wanted = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    for name, field in log.draft.fields.items():
        bare = list(field.text)
        for mention in field.mentions:
            bare[mention.start : mention.end] = "\0" * (mention.end - mention.start)
        for match in wanted.finditer("".join(bare)):
            yield Hide(match.start(), match.end(), kind, name)
