"""The settings -> the chat model that writes answers, ready to use."""

from collections.abc import Callable

from assistant.answer import Writer
from assistant.settings import LOCAL_MODEL, NO_MODEL, Settings


def make_writer(settings: Settings, *, notify: Callable[[str], None] = lambda message: None) -> Writer:
    """The chat model the settings name, ready to use. Raises BadModel when its files are missing or not as recorded.

    notify: told what takes long, for a person who waits.
    """
    if settings.model == NO_MODEL:
        return Writer(None, NO_MODEL)
    if settings.model == LOCAL_MODEL:
        from assistant.local_model import SMOLLM2, LocalChatModel, converted

        model = LocalChatModel(
            folder=converted(settings.cache, progress=notify), max_new_tokens=settings.max_new_tokens
        )
        model.load()
        return Writer(model, f"{SMOLLM2.name} sha256:{SMOLLM2.digest}")
    from assistant.endpoint_model import EndpointChatModel

    endpoint = EndpointChatModel(
        address=settings.model,
        name=settings.model_name,
        key=settings.model_key,
        timeout_s=settings.timeout_s,
        max_new_tokens=settings.max_new_tokens,
    )
    return Writer(endpoint, f"{settings.model_name} at {settings.model}")
