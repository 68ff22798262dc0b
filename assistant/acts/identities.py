"""Identities: those behind tokens revealed, and tokens said to be one identity, each for a stated reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from assistant.acts.common import Acts
from assistant.audit import Actor, texts_in
from index.errors import BadSetting, NotHeld
from index.links import Decided, Decision, Suggestion
from index.redaction.tokens import TOKEN, identities_in, identity_of_token

MAX_BARE_TOKEN = 40  # characters; a longer text is prose


class IdentityActs(Acts):
    """What can be done to identities."""

    def reveal(self, tokens: Iterable[str], reason: str, actor: Actor, *, about: int | None = None) -> dict[str, str]:
        """The identities behind tokens ("PERSON 7K3F9Q2M"), one recorded event each. Raises NotHeld; BadSetting
        without a reason.
        """
        if not reason.strip():
            raise BadSetting("reason: an identity is revealed for a stated reason only")
        stated = self._redacted(reason, self._sees(actor))
        revealed = {}
        for token in dict.fromkeys(tokens):
            if not self._shows(token, actor):
                raise NotHeld("no identity is held under this token")
            value = self.store.reveal(token, self._sees(actor))
            self.audit.append("reveal", actor, {"token": token, "reason": stated}, about=about)
            revealed[token] = value
        return revealed

    def revealed(
        self, document: Mapping[str, Any], reason: str, actor: Actor, *, about: int | None = None
    ) -> dict[str, Any]:
        """A document of JSON values with identities in place of tokens, wherever they stand."""
        tokens = {token for text in texts_in(document) for token in _tokens(text)}
        held = [t for t in sorted(tokens) if self.store.vault.holds(t) and self._shows(t, actor)]
        values = self.reveal(held, reason, actor, about=about)
        result: dict[str, Any] = _mapped(document, lambda text: with_identities(text, values))
        return result

    def links(self, actor: Actor) -> tuple[list[Suggestion], list[Decision]]:
        """The suggested links between tokens and those that were decided, by alphabet, after the view was recorded."""
        clearance = self._sees(actor)
        suggested, decided = self.store.links.suggested(clearance), self.store.links.decided(clearance)
        refs = sorted({ref for s in suggested for ref in (*s.logs_a, *s.logs_b)})
        self.audit.append("view", actor, {"links": len(suggested), "log_refs": refs})
        return suggested, decided

    def decide_link(self, a: str, b: str, decision: Decided, reason: str, actor: Actor) -> Decision:
        """Confirm or refuse that two tokens are one, or undo that. Raises NotHeld; BadSetting without a reason."""
        if not reason.strip():
            raise BadSetting("reason: a link is decided for a stated reason only")
        clearance = self._sees(actor)
        with self.store.changing():  # no deletion may come between the check, the record and the decision
            one, other = self.store.links.check(a, b, decision, clearance)
            stated = self._redacted(reason, clearance)
            self.audit.append("link", actor, {"a": one, "b": other, "decision": decision, "reason": stated})
            return self.store.links.decide(one, other, decision, stated, actor.name, clearance)

    def _shows(self, token: str, actor: Actor) -> bool:
        """Whether a token stands in anything that the actor may see."""
        clearance = self._sees(actor)
        return clearance.is_everything or bool(self.store.shows([token], clearance))


def with_identities(text: str, values: Mapping[str, str]) -> str:
    """The text with the identity in place of each token whose value is given, in brackets or as the whole text."""
    if text in values:
        return values[text]
    return TOKEN.sub(lambda m: values.get(identity_of_token(m), m.group()), text)


def _tokens(text: str) -> list[str]:
    """The tokens in a text: in brackets where they stand in prose, bare where they are a value of their own."""
    return identities_in(f"[{text}]" if len(text) < MAX_BARE_TOKEN else text)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_mapped(item, change) for item in value]
    return value
