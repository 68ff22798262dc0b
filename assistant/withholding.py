"""Withholding: events of the record -> the same without what they say of logs that their reader may not see.

A reviewer works from the record, and may have a narrower clearance than those who asked. Who asked, when and with what
end stays; quotes of other logs, sentences that rest on them, and their references do not. The record itself is not
changed, and can still be verified as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.audit import Event, texts_in
from index.catalogue import references_spelt
from index.clearance import EVERYTHING, Clearance
from index.store import Store

WITHHELD = "[withheld]"
# Kinds whose body says in its parts which logs each rests on. Any other body that quotes is withheld whole, and so are
# patterns, whose numbers count the logs.
_IN_PARTS = frozenset({"ask", "replay", "sentence", "review"})

_DIGESTS = frozenset({"ref", "carried"})  # of what lasts: equal ones would say which acts are of one log


class Withholding:
    """What one reader may not see of the record."""

    def __init__(self, store: Store, clearance: Clearance) -> None:
        self._store = store
        self._catalogue = store.catalogue
        self._clearance = clearance

    def of_all(self, events: Sequence[Event]) -> list[Event]:
        """Events, each as the reader may see it."""
        return [self.of(event) for event in events]

    def of(self, event: Event, *, asked_by_reader: bool = False) -> Event:
        """An event as the reader may see it; the very event when nothing of it is withheld.

        asked_by_reader: a reference that the reader typed in it, and that brought no log up, then stays: that it is
        withheld would tell them that it is held. So it does in what was asked with the reader's clearance, by anybody.
        """
        if self._clearance.is_everything:
            return event
        if _DIGESTS & event.lasting.keys():
            event = replace(event, lasting={k: v for k, v in event.lasting.items() if k not in _DIGESTS})
        if event.body is None:
            return event
        counted = event.body.get("clearance", EVERYTHING.as_dict()) != self._clearance.as_dict()
        said = _uncounted(event.body) if counted else event.body
        hidden = self._hidden([*event.quotes, *texts_in(said), *_keys_in(said)])
        if asked_by_reader or event.body.get("clearance", ()) == self._clearance.as_dict():
            hidden -= self._typed(event)
        if not hidden:
            return event if said is event.body else replace(event, body=said)
        if event.kind == "patterns" or (hidden.intersection(event.quotes) and event.kind not in _IN_PARTS):
            body: Mapping[str, Any] = {"withheld": "it quotes or counts logs that you may not see"}
        elif event.kind == "review" and hidden.intersection(event.quotes):
            body = {**said, "note": WITHHELD}  # it may repeat what the log says
        else:
            body = _without(_unaccounted(said, hidden), hidden)
        return replace(event, body=body, quotes=tuple(ref for ref in event.quotes if ref not in hidden))

    def of_text(self, text: str) -> str:
        """A text without the references of logs that the reader may not see."""
        return text if self._clearance.is_everything else _plain(text, self._hidden([text]))

    def _typed(self, event: Event) -> frozenset[str]:
        """The references that stand in a question, or in those before it, and brought no log up."""
        assert event.body is not None
        asked = [event.body.get(name) or {} for name in ("asked", "whole")] + list(event.body.get("earlier", ()))
        text = " ".join([*(question.get("text", "") for question in asked), event.body.get("question") or ""])
        named = {*self._catalogue.references_in(text, EVERYTHING), *self._deleted(references_spelt(text))}
        hits = [hit["log_ref"] for hit in event.body.get("hits", ())]
        return frozenset(named) - {*event.quotes, *event.body.get("retrieved", ()), *hits}

    def _hidden(self, texts: Sequence[str]) -> frozenset[str]:
        """The references of logs in some texts, alone or among words, that the reader may not see, or might not when
        they were deleted.
        """
        named = self._catalogue.references_in(" ".join(texts), EVERYTHING)
        whole = self._catalogue.visible(list(dict.fromkeys(texts)), EVERYTHING)
        refs = sorted({*named, *whole})
        hidden = frozenset(refs) - self._catalogue.visible(refs, self._clearance)
        return hidden | self._deleted([*references_spelt(" ".join(texts)), *texts])

    def _deleted(self, refs: Sequence[str]) -> frozenset[str]:
        """Those of these references whose logs were deleted and of which the reader may not know."""
        deleted = self._store.deleted(list(dict.fromkeys(refs)), EVERYTHING).keys()
        return frozenset(deleted - self._store.deleted(sorted(deleted), self._clearance).keys())


def _uncounted(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """A body without what was counted or looked up over the logs that its asker could see, and others may not."""
    if places := [limit for limit in body.get("limits", ()) if limit["kind"] == "place"]:
        # Whether there is one, and whether it was applied, says whether some log mentions the place.
        limits = [limit for limit in body["limits"] if limit not in places]
        words = [f"“{limit['words']}”" for limit in places]
        notices = [n for n in body.get("notices", ()) if not any(said in n for said in words)]
        body = {**body, "limits": limits} | ({"notices": notices} if "notices" in body else {})
    if (body.get("filters") or {}).get("places"):
        body = {**body, "filters": {**body["filters"], "places": []}}
    if body.get("account"):
        body = {**body, "account": None, "reason": WITHHELD}
    if any(sentence.get("origin") == "counted" for sentence in body.get("sentences", ())):
        sentences = [{**s, "text": WITHHELD} if s.get("origin") == "counted" else s for s in body["sentences"]]
        body = {**body, "sentences": sentences, "answer": " ".join(s["text"] for s in sentences)}
    return body


def _unaccounted(body: Mapping[str, Any], hidden: frozenset[str]) -> Mapping[str, Any]:
    """A body without the account of a search, and the reason that tells it, when a hidden log came near."""
    near = (body.get("account") or {}).get("nearest", ())
    if any(miss["citation"]["log_ref"] in hidden for miss in near):
        return {**body, "account": None, "reason": WITHHELD}
    return body


def _without(value: Any, hidden: frozenset[str]) -> Any:
    """A body without hidden logs: their items leave lists, and what says which sentence cites them stays, empty."""
    if isinstance(value, str):
        return _plain(value, hidden)
    if isinstance(value, Mapping) and "citations" in value:
        if not any(citation["log_ref"] in hidden for citation in value["citations"]):
            return value
        blank = {"text": WITHHELD, "citations": [_blank(c, hidden) for c in value["citations"]]}
        return {**value, **blank, **{key: "" for key in ("lead", "manner") if key in value}}
    if isinstance(value, Mapping):
        kept = {key: _without(item, hidden) for key, item in value.items() if key not in hidden}
        if "sentences" in kept and "answer" in kept:
            kept["answer"] = " ".join(sentence["text"] for sentence in kept["sentences"])
        return kept
    if isinstance(value, Sequence):
        return [_without(item, hidden) for item in value if not _is_of(item, hidden)]
    return value


def _is_of(item: Any, hidden: frozenset[str]) -> bool:
    """Whether an item of a list is a hidden log's reference, or something found in such a log."""
    return (item.get("log_ref") if isinstance(item, Mapping) else item) in hidden if _named(item) else False


def _named(item: Any) -> bool:
    return isinstance(item, str) or (isinstance(item, Mapping) and isinstance(item.get("log_ref"), str))


def _blank(citation: Mapping[str, Any], hidden: frozenset[str]) -> Mapping[str, Any]:
    """A citation, with nothing in it when it is of a hidden log; it keeps its place among the others."""
    if citation["log_ref"] not in hidden:
        return citation
    return {key: WITHHELD if isinstance(value, str) else 0 for key, value in citation.items()}


def _plain(text: str, hidden: frozenset[str]) -> str:
    for ref in sorted(hidden, key=len, reverse=True):
        text = text.replace(ref, WITHHELD)
    return text


def _keys_in(value: Any) -> list[str]:
    """Every key of a body, at any depth: some are references."""
    if isinstance(value, Mapping):
        return [*map(str, value), *(key for item in value.values() for key in _keys_in(item))]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [key for item in value for key in _keys_in(item)]
    return []
