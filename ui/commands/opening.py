"""Options and environment -> settings, and the service that is opened with them."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BadSetting, BadStore
from ui.commands.printing import say

if TYPE_CHECKING:
    from assistant.audit import Actor
    from assistant.service import Service
    from assistant.settings import Settings


class Opened:
    """The service on the store that the options name, closed at the end."""

    def __init__(
        self, options: argparse.Namespace, *, notices: bool = True, look_only: bool = False, is_there: bool = False
    ) -> None:
        """is_there: make no new store where nothing is: it would be whole, and be taken for the one that is meant.

        Raises BadStore, BadSetting, BadKey.
        """
        self._settings = settings_of(options)
        store = self._settings.store
        if is_there and not (store.is_dir() and any(store.iterdir())) and not store.is_file():
            raise BadStore(f"{store.name}: no store is here; name its folder with --store")
        self._notices = notices
        self._look_only = look_only

    def __enter__(self) -> "tuple[Service, Actor]":
        from assistant.audit import system_actor
        from assistant.service import Service

        self._service = Service(self._settings, notify=say, look_only=self._look_only)
        if self._notices and (notice := self._service.policy_notice()):
            say(notice)
        return self._service, system_actor("command line")

    def __exit__(self, *failure: object) -> None:
        self._service.close()


def settings_of(options: argparse.Namespace) -> "Settings":
    """The settings that the options give, else the environment, else the defaults. Raises BadSetting, BadKey."""
    from assistant.settings import LOCAL_MODEL, Settings
    from index.keys import key_from_hex

    key = os.environ.get("INTELLOG_KEY")
    cache = (
        os.environ.get("INTELLOG_CACHE")
        or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "intellog"
    )
    return Settings(
        store=options.store or Path(os.environ.get("INTELLOG_STORE") or "intellog-store"),
        cache=Path(cache),
        master_key=key_from_hex(key) if key else None,
        model=options.model or os.environ.get("INTELLOG_MODEL") or LOCAL_MODEL,
        model_name=os.environ.get("INTELLOG_MODEL_NAME") or "default",
        model_key=os.environ.get("INTELLOG_MODEL_KEY") or "",
        policy=policy_of(options),
        **_longest(),
    )


def policy_of(options: argparse.Namespace) -> Path | None:
    """The redaction policy that the options or the environment name, else None."""
    named = options.policy or os.environ.get("INTELLOG_POLICY")
    return Path(named) if named else None


def _longest() -> dict[str, int]:
    given = os.environ.get("INTELLOG_LONGEST")
    if given and not given.isdecimal():
        raise BadSetting("INTELLOG_LONGEST: expected a number of characters, such as 50000")
    return {"longest": int(given)} if given else {}
