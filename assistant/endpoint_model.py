"""A LangChain chat model over an OpenAI-compatible server that the force runs: messages -> streamed text."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.chat_model import StreamedChatModel, piece, spelled
from index.errors import IntellogError


class ModelUnavailable(IntellogError):
    """The model server cannot be reached, is too slow, or answers with something else than a completion."""


class EndpointChatModel(StreamedChatModel):
    """A model behind `POST {address}/chat/completions`. Only the configured host is ever contacted."""

    address: str  # base URL, usually ending in /v1
    name: str
    key: str = ""
    timeout_s: float = 60.0
    max_new_tokens: int = 120

    @property
    def _llm_type(self) -> str:
        return self.name

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Pieces of text as the server sends them. Raises ModelUnavailable, without the server's words."""
        body = {
            "model": self.name,
            "messages": spelled(messages),
            "max_tokens": self.max_new_tokens,
            "temperature": 0,
            "stream": True,
        }
        yield piece("")
        deadline = time.monotonic() + self.timeout_s
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        try:
            # trust_env off: a proxy from the environment would send redacted text past the configured server.
            with (
                httpx.Client(timeout=self.timeout_s, trust_env=False, follow_redirects=False) as client,
                client.stream(
                    "POST", f"{self.address.rstrip('/')}/chat/completions", json=body, headers=headers
                ) as response,
            ):
                response.raise_for_status()
                for line in response.iter_lines():
                    if time.monotonic() > deadline:
                        raise httpx.ReadTimeout("the answer as a whole took too long")
                    if (text := _text(line)) is not None:
                        yield piece(text)
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            ValueError,
            KeyError,
            IndexError,
            TypeError,
            AttributeError,
        ) as error:
            raise ModelUnavailable(f"the model server did not answer as expected ({type(error).__name__})") from None


def _text(line: str) -> str | None:
    """The text in one line of the server's event stream; None for lines that carry none."""
    if not line.startswith("data:") or line[5:].strip() in ("", "[DONE]"):
        return None
    text: str | None = json.loads(line[5:])["choices"][0]["delta"].get("content")
    if text is not None and not isinstance(text, str):
        raise TypeError
    return text
