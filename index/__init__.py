"""From export files to a redacted, searchable store: readers, redaction, passages, vectors, catalogue, search."""
