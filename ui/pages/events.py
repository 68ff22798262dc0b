"""How buttons and forms inside our own HTML reach a handler, and what the handlers of every tab have in common."""

from typing import Any

import gradio as gr

# One listener for an HTML component: a button with data-act sends its data attributes, a form its fields as well.
DELEGATE = """
element.addEventListener('click', event => {
  const button = event.target.closest('button[data-act]');
  if (button) trigger('click', {...button.dataset});
});
element.addEventListener('submit', event => {
  const form = event.target.closest('form[data-act]');
  if (!form) return;
  event.preventDefault();
  trigger('submit', {...form.dataset, ...Object.fromEntries(new FormData(form))});
  form.reset();
});
"""

# For handlers that answer at once: no progress over what is being read, no place in the schema of the API.
QUIET: dict[str, Any] = {
    "show_progress": "hidden", "api_visibility": "private", "concurrency_limit": 4, "concurrency_id": "reading",
}  # fmt: skip
SLOW: dict[str, Any] = {**QUIET, "show_progress": "minimal"}  # for those that take longer than a blink


def act(event: gr.EventData, name: str) -> str:
    """A value that a button or form sent, empty when it sent none. It comes from the browser: do not trust it."""
    value = getattr(event, name, "")
    return value if isinstance(value, str) else ""
