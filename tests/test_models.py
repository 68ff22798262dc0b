"""The chat models: the small one in a process of its own, and one behind a server."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.answer import Writer
from assistant.audit import Actor
from assistant.endpoint_model import EndpointChatModel, ModelUnavailable
from assistant.service import Service
from assistant.settings import Settings
from assistant.writers import make_writer
from index.errors import BadModel, BadSetting
from index.store import Store
from tests.conftest import WordEmbedder
from tests.test_service import export

MESSAGES = [SystemMessage("You copy."), HumanMessage("Say: the van was white.")]


class Completions(BaseHTTPRequestHandler):
    """An OpenAI-compatible server that always says the same, or fails with a status."""

    status = 200
    said = "The passports of the workers are in a locked drawer. "

    def do_POST(self) -> None:
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))  # type: ignore[attr-defined]
        self.send_response(self.status)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.status == 200:
            for word in self.said.split(" "):
                self.wfile.write(f"data: {json.dumps({'choices': [{'delta': {'content': word + ' '}}]})}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Completions)
    server.bodies = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def test_a_server_model_streams_what_the_server_sends(server: HTTPServer) -> None:
    model = EndpointChatModel(address=f"http://127.0.0.1:{server.server_port}/v1", name="m", timeout_s=5)
    assert model.invoke(MESSAGES).content.split() == Completions.said.split()
    (body,) = server.bodies  # type: ignore[attr-defined]
    assert [m["role"] for m in body["messages"]] == ["system", "user"]
    assert body["temperature"] == 0


def test_a_server_that_refuses_or_is_absent_is_named_without_its_words(
    server: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Completions, "status", 500)
    for address in (f"http://127.0.0.1:{server.server_port}/v1", "http://127.0.0.1:9/v1"):
        with pytest.raises(ModelUnavailable, match="did not answer as expected"):
            EndpointChatModel(address=address, name="m", timeout_s=5).invoke(MESSAGES)


@pytest.mark.models
def test_when_the_server_is_down_the_extractive_answer_comes_and_says_so(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store", cache=tmp_path, model="http://127.0.0.1:9/v1", timeout_s=5)
    service = Service(settings, store=Store(settings.store, embedder=WordEmbedder()))
    service.ingest([export(tmp_path)], Actor("a"))
    *_, answer = service.ask("Who keeps the passports of the workers?", Actor("a"))
    assert answer.status == "answered"
    assert answer.complete
    assert all(s.origin == "source" for s in answer.sentences)
    assert "did not finish" in answer.notices[-1]


@pytest.mark.parametrize("model", ["gpt", "ftp://host/v1", "http://"])
def test_a_wrong_model_setting_is_refused_by_name(tmp_path: Path, model: str) -> None:
    with pytest.raises(BadSetting, match="model"):
        Settings(store=tmp_path, cache=tmp_path, model=model)


def test_no_model_is_a_setting(tmp_path: Path) -> None:
    assert make_writer(Settings(store=tmp_path, cache=tmp_path, model="none")) == Writer(None, "none")


@pytest.mark.models
def test_the_small_model_is_converted_once_generates_and_is_refused_when_changed(tmp_path: Path) -> None:
    from assistant.local_model import SMOLLM2, LocalChatModel, converted

    try:
        SMOLLM2.path()
    except BadModel:
        pytest.skip("the small model's package is not installed")
    folder = converted(tmp_path)
    assert converted(tmp_path) == folder
    stream = LocalChatModel(folder=folder, max_new_tokens=40).stream(MESSAGES)
    assert next(piece.content for piece in stream if piece.content)
    process = LocalChatModel(folder=folder)._process._child
    stream.close()  # cancelled: the next one has its turn, in the same process
    assert LocalChatModel(folder=folder, max_new_tokens=5).invoke(MESSAGES).content
    stream = LocalChatModel(folder=folder).stream([HumanMessage("The van was white. " * 200)])
    assert [next(stream).content for _ in range(4)] == [""] * 4  # the notes are being read
    begun = time.monotonic()
    stream.close()
    assert time.monotonic() - begun < 1
    assert LocalChatModel(folder=folder, max_new_tokens=5).invoke(MESSAGES).content
    assert LocalChatModel(folder=folder)._process._child is process
    weights = folder / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    with pytest.raises(BadModel, match=r"model\.safetensors differs .* remove"):
        converted(tmp_path)
