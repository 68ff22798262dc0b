"""Whose log's words are shown -> what a reader must observe of it: marking, handling conditions, orders to a machine.

What an answer cited it keeps as it was, and the log may have been graded again since: the stricter of both counts.
"""

from dataclasses import dataclass

from assistant.instructions import has_instructions
from assistant.records import Citation
from index.markings import highest
from index.records import RedactedLog


@dataclass(frozen=True, slots=True)
class Handling:
    """What stands beside the words of a log, wherever they stand."""

    marking: str
    conditions: str  # "" when there are none
    has_instructions: bool  # whether some of the log's sentences read as orders to a machine


def handling_of(log: RedactedLog) -> Handling:
    """What holds of a log."""
    return Handling(log.marking, log.handling_conditions.strip(), has_instructions(log))


def handling_cited(citation: Citation, now: RedactedLog | None) -> Handling:
    """What holds of a cited log, by its newest version, too; None where that is not at hand.

    The marking is the highest of both; where the conditions are others now, both are told.
    """
    then = Handling(citation.marking, citation.handling_conditions.strip(), citation.has_instructions)
    if now is None:
        return then
    told = [said for said in dict.fromkeys((then.conditions, now.handling_conditions.strip())) if said]
    return Handling(highest([then.marking, now.marking]), "; now: ".join(told), then.has_instructions)
