"""A ZIP file from outside -> an error where it would unpack to more than an export or a document can be."""

import os
import zipfile
from typing import IO

from index.errors import BadFile

MAX_UNPACKED = 512 << 20  # bytes of all parts together
MAX_RATIO = 200  # unpacked to packed bytes: XML reaches 30, a bomb 1000
MAX_PARTS = 10_000


def check_unpacked(file: IO[bytes]) -> None:
    """Raises BadFile for a bomb, and what zipfile raises for a file that is no archive. Leaves the file at its start.

    A declared size that lies does no harm: zipfile reads no further than the declared size.
    """
    packed = file.seek(0, os.SEEK_END)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * packed:
        raise BadFile("unpacks to more than such a file can hold: split it, or save it again")
    file.seek(0)
