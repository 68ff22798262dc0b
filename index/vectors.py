"""The vector index: passage vectors -> nearest passages inside a permitted set. The one home of FAISS.

The rows lie in blocks, float16, ascending by passage id, one file each. The files are a cache of the vectors in the
catalogue: a passage id stands for one vector for ever, so that an index is brought up to date by the ids that came and
the ids that went, and only their blocks are written again. The manifest has the digest of every block; one that is
missing or damaged is left out when the files are read, and comes back from the catalogue, without a model.

The scan is exact and reads every permitted row: filtering after a nearest-neighbour cut would lose results. Reading the
memory is what bounds it (see `intellog evaluate scale`).
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import DIMENSION
from index.files import write_durably

INDEX_FILE = "vectors.faiss"  # of the first block; the others have their number in the name
MANIFEST_FILE = "vectors.json"
BLOCK_ROWS = 65_536  # 50 MB: what one added or removed passage writes again at most

_MANY = 0.4  # of a block's rows permitted: all are searched, for more, and what is not permitted is left out
_MORE = 1.5

# Passage ids, ascending -> those of them that are held, and their vectors, float16 (count, DIMENSION), in that order.
Fetch = Callable[[NDArray[np.int64]], tuple[NDArray[np.int64], NDArray[np.float16]]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from. One of the catalogue's own generation answers for the catalogue."""

    model: str  # digest of the embedding model
    dimension: int
    count: int
    generation: int  # of the catalogue


