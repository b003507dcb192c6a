"""Lines of a text on the way from a file to a document: the meeting place of the readers of office files and mail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.pages.plain import CONTROL
from staving.schema import Flag

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, heading, list item or row of a table; an empty one separates."""

    text: str
    """The words, on one line."""
    is_heading: bool = False
    """Whether the file marks it as a heading."""


class UnreadableError(Exception):
    """A file cannot be read; ends as a flag and a note, never as an exception of `crawler.extract`."""

    def __init__(self, flag: Flag, note: str) -> None:
        """Keep what becomes of the file.

        Args:
            flag: encrypted, truncated, too_large, unsupported …
            note: What was found and what to do.
        """
        super().__init__(note)
        self.flag = flag
        self.note = note


def tidy(text: str) -> str:
    r"""Return a text on one line: single spaces, without characters that cannot be seen.

    >>> tidy("een\u00ad\xa0 gemeente\n")
    'een gemeente'
    """
    return " ".join(CONTROL.sub("", text.replace("\u00ad", "").replace("\u200b", "")).split())


def make_lines(text: str, *, is_heading: bool = False, prefix: str = "") -> list[Line]:
    """Return the lines of a paragraph in which breaks may stand; the first carries the mark of a list item."""
    found = [line for part in text.split("\n") if (line := tidy(part))]
    return [Line((prefix if number == 0 else "") + line, is_heading) for number, line in enumerate(found)]


def join_lines(lines: Iterable[Line]) -> str:
    """Return the text: one line each, without the empty ones."""
    return "\n".join(line.text for line in lines if line.text)


def raise_digits(text: str) -> str:
    """Return digits as raised ones, so that the number of a note is not taken for part of a sentence.

    >>> raise_digits("12")
    '¹²'
    """
    return text.translate(_SUPERSCRIPT)


def has_words(text: str) -> bool:
    """Tell whether there is at least one letter or digit."""
    return re.search(r"\w", text) is not None
