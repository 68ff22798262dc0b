"""The vector index: passage vectors -> nearest passages inside a permitted set. The one home of FAISS.

The index file is a cache of the vectors in the catalogue. Its manifest says what it was made from; when either is
missing, damaged or of another generation, the index is made anew from the catalogue, without a model. The scan is exact
(flat, float16), inside the permitted ids: filtering after a nearest-neighbour cut would lose results.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import DIMENSION
from index.files import write_durably

INDEX_FILE = "vectors.faiss"
MANIFEST_FILE = "vectors.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index file was made from. Equal manifests mean that the file answers for the catalogue."""

    model: str  # digest of the embedding model
    dimension: int
    count: int
    generation: int  # of the catalogue
    sha256: str = ""  # of the index file


class VectorIndex:
    """Unit vectors by passage id, searched exactly by cosine."""

    def __init__(self, index: Any, manifest: Manifest) -> None:
        self._index = index
        self.manifest = manifest

    def search(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest passages, best first, as (passage id, cosine in [-1, 1]).

        query: float32 (DIMENSION,), a unit vector. allowed: passage ids to search inside; None searches all.
        """
        import faiss

        if k <= 0 or self._index.ntotal == 0 or (allowed is not None and not len(allowed)):
            return []
        parameters = None
        if allowed is not None:
            ids = np.ascontiguousarray(allowed, np.int64)  # kept alive here: FAISS keeps a pointer only
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(ids))  # type: ignore[call-arg]
        cosines, found = self._index.search(query.reshape(1, -1), k, params=parameters)
        return [(int(i), float(c)) for i, c in zip(found[0], cosines[0], strict=True) if i >= 0]


def build(ids: NDArray[np.int64], vectors: NDArray[np.float16], *, model: str, generation: int) -> VectorIndex:
    """An index over vectors (len(ids), DIMENSION), unit rows; ids are passage ids, each once."""
    import faiss

    flat = faiss.IndexScalarQuantizer(DIMENSION, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index = faiss.IndexIDMap2(flat)
    if len(ids):
        index.add_with_ids(np.ascontiguousarray(vectors, np.float32), ids)
    return VectorIndex(index, Manifest(model, DIMENSION, len(ids), generation))


def save(index: VectorIndex, folder: Path) -> None:
    """Write index and manifest: a reader finds the old pair, the new one, or one that does not fit, never a half."""
    import faiss

    data = faiss.serialize_index(index._index).tobytes()
    manifest = Manifest(**asdict(index.manifest) | {"sha256": hashlib.sha256(data).hexdigest()})
    write_durably(folder / INDEX_FILE, [data])
    write_durably(folder / MANIFEST_FILE, [json.dumps(asdict(manifest), indent=1).encode()])


def load(folder: Path, *, model: str, generation: int, count: int) -> VectorIndex | None:
    """The saved index if it was made from this model and catalogue state and is undamaged, else None."""
    import faiss

    try:
        manifest = Manifest(**json.loads((folder / MANIFEST_FILE).read_text("utf-8")))
        data = (folder / INDEX_FILE).read_bytes()
    except (OSError, ValueError, TypeError):
        return None
    wanted = Manifest(model, DIMENSION, count, generation, hashlib.sha256(data).hexdigest())
    if manifest != wanted:
        return None
    return VectorIndex(faiss.deserialize_index(np.frombuffer(data, np.uint8)), manifest)
