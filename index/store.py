"""The store: one folder that holds everything, and how its parts are opened together.

key              master key, readable by its owner only (absent when the key comes from elsewhere)
vault.db         token -> identity, encrypted
catalogue.db     redacted logs, passages, vectors, words, mentions
held.db          logs that wait for a person's decision, encrypted
vectors*.faiss   the vector index in blocks, with vectors.json: a cache of the catalogue's vectors
links.db         which tokens a person said are one, or are not
audit.db         the record of what was done, and conversations.db, what belongs together of it, encrypted (both
                 written by `assistant/`)
access.toml      who may see which logs, written by hand; absent where everybody sees everything
"""

import fcntl
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from index import keys as key_files
from index import vectors as vector_files
from index.catalogue import Catalogue
from index.clearance import ACCESS_FILE, EVERYTHING, Clearance
from index.crew import Crew, CrewEmbedder
from index.embedding import Embedder, MiniLM
from index.errors import BadStore, NotHeld
from index.gone import Deleted, reference_digest
from index.held import HeldLog, HeldLogs
from index.keys import Keys
from index.links import Links
from index.query_encoder.model import QueryEncoder
from index.records import RedactedQuestion
from index.redaction.detector import Detector
from index.redaction.doubt import LONGEST
from index.redaction.policy import RedactionPolicy, default_policy
from index.redaction.redactor import Redactor
from index.redaction.shown import Shown, limited
from index.redaction.tokens import name_parts
from index.redaction.vault import Vault
from index.relevance.model import Judge, RelevanceModel
from index.search import Search
from index.traces import Places
from index.vectors import VectorIndex

KEY_FILE = "key"
LOCK_FILE = "lock"
VAULT_FILE = "vault.db"
CATALOGUE_FILE = "catalogue.db"
HELD_FILE = "held.db"
LINKS_FILE = "links.db"
MOST_SAYING = 20  # texts with a phrase that are looked at, to tell whether it is a name there
COPY = "copy."  # how the name of a database's copy begins, for the moment in which it has one


@dataclass(frozen=True, slots=True)
class Removed:
    """What a deletion took away; nothing of it can be brought back."""

    log_ref: str
    tokens_forgotten: int


