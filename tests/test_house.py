"""The house's own rules, checked."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = [p for part in ("index", "assistant", "ui") for p in sorted((ROOT / part).rglob("*.py"))]


def test_imports_point_one_way() -> None:
    layers = ["index", "assistant", "ui"]
    for path in MODULES:
        layer = path.relative_to(ROOT).parts[0]
        above = set(layers[layers.index(layer) + 1 :])
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in getattr(node, "names", [])]
            )
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert not above & {name.split(".")[0] for name in names}, f"{path.relative_to(ROOT)} imports upwards"


@pytest.mark.parametrize("heavy", ["torch", "presidio_analyzer", "faiss", "gradio", "spacy", "sentence_transformers"])
def test_nothing_heavy_is_imported_by_the_command_line_itself(heavy: str) -> None:
    code = f"import sys, ui.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


HOMES = {
    "faiss": "index/vectors.py",
    "presidio_analyzer": "index/redaction",
    "gradio": "ui",
    "langchain_core": "assistant",
    "docx": "index/formats",
    "pypdf": "index/formats",
    "openpyxl": "index/formats",
}


@pytest.mark.parametrize(("library", "home"), HOMES.items())
def test_each_heavy_library_has_one_home(library: str, home: str) -> None:
    pattern = re.compile(rf"^\s*(?:import|from) {library}\b", re.MULTILINE)
    users = [p.relative_to(ROOT).as_posix() for p in MODULES if pattern.search(p.read_text("utf-8"))]
    assert users
    assert [user for user in users if not user.startswith(home)] == []


def test_nothing_is_unpickled_or_evaluated() -> None:
    imports = r"^\s*(?:import|from) (?:pickle|joblib|dill|shelve|marshal)\b"
    forbidden = re.compile(
        rf"{imports}|torch\.load|yaml\.load|(?<![.\w])(?:eval|exec)\(|trust_remote_code=True", re.MULTILINE
    )
    assert [p.name for p in MODULES if forbidden.search(p.read_text("utf-8"))] == []


def test_only_the_user_interface_prints_or_reads_the_environment() -> None:
    for path in MODULES:
        if path.relative_to(ROOT).parts[0] != "ui":
            text = path.read_text("utf-8")
            assert not re.search(r"^\s*print\(|os\.environ|os\.getenv|import argparse", text, re.MULTILINE), path.name
