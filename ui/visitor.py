"""Who sends a request: the random session of a browser -> the actor that the record names."""

import hashlib
import secrets
from collections.abc import Mapping

from assistant.audit import Actor, system_actor

SESSION = "intellog_session"  # the cookie; it tells browsers apart and opens nothing by itself


def new_session() -> str:
    """A session nobody can guess, 128 bits."""
    return secrets.token_urlsafe(16)


def actor_of(cookies: Mapping[str, str]) -> Actor:
    """The actor behind a request. The record holds a digest of the session, so that no reader of it can take over."""
    return system_actor(hashlib.sha256(cookies.get(SESSION, "").encode()).hexdigest()[:12])
