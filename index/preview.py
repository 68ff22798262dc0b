"""A preview of an ingest: export files -> their columns, and their first records beside their redaction.

It lives in memory: the vault is thrown away, and nothing is learnt, stored or exempted for later.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.columns import Columns, Mapping, guess_columns
from index.errors import BadFile
from index.readers import count_records, read_header, read_logs
from index.records import RawLog, Rejection
from index.redaction.redactor import Draft
from index.redaction.vault import Vault
from index.store import Store

FIRST = 5  # records that are redacted
READ = 1_000  # records that are read for what is wrong with them


@dataclass(frozen=True, slots=True)
class Preview:
    """What an ingest of files would do, as far as was looked. Its raw logs are only for showing, on the record."""

    header: tuple[str, ...]  # columns of all files, in the order met
    columns: Columns  # what the mapping and the names of the columns make of them
    records: tuple[tuple[RawLog, Draft], ...]  # the first ones
    rejected: tuple[Rejection, ...]  # of the records read
    read: int  # records, at most `READ`
    expected: int | None  # records in the files, where that is known


def preview(paths: Sequence[Path], store: Store, mapping: Mapping | None = None, *, first: int = FIRST) -> Preview:
    """Look at files without taking anything in. Tokens are those an ingest would give, as far as the files tell.

    Names that only the store's vault knows are not hidden here, but are in an ingest. Raises BadFile.
    """
    header = dict.fromkeys(column for path in paths for column in _header(path, mapping))
    columns = guess_columns(tuple(header), mapping)
    records = list(islice(read_logs(paths, mapping, key=store.keys.fingerprint), READ))
    logs = {record.log_ref: record for record in records if isinstance(record, RawLog)}
    shown = list(logs.values())[:first]
    with closing(Vault(None, store.keys)) as vault:
        drafts = store.redactor.beside(vault).drafts(shown)
    rejected = tuple(record for record in records if isinstance(record, Rejection))
    expected = count_records(paths)
    return Preview(tuple(header), columns, tuple(zip(shown, drafts, strict=True)), rejected, len(records), expected)


def _header(path: Path, mapping: Mapping | None) -> Sequence[str]:
    """The columns of a file; none of a folder or of a file that cannot be read, which is among the rejections."""
    try:
        return () if path.is_dir() else read_header(path, mapping)
    except BadFile:
        if not path.exists():
            raise
        return ()