class Store:
    """An open store. Safe to use from several threads and beside other processes."""

    def __init__(
        self,
        folder: Path,
        *,
        master: bytes | None = None,
        embedder: Embedder | None = None,
        query_encoder: Embedder | None = None,
        judge: Judge | None = None,
        policy: RedactionPolicy | None = None,
        longest: int = LONGEST,
    ) -> None:
        """Open the store in a folder, or make one in a folder that is empty or absent.

        master: the key when it is not in the folder. policy: the redaction policy of a store that is made; one that
        is there works under its own, see `other_policy`. query_encoder: of questions; our own, but beside an embedder
        that was given that one. judge: what reads the first passages found together with the question; the relevance
        model, but none beside an embedder that was given. longest: characters above which a log is held. Raises
        BadKey; BadStore for a folder that holds anything else.
        """
        self._longest = longest
        self.folder = folder
        self._embedder: Embedder = embedder or MiniLM()
        self._query_encoder: Embedder = query_encoder or embedder or QueryEncoder()
        self._judge: Judge | None = judge or (None if embedder else RelevanceModel())
        self._hiring = threading.Lock()
        self._crew: Crew | None = None
        self._crew_users = 0
        self._index: VectorIndex | None = None
        self._index_lock = threading.Lock()
        self._changing = threading.Lock()
        self.keys = self._open_keys(master)
        with ExitStack() as opened:  # closed again, the last first, where one that follows cannot be opened
            self._open(folder, policy, opened)
            opened.pop_all()

    def _open(self, folder: Path, policy: RedactionPolicy | None, opened: ExitStack) -> None:
        self.catalogue = Catalogue(folder / CATALOGUE_FILE)
        opened.callback(self.catalogue.close)
        if not (folder / VAULT_FILE).exists() and self.catalogue.counts()["versions"]:
            raise BadStore(f"{VAULT_FILE}: the store holds logs, but their vault is missing; restore it from a backup")
        self.vault = Vault(folder / VAULT_FILE, self.keys)
        opened.callback(self.vault.close)
        if self.catalogue.manifest.policy() is None:  # stores from before policies were made under the default one
            made_now = not self.catalogue.counts()["versions"]
            self.catalogue.manifest.record(policy if policy and made_now else default_policy())
        self._asked_policy = policy
        self.held = HeldLogs(folder / HELD_FILE, self.keys)
        opened.callback(self.held.close)
        self.links = Links(folder / LINKS_FILE, self.vault, self.catalogue)

    def close(self) -> None:
        """Close the files; a crew is not waited for."""
        self._dismiss(at_once=True)
        self.catalogue.close()
        self.links.close()
        self.vault.close()
        self.held.close()

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded when first used."""
        return self._embedder

    @property
    def passage_embedder(self) -> Embedder:
        """The same for the passages of an import, which a crew may share."""
        return CrewEmbedder(self._embedder, self._crew) if self._crew else self._embedder

    @contextmanager
    def crewed(self, size: int) -> Iterator[Crew | None]:
        """While it lasts, texts that come in numbers are read and embedded by so many processes beside this one.

        Imports at the same time share one crew. None for a size of one, beside an embedder that was given, or where the
        system gives no more processes.
        """
        with self._hiring:
            crew = self._hired(size)
        is_done = False
        try:
            yield crew
            is_done = True
        finally:
            with self._hiring:
                self._crew_users -= crew is not None
                if crew and not self._crew_users:
                    self._dismiss(at_once=not is_done)

    def _hired(self, size: int) -> Crew | None:
        if size < 2 or not isinstance(self._embedder, MiniLM):
            return None
        if not self._crew:
            try:
                self._crew = Crew(size, self.redactor.names_model)
            except (OSError, NotImplementedError):  # the system has no processes or semaphores left to give
                return None
            self.redactor.share_with(self._crew)
        self._crew_users += 1
        return self._crew

    def _dismiss(self, *, at_once: bool) -> None:
        if self._crew:
            self.redactor.share_with(None)
            self._crew.end(at_once=at_once)
            self._crew = None

    @property
    def models(self) -> dict[str, str]:
        """The digests of the models that search works with."""
        return {
            "embedder": self._embedder.digest,
            "query encoder": self._query_encoder.digest,
            "relevance": self._judge.digest if self._judge else "",
        }

    @cached_property
    def redactor(self) -> Redactor:
        """The redactor with this store's vault and its knowledge of ordinary words."""
        return Redactor(
            Detector(own_references=self.catalogue.reference_forms(EVERYTHING)),
            self.vault,
            ordinary=partial(self.catalogue.ordinary, clearance=EVERYTHING),
            saying=partial(self.catalogue.saying, clearance=EVERYTHING, most=MOST_SAYING),
            policy=self.policy,
            longest=self._longest,
        )

    @property
    def other_policy(self) -> RedactionPolicy | None:
        """The policy that was asked for when the store was opened, if it is not the store's own."""
        asked = self._asked_policy
        return asked if asked and asked.text != self.policy.text else None

    @property
    def policy(self) -> RedactionPolicy:
        """The policy that logs are redacted under now: the one on record, or the one a move to is under way."""
        change = self.catalogue.manifest.change()
        return change.target if change else self.catalogue.manifest.policy() or default_policy()

    def question(self, text: str, clearance: Clearance) -> RedactedQuestion:
        """A question redacted, that asks also for what a person confirmed to be one with whom it names."""
        return self.links.widened(self.redactor.question(text, self._shown(clearance)), clearance)

    def within(self, question: RedactedQuestion, clearance: Clearance) -> RedactedQuestion:
        """A question that was redacted before, as it asks for what stands in logs inside the clearance now."""
        if clearance.is_everything:
            return question
        return limited(question, self.catalogue.shown(question.tokens, clearance))

    def shows(self, tokens: Collection[str], clearance: Clearance) -> frozenset[str]:
        """Those of these tokens that stand in a log an asker may see, in the catalogue or waiting for a decision."""
        asked = list(tokens)
        shown = self.catalogue.shown(asked, clearance)
        if len(shown) < len(set(asked)):
            waiting = [log.tokens for log in self.held.logs() if clearance.permits(log.label)]
            shown |= frozenset(asked) & frozenset().union(*waiting)
        return shown

    @cached_property
    def search(self) -> Search:
        """Search over this store."""
        return Search(self.catalogue, self._query_encoder, self.vectors, self._judge)

    def vectors(self) -> VectorIndex:
        """The vector index for the catalogue's present state: read from its files, and brought up to date."""
        with self._index_lock:
            if self._index is None or self._index.manifest.generation != self.catalogue.generation:
                index = self._index or self._saved_index()
                ids, generation = self.catalogue.passage_ids()
                if index.manifest.generation != generation:
                    index = index.updated(ids, generation, self.catalogue.vectors)
                    with suppress(OSError):  # the files are a cache: without them the next start is slower
                        vector_files.save(index, self.folder)
                self._index = index
            return self._index

    def index_answers(self) -> bool:
        """Whether the files of the vector index answer for the catalogue as it is; without passages they need not."""
        return not self.catalogue.counts()["passages"] or (
            self._saved_index().manifest.generation == self.catalogue.generation
        )

    @contextmanager
    def changing(self) -> Iterator[None]:
        """The right to add or remove logs, held by one thread of one process at a time.

        What is redacted with a token must be stored before a deletion may find that nobody holds the token.
        """
        with self._changing, (self.folder / LOCK_FILE).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if "redactor" in self.__dict__:
                self.redactor.policy = self.policy  # another process may have moved the store to another one
            yield

    def idle(self) -> bool:
        """Whether nobody is `changing` the store at this moment, so that what is left undone is nobody's work."""
        with (self.folder / LOCK_FILE).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    def remove(self, log_ref: str, *, event: int = 0) -> Removed:
        """Delete a log in every version: text, passages, vectors, words, mentions, and tokens that no other log holds.

        What waits for a decision under its reference goes with it, last, so that a deletion which was cut short is
        ended. Raises NotHeld. The audit event, whose number is given, and the withdrawal of answers that quote it are
        the caller's. Call it while `changing`.
        """
        if not self.holds(log_ref, EVERYTHING):
            raise NotHeld(f"no log {log_ref} is held")
        known_as = reference_digest(self.keys, log_ref)
        is_stored = bool(self.catalogue.held([log_ref]))
        orphans = self.catalogue.remove(log_ref, known_as=known_as, event=event) if is_stored else frozenset()
        waiting = self.held.log(log_ref).tokens if self.held.waiting([log_ref]) else frozenset()
        forgotten = self.forget(orphans | waiting, but=log_ref)
        self.held.remove(log_ref)
        return Removed(log_ref, forgotten)

    def places_of(self, log_ref: str) -> Places:
        """Where a log stands, waiting or stored; to be counted with `traces`. Call it while `changing`."""
        places = self.catalogue.places_of(log_ref)
        waiting = self.held.log(log_ref).tokens if self.held.waiting([log_ref]) else frozenset()
        return replace(places, tokens=places.tokens | waiting)

    def traces(self, places: Places) -> dict[str, int]:
        """How much of a log stands in each part of the store, by the parts' names; see `index.traces.PARTS`.

        identities, links: those that are of this log alone. vectors: in the index as it is asked, and in its files:
        where these could not be brought up to date, all that they may have.
        """
        counts, vectors = self.catalogue.traces(places), self.vectors().count(places.passages)
        if vector_files.saved_generation(self.folder) not in (None, self.catalogue.generation):
            vectors = len(places.passages)
        own = self.held.unmentioned(self.catalogue.only_of(places.log_ref, places.tokens), but=places.log_ref)
        return {
            **counts,
            "vectors": vectors,
            "identities": sum(map(self.vault.holds, own)),
            "links": self.links.count(own),
            "held": len(self.held.waiting([places.log_ref])),
        }

    def deleted(self, log_refs: Sequence[str], clearance: Clearance) -> dict[str, Deleted]:
        """Those of these references whose logs were deleted and are not held, as far as an asker may know of them."""
        digests = {reference_digest(self.keys, ref): ref for ref in log_refs}
        found = {
            digests[digest]: deleted for digest, deleted in self.catalogue.gone.of(list(digests), clearance).items()
        }
        held = self.catalogue.visible(list(found), clearance)
        return {ref: found[ref] for ref in log_refs if ref in found and ref not in held}

    def holds(self, log_ref: str, clearance: Clearance) -> bool:
        """Whether anything is held under a reference, in the catalogue or waiting for a decision."""
        if self.catalogue.visible([log_ref], clearance):
            return True
        waiting = self.held.waiting([log_ref])
        return bool(waiting) and (clearance.is_everything or clearance.permits(self.held.log(log_ref).label))

    def held_logs(self) -> list[HeldLog]:
        """The logs that wait for a decision, the longest waiting first; what was decided and left over is removed."""
        logs = list(self.held.logs())
        versions = {ref: known.version for ref, known in self.catalogue.held([log.log_ref for log in logs]).items()}
        for log in logs:
            if log.draft.log.version <= versions.get(log.log_ref, 0):
                self.held.remove(log.log_ref, upto=versions[log.log_ref])
        return [log for log in logs if log.draft.log.version > versions.get(log.log_ref, 0)]

    def held_log(self, log_ref: str) -> HeldLog:
        """A log that waits for a decision. Raises NotHeld."""
        log = self.held.log(log_ref)
        known = self.catalogue.held([log_ref]).get(log_ref)
        if known and log.draft.log.version <= known.version:
            self.held.remove(log_ref, upto=known.version)
            raise NotHeld(f"no log {log_ref} waits for a decision")
        return log

    def forget(self, tokens: Iterable[str], *, but: str = "") -> int:
        """Forget those of these tokens that no log mentions any more; returns how many identities were removed.

        but: the reference of a held log that is about to go. Call it while `changing`.
        """
        orphans = self.held.unmentioned(self.catalogue.unmentioned(tokens), but=but)
        if not orphans:
            return 0
        self.links.forget(orphans)
        self.redactor.forget()
        return self.vault.forget(orphans)

    def reveal(self, token: str, clearance: Clearance) -> str:
        """The identity behind a token, by the fullest name that logs inside the clearance give it. Raises NotHeld.

        The caller has asked `shows` and writes the audit event.
        """
        if not clearance.is_everything:
            names = self.vault.names_met(token, self.catalogue.labels(clearance))
            if names:  # else no name, or of a store from before names were kept by label
                return min((surface for _, surface in names), key=lambda s: (-len(name_parts(s)), s))
        return self.vault.reveal(token)

    def _shown(self, clearance: Clearance) -> Shown | None:
        if clearance.is_everything:
            return None
        return Shown(
            lambda tokens: self.catalogue.shown(list(tokens), clearance),
            self.catalogue.labels(clearance),
            partial(self.catalogue.ordinary, clearance=clearance),
            self.catalogue.reference_forms(clearance),
            partial(self.catalogue.saying, clearance=clearance, most=MOST_SAYING),
        )

    def settle(self) -> None:
        """Forget the identities of logs that never came to be stored: their process was killed, or they went since.

        Call it while `changing`.
        """
        tokens = self.vault.unsettled()
        self.forget(tokens)
        self.vault.settle(tokens)

    def _saved_index(self) -> VectorIndex:
        model = self._embedder.digest
        index = vector_files.load(self.folder, model=model, fetch=self.catalogue.vectors)
        later = index.manifest.generation > self.catalogue.generation  # than the catalogue: it is of another one
        return vector_files.empty(model) if later else index

    def _open_keys(self, master: bytes | None) -> Keys:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            what = (
                f"{self.folder.name}: no folder can be made or used here ({error.strerror}); name another with --store"
            )
            raise BadStore(what) from None
        key_file, catalogue = self.folder / KEY_FILE, self.folder / CATALOGUE_FILE
        if (
            not catalogue.exists()
            and not key_file.exists()
            and any(path.name != ACCESS_FILE for path in self.folder.iterdir())
        ):
            raise BadStore(
                f"{self.folder.name}: the folder holds something else than a store; name an empty or new folder"
            )
        if master is not None:
            return key_files.derive(master)
        if not key_file.exists() and not catalogue.exists():
            return key_files.derive(key_files.create_key_file(key_file))
        return key_files.derive(key_files.read_key_file(key_file))
