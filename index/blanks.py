"""What people write into a field to say that there is nothing to write: one list, for every field that may be empty."""

_NOT_GIVEN = frozenset(
    ("nil", "none", "null", "n/a", "na", "unknown", "not known", "not given", "ungraded", "not graded")
)


def given(text: str) -> str:
    """The text, or nothing where it only says that there is nothing; a mark without letter or digit says nothing."""
    return text if any(map(str.isalnum, text)) and text.casefold().rstrip(".") not in _NOT_GIVEN else ""
