"""From records to HTML, as pure functions: every word of a log, a model, a question or a file name is escaped here."""
