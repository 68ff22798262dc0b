"""Redaction: what identifies somebody is found, replaced by a stable token and kept apart, encrypted."""
