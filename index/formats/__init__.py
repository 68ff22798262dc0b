"""Documents and workbooks -> records, each file read by a process of its own that may fail without harm."""
