"""A LangChain chat model over an OpenAI-compatible server that the force runs: messages -> streamed text."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from index.errors import IntellogError

_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class ModelUnavailable(IntellogError):
    """The model server cannot be reached, is too slow, or answers with something else than a completion."""


class EndpointChatModel(BaseChatModel):
    """A model behind `POST {address}/chat/completions`. Only the configured host is ever contacted."""

    address: str  # base URL, usually ending in /v1
    name: str
    key: str = ""
    timeout_s: float = 60.0
    max_new_tokens: int = 120

    @property
    def _llm_type(self) -> str:
        return self.name

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages, stop, run_manager, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

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
            "messages": [{"role": _ROLES[m.type], "content": str(m.content)} for m in messages],
            "max_tokens": self.max_new_tokens,
            "temperature": 0,
            "stream": True,
        }
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="")
        )  # LangChain takes a stream of nothing for an error
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
                    if (piece := _piece(line)) is not None:
                        yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, IndexError, TypeError) as error:
            raise ModelUnavailable(f"the model server did not answer as expected ({type(error).__name__})") from None


def _piece(line: str) -> str | None:
    """The text in one line of the server's event stream; None for lines that carry none."""
    if not line.startswith("data:") or line[5:].strip() in ("", "[DONE]"):
        return None
    piece: str | None = json.loads(line[5:])["choices"][0].get("delta", {}).get("content")
    return piece
