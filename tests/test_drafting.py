from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from assistant.drafting import StandIns, Step, draft
from assistant.records import Evidence
from tests.conftest import redacted_log


class Scripted(BaseChatModel):
    """Says what it was told to say, word by word, and keeps what it was asked."""

    says: str
    asked: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.says))])

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append("\n".join(str(m.content) for m in messages))
        for word in self.says.split(" "):
            yield ChatGenerationChunk(message=AIMessageChunk(content=word + " "))


LOG = redacted_log("N/1", "[PERSON 7K3F9Q2M] drove [VEHICLE_REG 00000001]. {braces} stay.")
EVIDENCE = [Evidence(LOG, 0, 46, 1.0), Evidence(LOG, 47, len(LOG.text), 0.9)]


def test_the_model_sees_stand_ins_and_its_sentences_come_back_with_tokens() -> None:
    model = Scripted(says="Person-1 drove Vehicle-1. Person-7 was there. An unfinished")
    steps = draft(model, "What did [PERSON 7K3F9Q2M] drive?", EVIDENCE)
    sentences = [step.sentence for step in steps if step.sentence]
    assert sentences == ["[PERSON 7K3F9Q2M] drove [VEHICLE_REG 00000001].", "Person-7 was there."]
    (asked,) = model.asked
    assert "7K3F9Q2M" not in asked
    assert "{braces}" in asked
    assert "What did Person-1 drive?" in asked


def test_sentences_come_one_by_one_before_the_text_is_complete() -> None:
    steps = list(draft(Scripted(says="One is here. Two is here. Three is here."), "?", EVIDENCE))
    assert [step.sentence for step in steps if step.sentence] == ["One is here.", "Two is here.", "Three is here."]
    assert steps[:5] == [Step(), Step(), Step(), Step(), Step("One is here.")]


def test_the_same_token_has_the_same_stand_in() -> None:
    stand_ins = StandIns()
    text = "[PERSON 7K3F9Q2M] met [PERSON 00000002] and [PERSON 7K3F9Q2M] at [POSTCODE 00000003 DT4]"
    put = stand_ins.put_in(text)
    assert put == "Person-1 met Person-2 and Person-1 at Postcode-1"
    assert stand_ins.turn_back(put) == text
