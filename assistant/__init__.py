"""From a question to a cited, checked, audited answer, and from logs to patterns with the logs behind every number."""
