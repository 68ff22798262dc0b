"""Query encoder: a redacted question -> the vector near which the passages that answer it lie."""
