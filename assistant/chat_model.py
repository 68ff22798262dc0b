"""What both chat models share: an answer is what was streamed, and LangChain's roles have the usual names."""

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

AHEAD = "ahead"  # in the metadata of a piece
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class StreamedChatModel(BaseChatModel):
    """A chat model that implements `_stream` only."""

    def warm(self) -> None:
        """Wait until it can write at once, where that takes time. Raises BadModel when it never will."""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages, stop, run_manager, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])


def spelled(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    """Messages as role and content, as chat templates and servers take them."""
    return [{"role": _ROLES[message.type], "content": str(message.content)} for message in messages]


def piece(text: str, *, ahead: int = 0) -> ChatGenerationChunk:
    """A piece of a stream. A stream begins with an empty one: LangChain takes a stream of nothing for an error.

    ahead: how many texts the model makes before this one begins.
    """
    waiting = {AHEAD: ahead} if ahead else {}
    return ChatGenerationChunk(message=AIMessageChunk(content=text, response_metadata=waiting))
