"""From redacted logs to their themes, as the force recorded them, each with the words that set it apart."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.patterns.trends import UNTHEMED
from index.records import RedactedLog


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, its distinctive words, best first, and its logs in the order given."""

    label: str
    terms: tuple[str, ...]
    logs: tuple[str, ...]


def find_themes(logs: Sequence[RedactedLog], *, terms: int = 8) -> list[Theme]:
    """The themes by alphabet, each with up to `terms` words that are more frequent in its logs than in the others.

    Words are compared by the number of logs that use them, as a log-odds ratio with the whole as prior, divided by its
    standard deviation (Monroe, Colaresi and Quinn, Political Analysis 16(4), 2008). A word must stand in two logs.
    """
    texts: dict[str, list[RedactedLog]] = defaultdict(list)
    for log in logs:
        texts[log.theme or UNTHEMED].append(log)
    counts = {label: Counter(word for log in held for word in _words(log.text)) for label, held in texts.items()}
    total: Counter[str] = sum(counts.values(), Counter())
    return [
        Theme(label, _distinctive(counts[label], total, terms), tuple(log.log_ref for log in held))
        for label, held in sorted(texts.items())
    ]


def _distinctive(here: Counter[str], total: Counter[str], number: int) -> tuple[str, ...]:
    size, all_size = here.total(), total.total()

    def score(word: str) -> float:
        prior = total[word]
        inside = (here[word] + prior) / (size + all_size - here[word] - prior)
        outside = (2 * prior - here[word]) / (2 * all_size - size - 2 * prior + here[word])
        deviation = math.sqrt(1 / (here[word] + prior) + 1 / (2 * prior - here[word]))
        return (math.log(inside) - math.log(outside)) / deviation

    repeated = [word for word, count in here.items() if count > 1]
    if len(repeated) < 2:
        return tuple(repeated)
    return tuple(sorted(repeated, key=lambda word: (-round(score(word), 9), -here[word], word))[:number])


_TOKEN = re.compile(r"\[[A-Z][A-Z0-9_]+ [^\[\]\n]{1,40}\]")
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’][^\W\d_]+)?")


def _words(text: str) -> set[str]:
    """The distinct words of a text in small letters, without tokens, numbers, short words and stop words."""
    return {word.lower().replace("’", "'") for word in _WORD.findall(_TOKEN.sub(" ", text))} - _STOP_WORDS


_STOP_WORDS = frozenset(
    """
    about above after again against all also although always and another any anyone anything are aren't around asked
    away back because been before being below best better between both but came can can't cannot come comes coming
    could couldn't day days did didn't does doesn't doing don't done down during each either else even ever every
    everybody everyone everything few first for found four from further get gets getting give given gives goes going
    gone got had hadn't half has hasn't have haven't having he's heard held her here hers herself him himself his how
    however i'm i've information into isn't it's its itself just keep kept knew know known knows last later least left
    less like line log long look looked looks lot made make makes making many may maybe might more most much must name
    named near need never new next nobody none nor not nothing now number off often old once one ones only onto other
    others our out over own people person possibly probably put quite rather really report reported reports said same
    saw say saying says second see seen several she she's should shouldn't since some somebody someone something
    source states still such sure take taken takes tell ten than that that's the their them themselves then there
    there's these they they're they've thing things think thinks third this those though thought three through time
    times today together told too took toward towards two under until unless unknown upon used uses using usual
    usually very via want wanted wants was wasn't way week weeks well went were weren't what when where whether which
    while who who's whole whom whose why will with within without won't would wouldn't yes yesterday yet you your
    year years jan feb mar apr jun jul aug sep sept oct nov dec january february march april june july august
    september october november december monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri
    sat sun morning afternoon evening night tonight male males female females man men woman women hrs male's
    """.split()
)
