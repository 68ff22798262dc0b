"""The sentences of an answer -> blocks, as page and document show them, with the words for how each was checked."""

from collections.abc import Sequence

from assistant.records import Sentence

BLOCKS = {
    "written": ("In short", "Written by a small language model. Each sentence was checked against the log it cites."),
    "counted": ("Counted", "A count made by code over every log inside the limits; each number names its logs."),
    "source": ("From the logs", "The logs' own sentences, word for word, with what stands beside them."),
}
VERDICTS = {  # unsupported sentences are counted and stay on the record
    "supported": "supported",
    "partly": "partly supported",
    "unsupported": "unsupported",
}


def block_of(sentence: Sentence) -> str:
    """The block of an answer that a sentence stands in: a key of BLOCKS."""
    return "source" if sentence.is_quoted else sentence.origin


def in_blocks(sentences: Sequence[Sentence]) -> dict[str, list[Sentence]]:
    """The sentences of each block that has any: those the model wrote first, the others in the order they came in."""
    found: dict[str, list[Sentence]] = {"written": []}
    for sentence in sentences:
        found.setdefault(block_of(sentence), []).append(sentence)
    return {name: some for name, some in found.items() if some}


def checked(sentence: Sentence) -> str:
    """How a sentence was checked against the logs it cites, in words."""
    if sentence.is_quoted:
        return "quoted word for word"
    return f"{VERDICTS[sentence.support.verdict]}: {sentence.support.reason}"
