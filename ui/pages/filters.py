"""The limits of a search: two days, themes, forces and places as controls, and their values -> `Filters`."""

from collections.abc import Sequence

import gradio as gr

from assistant.audit import Actor
from assistant.service import Service
from index.dates import BadDate, parse_day
from index.errors import BadSetting
from index.records import Filters
from ui.render.text import plain


class FilterBar:
    """The controls, folded away until they are needed. `inputs` are their components, in the order `read` takes."""

    def __init__(self, service: Service, name: str) -> None:
        """name: of the tab, to keep the controls' ids apart."""
        self._service = service
        with gr.Accordion("Limit to dates, themes, forces or places", open=False, elem_classes="filters") as self.fold:
            with gr.Row():
                self.date_from = gr.Textbox(
                    label="From", placeholder="day, for example 1/3/2025", elem_id=f"{name}-from"
                )
                self.date_to = gr.Textbox(label="To", placeholder="day", elem_id=f"{name}-to")
            with gr.Row():
                self.themes = gr.Dropdown([], value=[], multiselect=True, label="Themes", elem_id=f"{name}-themes")
                self.forces = gr.Dropdown([], value=[], multiselect=True, label="Forces", elem_id=f"{name}-forces")
            self.places = gr.Textbox(
                label="Places", placeholder="as the logs write them, with commas between", max_length=200,
                elem_id=f"{name}-places",
            )  # fmt: skip

    @property
    def inputs(self) -> list[gr.components.Component]:
        return [self.date_from, self.date_to, self.themes, self.forces, self.places]

    def choices(self, actor: Actor) -> tuple[object, object]:
        """What can be chosen now, as updates for `themes` and `forces`."""
        facets = self._service.facets(actor)
        themes = [(plain(theme).replace("_", " "), theme) for theme in facets["themes"]]
        return gr.update(choices=themes), gr.update(choices=[(plain(force), force) for force in facets["forces"]])


def read(date_from: str, date_to: str, themes: Sequence[str], forces: Sequence[str], places: str) -> Filters:
    """The filters that were set. places: with commas between.

    Raises BadSetting when a day cannot be read or the window ends before it begins.
    """
    first, last = _day(date_from, "From"), _day(date_to, "To")
    if first and last and last < first:
        raise BadSetting("To: expected a day that is not before From")
    return Filters(first, last, tuple(themes or ()), tuple(forces or ()), places=tuple(listed(places)))


def listed(places: str) -> list[str]:
    """The places that were typed, each once."""
    return list(dict.fromkeys(place for typed in (places or "").split(",") if (place := " ".join(typed.split()))))


def _day(text: str, name: str) -> str | None:
    try:
        return parse_day(text) if text and text.strip() else None
    except BadDate as error:
        raise BadSetting(f"{name}: {error}") from None
