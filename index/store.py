"""The store: one folder that holds everything, and how its parts are opened together.

key              master key, readable by its owner only (absent when the key comes from elsewhere)
vault.db         token -> identity, encrypted
catalogue.db     redacted logs, passages, vectors, words, mentions
vectors.faiss    the vector index, with vectors.json: a cache of the catalogue's vectors
links.db         which tokens a person said are one, or are not
audit.db         the record of what was done (written by `assistant/`)
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index import keys as key_files
from index import vectors as vector_files
from index.catalogue import Catalogue
from index.embedding import Embedder, MiniLM
from index.errors import BadStore
from index.keys import Keys
from index.links import Links
from index.records import RedactedQuestion
from index.redaction.detector import Detector
from index.redaction.redactor import Redactor
from index.redaction.vault import Vault
from index.search import Search
from index.vectors import VectorIndex

KEY_FILE = "key"
LOCK_FILE = "lock"
VAULT_FILE = "vault.db"
CATALOGUE_FILE = "catalogue.db"
LINKS_FILE = "links.db"


@dataclass(frozen=True, slots=True)
class Removed:
    """What a deletion took away; nothing of it can be brought back."""

    log_ref: str
    tokens_forgotten: int


class Store:
    """An open store. Safe to use from several threads and beside other processes."""

    def __init__(self, folder: Path, *, master: bytes | None = None, embedder: Embedder | None = None) -> None:
        """Open the store in a folder, or make one in a folder that is empty or absent.

        master: the key when it is not in the folder. Raises BadKey, or BadStore for a folder that holds something else.
        """
        self.folder = folder
        self._embedder: Embedder = embedder or MiniLM()
        self._index: VectorIndex | None = None
        self._index_lock = threading.Lock()
        self._changing = threading.Lock()
        self.keys = self._open_keys(master)
        self.catalogue = Catalogue(folder / CATALOGUE_FILE)
        if not (folder / VAULT_FILE).exists() and self.catalogue.counts()["versions"]:
            raise BadStore(f"{VAULT_FILE}: the store holds logs, but their vault is missing; restore it from a backup")
        self.vault = Vault(folder / VAULT_FILE, self.keys)
        self.links = Links(folder / LINKS_FILE, self.vault, self.catalogue)

    def close(self) -> None:
        """Close the files."""
        self.catalogue.close()
        self.links.close()
        self.vault.close()

    @property
    def embedder(self) -> Embedder:
        """The embedding model, loaded when first used."""
        return self._embedder

    @cached_property
    def redactor(self) -> Redactor:
        """The redactor with this store's vault and its knowledge of ordinary words."""
        return Redactor(
            Detector(own_references=self.catalogue.some_references()), self.vault, ordinary=self.catalogue.ordinary
        )

    def question(self, text: str) -> RedactedQuestion:
        """A question redacted, that asks also for what a person confirmed to be one with whom it names."""
        return self.links.widened(self.redactor.question(text))

    @cached_property
    def search(self) -> Search:
        """Search over this store."""
        return Search(self.catalogue, self._embedder, self.vectors)

    def vectors(self) -> VectorIndex:
        """The vector index for the catalogue's present state; loaded or made anew when the state moved on."""
        with self._index_lock:
            generation = self.catalogue.generation
            if self._index is None or self._index.manifest.generation != generation:
                count = self.catalogue.counts()["passages"]
                index = vector_files.load(self.folder, model=self._embedder.digest, generation=generation, count=count)
                self._index = index or self._rebuilt()
            return self._index

    @contextmanager
    def changing(self) -> Iterator[None]:
        """The right to add or remove logs, held by one thread of one process at a time.

        What is redacted with a token must be stored before a deletion may find that nobody holds the token.
        """
        with self._changing, (self.folder / LOCK_FILE).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def remove(self, log_ref: str) -> Removed:
        """Delete a log in every version: text, passages, vectors, words, mentions, and tokens that no other log holds.

        Raises NotHeld. The audit event and the withdrawal of answers that quote it are the caller's.
        """
        with self.changing():
            orphans = self.catalogue.remove(log_ref)
            forgotten = self.vault.forget(orphans)
            self.links.forget(orphans)
            self.redactor.forget()
        self.vectors()
        return Removed(log_ref, forgotten)

    def _rebuilt(self) -> VectorIndex:
        ids, vectors, generation = self.catalogue.vectors()
        index = vector_files.build(ids, vectors, model=self._embedder.digest, generation=generation)
        with suppress(OSError):  # the file is a cache: without it the next start is slower, and nothing else
            vector_files.save(index, self.folder)
        return index

    def _open_keys(self, master: bytes | None) -> Keys:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            what = (
                f"{self.folder.name}: no folder can be made or used here ({error.strerror}); name another with --store"
            )
            raise BadStore(what) from None
        key_file, catalogue = self.folder / KEY_FILE, self.folder / CATALOGUE_FILE
        if not catalogue.exists() and not key_file.exists() and any(self.folder.iterdir()):
            raise BadStore(
                f"{self.folder.name}: the folder holds something else than a store; name an empty or new folder"
            )
        if master is not None:
            return key_files.derive(master)
        if not key_file.exists() and not catalogue.exists():
            return key_files.derive(key_files.create_key_file(key_file))
        return key_files.derive(key_files.read_key_file(key_file))
