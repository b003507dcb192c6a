"""Files of a case file as text, their values with the line they stand on, and the mistakes found in them.

The readers never raise for what a user wrote: they return what could be read and add mistakes to `Problems`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 10_000_000
"""Largest file that is read; the largest case file seen so far has 0.1 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something in a case file that its author has to mend or look at."""

    file: str
    """Path of the file."""
    line: int
    """Line, from 1; 0 where the file as a whole is meant."""
    key: str
    """Key it is about, as in `propositions[P01].kind`; empty where no key is meant."""
    message: str
    """What is wrong."""
    remedy: str
    """What to do about it."""
    is_warning: bool = False
    """Whether the case file can be used all the same."""

    def __str__(self) -> str:
        """Return the mistake in one line: file, line, key, message, remedy."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f" {self.key}:" if self.key else ""
        warning = "warning: " if self.is_warning else ""
        return f"{place}:{key} {warning}{self.message} - {self.remedy}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and the line it stands on."""

    value: Any
    """Text, number, truth value, None, a tuple of entries, or a dictionary of entries."""
    line: int
    """Line of the value, or of its key."""
    raw: str = ""
    """A scalar as it was written."""


class Problems:
    """Collects the mistakes of one file."""

    def __init__(self, path: Path) -> None:
        """Start with no mistakes in the file at `path`."""
        self.path = path
        self.found: list[Mistake] = []

    def add(self, line: int, key: str, message: str, remedy: str, *, is_warning: bool = False) -> None:
        """Add a mistake at a line (0: the whole file) about a key ("": none)."""
        self.found.append(
            Mistake(file=str(self.path), line=line, key=key, message=message, remedy=remedy, is_warning=is_warning)
        )


def read_text(problems: Problems) -> str | None:
    """Return the text of the file, or None after adding what is wrong with it."""
    data = _read_bytes(problems)
    if data is None:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(line, "", "is not UTF-8 here", "save the file as UTF-8 in your editor")
        return None
    if not text.strip():
        problems.add(0, "", "is empty", "fill it in, or copy it from a fresh `staving init`")
        return None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        problems.add(line, "", "holds a NUL character", "this is no text file; save it as UTF-8 text")
        return None
    return text


def _read_bytes(problems: Problems) -> bytes | None:
    try:
        if problems.path.stat().st_size > MAX_BYTES:
            problems.add(0, "", f"is larger than {MAX_BYTES // 1_000_000} MB", "keep texts out of the case file")
            return None
        return problems.path.read_bytes()
    except FileNotFoundError:
        problems.add(0, "", "is not there", "make it, or copy it from a fresh `staving init`")
    except OSError as error:
        problems.add(0, "", f"cannot be read ({error.strerror})", "make it a file that you may read")
    return None


def read_csv(problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each row of a CSV file that is not blank; the heading comes first.

    Columns are parted by commas, or by semicolons where the heading has them and no comma.
    """
    text = read_text(problems)
    if text is None:
        return
    heading = text.lstrip().split("\n", 1)[0]
    delimiter = ";" if ";" in heading and "," not in heading else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, [cell.strip() for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(line, "", f"is no valid CSV here ({error})", 'double each " inside a cell in quotes')
