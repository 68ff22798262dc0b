"""What acts of every kind need: the open store, who may see what, the record, and the answers to questions."""

from collections.abc import Callable
from functools import cached_property, partial

from assistant.access import Access
from assistant.answer import Answerer, Writer
from assistant.audit import Actor, Audit
from assistant.conversations import Conversations
from assistant.likeness.model import Likeness
from assistant.policy import Policy
from assistant.reredaction import quotes_stand, record_reredactions, withdraw_learnt
from assistant.settings import Settings
from assistant.withholding import Withholding
from assistant.writers import make_writer
from index.clearance import Clearance
from index.redaction.policy import load_policy
from index.store import Store


class Acts:
    """An open store with its record. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        store: Store | None = None,
        writer: Writer | None = None,
        notify: Callable[[str], None] = lambda message: None,
    ) -> None:
        """Models are loaded when first used. notify: told what takes long. store, writer: for tests, in our place;
        beside a store that was given the policy has its wordings only.
        """
        self._settings = settings
        self._given_writer = writer
        self._likeness = None if store else Likeness()
        self._notify = notify
        asked = load_policy(settings.policy) if settings.policy else None
        self.store = store or Store(settings.store, master=settings.master_key, policy=asked, longest=settings.longest)
        self.access = Access(settings.store)
        self.audit = Audit(
            settings.store,
            self.store.keys,
            holds=self.store.catalogue.holds,
            quoted=partial(quotes_stand, self.store.catalogue),
        )
        self.conversations = Conversations(settings.store, self.store.keys)

    def _sees(self, actor: Actor) -> Clearance:
        """What an actor may see now. Raises BadAccess when the file that says so cannot be read."""
        return self.access.clearance(actor.name)

    def _withholding(self, actor: Actor) -> Withholding:
        return Withholding(self.store, self._sees(actor))

    def _redacted(self, text: str, clearance: Clearance) -> str:
        """A reason or note, which a person typed and may hold names, as it goes on the record."""
        return self.store.question(text, clearance).text

    def _record_learnt(self, actor: Actor) -> None:
        """Put on the record which stored logs hide more now, and withdraw the answers that say what they hide."""
        record_reredactions(self.store, self.audit, actor)
        self._withdraw_learnt(actor)

    def _withdraw_learnt(self, actor: Actor) -> None:
        if self.store.catalogue.pending.learnt():
            self.conversations.retitle(lambda title, who: self._redacted(title, self.access.clearance(who)))
        withdraw_learnt(self.store, self.audit, actor)

    @cached_property
    def _answerer(self) -> Answerer:
        writer = self._given_writer or make_writer(self._settings, notify=self._notify)
        policy = Policy.load(self._likeness)
        return Answerer(self.store, self.audit, policy, writer, retrieved=self._settings.retrieved)
