"""Settings: one frozen value, built in `ui/` from flags and environment, passed down."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import BadSetting
from index.redaction.doubt import LONGEST

LOCAL_MODEL = "local"
NO_MODEL = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process runs. Raises BadSetting, naming the setting, for a value that cannot work."""

    store: Path
    cache: Path  # where the converted language model is kept; holds nothing of the store
    master_key: bytes | None = None  # None: the store's own key file
    model: str = LOCAL_MODEL  # "local", "none", or the base URL of an OpenAI-compatible server
    model_name: str = "default"  # the name the server knows its model by
    model_key: str = ""  # bearer key of the server
    timeout_s: float = 60.0  # of one request to the server
    max_new_tokens: int = 120  # of a written answer
    retrieved: int = 20  # passages retrieved for a question
    policy: Path | None = None  # redaction policy of a store that is made, or to move one to; None: the store's own
    longest: int = LONGEST  # characters of a log above which it is held for a person

    def __post_init__(self) -> None:
        if self.model not in (LOCAL_MODEL, NO_MODEL):
            parts = urlsplit(self.model)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
                raise BadSetting(
                    "model: expected 'local', 'none' or the http(s) address of an OpenAI-compatible server, no password"
                )
        for name in ("timeout_s", "max_new_tokens", "retrieved", "longest"):
            if getattr(self, name) <= 0:
                raise BadSetting(f"{name}: expected a number above 0")
