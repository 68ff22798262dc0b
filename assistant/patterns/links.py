"""From redacted logs to what they mention together: links between two identities, what several logs share, groups.

Everything is in alphabetical order. A link says that two names stand near each other in the logs it lists, nothing
about its meaning; no count or position in the network orders people. Of a log that lists more identities than prose
does, none is linked to another.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.patterns.organisations import Organisations
from index.records import RedactedLog
from index.sentences import sentence_spans

# Identities that can be linked. Officers are authors or witnesses, and ages and dates of birth identify nobody here.
LINKED = frozenset(
    {
        "PERSON", "ALIAS", "VEHICLE_REG", "PHONE", "EMAIL", "SOCIAL_HANDLE", "ADDRESS", "POSTCODE", "BANK_ACCOUNT",
        "IMEI", "IP_ADDRESS", "CRYPTO_ADDRESS", "SIM", "VIN", "PAYMENT_CARD",
    }
)  # fmt: skip
SHARED = LINKED - {"PERSON", "ALIAS"}  # things that several people can use
ORGANISATION = "ORGANISATION"
MOST = 100  # identities of a log that are linked; prose names some 40 at most, and pairs grow with the square


@dataclass(frozen=True, slots=True)
class Link:
    """Two identities that stand near each other, a before b by alphabet. An identity is a token or an organisation."""

    a: str
    b: str
    types: tuple[str, str]
    logs: tuple[str, ...]  # in the order given
    origins: int  # distinct origins of those logs


@dataclass(frozen=True, slots=True)
class Shared:
    """A vehicle, address, number or account that several logs mention."""

    token: str
    type: str
    logs: tuple[str, ...]
    origins: int


@dataclass(frozen=True, slots=True)
class Group:
    """Identities joined by links that several logs show."""

    members: tuple[str, ...]
    logs: tuple[str, ...]


def find_links(logs: Sequence[RedactedLog], *, reach: int = 2, repeated: int = 2) -> list[Link]:
    """Pairs of identities, by alphabet.

    reach: how many sentences apart two mentions may stand; 0 is within one sentence.
    repeated: a pair that stands further apart is shown all the same when this many logs mention both.
    """
    logs_of: dict[tuple[_Node, _Node], dict[str, str]] = defaultdict(dict)
    near = set()
    for log, rows in _rows(logs):
        if len(rows) > MOST:
            continue
        for pair in combinations(sorted(rows), 2):
            logs_of[pair][log.log_ref] = log.origin
            if pair not in near and _are_near(rows[pair[0]], rows[pair[1]], reach):
                near.add(pair)
    return [
        Link(a, b, (kind_a, kind_b), tuple(seen), len(set(seen.values())))
        for ((a, kind_a), (b, kind_b)), seen in sorted(logs_of.items())
        if len(seen) >= repeated or ((a, kind_a), (b, kind_b)) in near
    ]


def find_lists(logs: Sequence[RedactedLog]) -> list[str]:
    """The logs with more identities than are linked, in the order given: `find_links` leaves them aside."""
    return [log.log_ref for log, rows in _rows(logs) if len(rows) > MOST]


def find_shared(logs: Sequence[RedactedLog]) -> list[Shared]:
    """The vehicles, addresses, numbers and accounts that two logs or more mention, by alphabet."""
    logs_of: dict[str, dict[str, str]] = defaultdict(dict)
    for log in logs:
        for mention in log.mentions:
            if mention.token and mention.type in SHARED:
                logs_of[mention.token][log.log_ref] = log.origin
    return [
        Shared(token, _type(token), tuple(seen), len(set(seen.values())))
        for token, seen in sorted(logs_of.items())
        if len(seen) > 1
    ]


def find_groups(links: Sequence[Link], *, repeated: int = 3) -> list[Group]:
    """Identities connected by links that at least `repeated` logs show; groups by their first member.

    With 2 logs, chance meetings join a hundred logs into one group; with 3 the groups stay small enough to read.
    """
    group_of: dict[str, set[str]] = {}
    strong = [link for link in links if len(link.logs) >= repeated]
    for link in strong:
        merged = group_of.get(link.a, {link.a}) | group_of.get(link.b, {link.b})
        group_of |= dict.fromkeys(merged, merged)
    logs_of: dict[int, dict[str, None]] = defaultdict(dict)
    for link in strong:
        logs_of[id(group_of[link.a])] |= dict.fromkeys(link.logs)
    distinct = {id(members): sorted(members) for members in group_of.values()}
    return sorted(
        (Group(tuple(members), tuple(sorted(logs_of[key]))) for key, members in distinct.items()),
        key=lambda group: group.members,
    )


_Node = tuple[str, str]  # identity, type


def _rows(logs: Sequence[RedactedLog]) -> Iterator[tuple[RedactedLog, dict[_Node, set[int]]]]:
    """Each log with the rows of the sentences that mention each identity."""
    organisations = Organisations(logs)
    for log in logs:
        starts = [start for start, _ in sentence_spans(log.text)]
        rows: dict[_Node, set[int]] = defaultdict(set)
        for mention in log.mentions:
            if mention.token and mention.type in LINKED:
                rows[mention.token, _type(mention.token)].add(bisect(starts, mention.start))
        for name, start in organisations.places(log.text):
            rows[name, ORGANISATION].add(bisect(starts, start))
        yield log, rows


def _type(token: str) -> str:
    """The type that a token names. That of a mention differs where an alias and a person are counted as one."""
    return token.split()[0]


def _are_near(one: set[int], other: set[int], reach: int) -> bool:
    few, many = sorted((one, other), key=len)
    return any(not many.isdisjoint(range(row - reach, row + reach + 1)) for row in few)