class Block:
    """Some rows of the index, in memory, unchanged once made."""

    def __init__(self, ids: NDArray[np.int64], written: NDArray[np.uint8]) -> None:
        """ids: ascending, each once, at least one. written: their rows as FAISS writes an index; kept, not copied."""
        import faiss

        self.ids = ids
        self.written = written
        self.is_new = True  # whether it is on no disk yet
        self._dense = int(ids[-1]) - int(ids[0]) + 1 == len(ids)
        reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(written), len(written))  # type: ignore[attr-defined]
        self._flat = faiss.read_index(reader)

    @property
    def rows(self) -> NDArray[np.float16]:
        """The vectors, (len(ids), DIMENSION)."""
        return self.written[-len(self.ids) * 2 * DIMENSION :].view(np.float16).reshape(-1, DIMENSION)

    def search(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Ids and cosines of the k nearest rows. query: (1, DIMENSION). allowed: ids, ascending; None is all."""
        if allowed is None:
            return self._nearest(query, k)
        places = self._places(allowed)
        permitted = np.zeros(len(self.ids), np.bool_)
        permitted[places] = True
        share = len(places) / len(self.ids)
        if share >= _MANY:  # looking at each bit costs more than some rows too many
            ids, cosines = self._nearest(query, int(_MORE * k / share) + k // 4)
            held = permitted[np.searchsorted(self.ids, ids)]
            if np.count_nonzero(held) >= min(k, len(places)):
                return ids[held], cosines[held]
        return self._nearest(query, k, permitted) if len(places) else (self.ids[:0], np.zeros(0, np.float32))

    def _nearest(
        self, query: NDArray[np.float32], k: int, permitted: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """As `search`. permitted: for every row, whether it may be found."""
        import faiss

        parameters = None
        if permitted is not None:
            bits = np.packbits(permitted, bitorder="little")  # kept alive here: FAISS keeps a pointer only
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        cosines, found = self._flat.search(query, min(k, len(self.ids)), params=parameters)
        held = found[0] >= 0
        return self.ids[found[0][held]], cosines[0][held]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of ids and rows, in hexadecimal."""
        return _digest(self.ids, self.written)

    def _places(self, allowed: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where the allowed ids lie in this block."""
        first, end = np.searchsorted(allowed, (self.ids[0], self.ids[-1] + 1))
        wanted = allowed[first:end]
        places: NDArray[np.int64] = wanted - self.ids[0] if self._dense else np.searchsorted(self.ids, wanted)
        return places if self._dense else places[self.ids[places] == wanted]


class VectorIndex:
    """Unit vectors by passage id, searched exactly by cosine. It does not change; `updated` gives a new one."""

    def __init__(self, blocks: Sequence[Block], manifest: Manifest) -> None:
        """blocks: in the order of their ids."""
        self.blocks = tuple(blocks)
        self.manifest = manifest

    def search(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest passages, best first, as (passage id, cosine in [-1, 1]); ties keep the lower id.

        query: float32 (DIMENSION,), a unit vector. allowed: passage ids to search inside, in any order; None searches
        all.
        """
        if k <= 0 or not self.blocks or (allowed is not None and not len(allowed)):
            return []
        if allowed is not None and np.any(allowed[1:] <= allowed[:-1]):
            allowed = np.unique(allowed)
        row = np.ascontiguousarray(query.reshape(1, -1), np.float32)
        parts = [block.search(row, k, allowed) for block in self.blocks]
        ids = np.concatenate([found for found, _ in parts])
        cosines = np.concatenate([near for _, near in parts])
        best = np.lexsort((ids, -cosines))[:k]
        return [(int(i), float(c)) for i, c in zip(ids[best], cosines[best], strict=True)]

    def count(self, ids: Sequence[int]) -> int:
        """How many of these passages have a row here."""
        wanted = np.array(ids, np.int64)
        return sum(int(np.isin(wanted, block.ids).sum()) for block in self.blocks)

    def updated(self, ids: NDArray[np.int64], generation: int, fetch: Fetch) -> "VectorIndex":
        """The index over exactly these ids, ascending; rows that are not here yet are fetched.

        Blocks that are the same are shared with this index. Ids that `fetch` no longer finds are left out.
        """
        kept = [some for block in self.blocks if (some := _kept(block, ids))]
        held = np.concatenate([np.zeros(0, np.int64), *(block.ids for block in kept)])
        missing = np.setdiff1d(ids, held, assume_unique=True)
        place = np.searchsorted(np.array([block.ids[0] for block in kept], np.int64), missing)  # 0: before all blocks
        blocks = _cut(missing[place == 0], fetch)
        for number, block in enumerate(kept, start=1):
            blocks += _filled(block, missing[place == number], fetch)
        if len(blocks) > 2 * (len(ids) // BLOCK_ROWS + 1):  # many were removed
            blocks = _recut(blocks)
        count = sum(len(block.ids) for block in blocks)
        return VectorIndex(blocks, Manifest(self.manifest.model, DIMENSION, count, generation))


def empty(model: str) -> VectorIndex:
    """An index without rows, of no generation."""
    return VectorIndex((), Manifest(model, DIMENSION, 0, -1))


def build(ids: NDArray[np.int64], vectors: NDArray[np.float16], *, model: str, generation: int) -> VectorIndex:
    """An index over vectors (len(ids), DIMENSION), unit rows; ids are passage ids, ascending, each once."""

    def fetch(wanted: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        return wanted, np.ascontiguousarray(vectors[np.searchsorted(ids, wanted)])

    return empty(model).updated(ids, generation, fetch)


def save(index: VectorIndex, folder: Path) -> None:
    """Write the blocks that are not on disk yet, then the manifest: killed between the two, the next start finds blocks
    that do not fit the manifest, and makes these anew.
    """
    held = _manifest(folder).get("blocks", [])
    entries = [
        {"file": _file(n), "count": len(b.ids), "bytes": b.ids.nbytes + b.written.nbytes, "sha256": b.digest}
        for n, b in enumerate(index.blocks)
    ]
    for entry, block in zip(entries, index.blocks, strict=True):
        if block.is_new or entry not in held:
            write_durably(folder / str(entry["file"]), [block.ids.tobytes(), block.written.tobytes()])
            block.is_new = False
    content = asdict(index.manifest) | {"blocks": entries}
    text = json.dumps(content | {"sha256": _seal(content)}, indent=1)
    write_durably(folder / MANIFEST_FILE, [text.encode()])
    for path in folder.iterdir():
        if is_index_file(path.name) and path.name not in {MANIFEST_FILE, *(entry["file"] for entry in entries)}:
            path.unlink(missing_ok=True)


def load(folder: Path, *, model: str, fetch: Fetch) -> VectorIndex:
    """The saved index, without the blocks that are missing or damaged; an empty one when nothing of it can be used.

    model: the one in use. fetch: an index with other vectors than the catalogue at the ends of its blocks is of another
    catalogue.
    """
    try:
        held = _manifest(folder)
        manifest = Manifest(*(held[name] for name in Manifest.__dataclass_fields__))
        entries = [{name: entry[name] for name in ("file", "count", "bytes", "sha256")} for entry in held["blocks"]]
    except (KeyError, TypeError):
        return empty(model)
    if (manifest.model, manifest.dimension) != (model, DIMENSION):
        return empty(model)
    blocks = [block for entry in entries if (block := _read(folder, entry))]
    ends = [end for block in blocks for end in (block.ids[0], block.ids[-1])]
    if ends != sorted(ends) or not all(_agrees(block, fetch) for block in blocks):
        return empty(model)
    count = sum(len(block.ids) for block in blocks)
    if count != manifest.count:
        manifest = Manifest(model, DIMENSION, count, -1)  # it answers for no state of the catalogue
    return VectorIndex(blocks, manifest)


def saved_generation(folder: Path) -> int | None:
    """The generation of the catalogue that the files of an index are of; None where there are none to be read."""
    try:
        return int(_manifest(folder)["generation"])
    except (KeyError, TypeError, ValueError):
        return None


def is_index_file(name: str) -> bool:
    """Whether a file of this name in a store's folder is a block of the index or its manifest."""
    return name == MANIFEST_FILE or bool(_BLOCK_FILE.fullmatch(name))


# -- files ------------------------------------------------------------------------------------------------------------

_STEM, _SUFFIX = INDEX_FILE.split(".")
_BLOCK_FILE = re.compile(rf"{_STEM}(?:\.\d+)?\.{_SUFFIX}")


def _file(number: int) -> str:
    return f"{_STEM}.{number}.{_SUFFIX}" if number else INDEX_FILE


def _manifest(folder: Path) -> dict[str, Any]:
    """What the manifest says; nothing when it is missing or damaged."""
    try:
        held = json.loads((folder / MANIFEST_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(held, dict) or held.pop("sha256", None) != _seal(held):
        return {}
    return held


def _seal(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _read(folder: Path, entry: Mapping[str, Any]) -> Block | None:
    """A block from its file; None when it is not what the manifest says."""
    try:
        path, count = folder / entry["file"], int(entry["count"])
        if not (_BLOCK_FILE.fullmatch(path.name) and count > 0 and path.stat().st_size == entry["bytes"]):
            return None
        ids, written = np.empty(count, np.int64), _aligned(entry["bytes"] - 8 * count)
        with path.open("rb", buffering=0) as file:
            for part in (ids.data, written.data):
                view = part.cast("B")
                while view and (read := file.readinto(view)):
                    view = view[read:]
    except (OSError, TypeError, ValueError):
        return None
    if _digest(ids, written) != entry["sha256"]:
        return None
    block = Block(ids, written)
    block.is_new = False
    return block


def _digest(ids: NDArray[np.int64], written: NDArray[np.uint8]) -> str:
    digest = hashlib.sha256(b"%d rows\n" % len(ids))  # which bytes are ids is part of what must not change
    digest.update(ids.data)
    digest.update(written.data)
    return digest.hexdigest()


# -- blocks -----------------------------------------------------------------------------------------------------------


def _made(ids: NDArray[np.int64], rows: NDArray[np.float16]) -> Block:
    """A block of these rows, (len(ids), DIMENSION), unit rows; ids: ascending, each once, at least one."""
    import faiss

    flat = faiss.IndexScalarQuantizer(DIMENSION, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    flat.add(np.ascontiguousarray(rows, np.float32))
    written = faiss.serialize_index(flat)
    aligned = _aligned(len(written))
    aligned[:] = written
    return Block(np.ascontiguousarray(ids), aligned)


def _aligned(size: int) -> NDArray[np.uint8]:
    """Room for an index as FAISS writes it, so that its rows, which come last, end with a line of the cache.

    The scan is a fifth faster then. Large arrays of numpy lie in huge pages, which is worth another fifth.
    """
    room = np.empty(size + _LINE, np.uint8)
    start = -(room.ctypes.data + size) % _LINE
    return room[start : start + size]


_LINE = 64  # bytes; a row is twelve


def _agrees(block: Block, fetch: Fetch) -> bool:
    """Whether the catalogue has the same vectors at both ends of a block, where it still has them."""
    ids, rows = fetch(np.unique(block.ids[[0, -1]]))
    return all(np.array_equal(block.rows[np.searchsorted(block.ids, i)], row) for i, row in zip(ids, rows, strict=True))


def _kept(block: Block, ids: NDArray[np.int64]) -> Block | None:
    """The block without the rows whose ids are not among these; None when nothing is left."""
    first, end = np.searchsorted(ids, (block.ids[0], block.ids[-1] + 1))
    if np.array_equal(block.ids, ids[first:end]):
        return block
    stays = np.isin(block.ids, ids[first:end], assume_unique=True)
    return _made(block.ids[stays], block.rows[stays]) if stays.any() else None


def _cut(ids: NDArray[np.int64], fetch: Fetch) -> list[Block]:
    """New blocks of these ids."""
    fetched = (fetch(ids[start : start + BLOCK_ROWS]) for start in range(0, len(ids), BLOCK_ROWS))
    return [_made(some, rows) for some, rows in fetched if len(some)]


def _filled(block: Block, more: NDArray[np.int64], fetch: Fetch) -> list[Block]:
    """The block with as many of these ids, all above its first, as it has room for, and new blocks of the rest."""
    taken = max(BLOCK_ROWS - len(block.ids), int(np.searchsorted(more, block.ids[-1])))
    if taken and len(more):
        ids, rows = fetch(more[:taken])
        ids, rows = np.concatenate([block.ids, ids]), np.concatenate([block.rows, rows])
        order = np.argsort(ids)
        block = _made(ids[order], rows[order])
    return [block, *_cut(more[taken:], fetch)]


def _recut(blocks: Sequence[Block]) -> list[Block]:
    """The same rows in as few blocks as hold them."""
    ids, rows = np.concatenate([b.ids for b in blocks]), np.concatenate([b.rows for b in blocks])
    starts = range(0, len(ids), BLOCK_ROWS)
    return [_made(ids[start : start + BLOCK_ROWS], rows[start : start + BLOCK_ROWS]) for start in starts]
