"""A line of text with italics, and its three forms: plain, Markdown and HTML.

What it holds comes from other people's pages: characters that steer the direction of writing or the terminal are
taken out, and Markdown and HTML marks are escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_STEERING = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_REVERSING = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~$])")


class Form(StrEnum):
    """How a citation is written out."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in one style."""

    text: str
    """The words."""
    italic: bool = False
    """Whether they stand in italics."""


Line = tuple[Piece, ...]


def clean(text: str) -> str:
    r"""Return text on one line, without characters that steer the terminal or the direction of writing.

    >>> clean("  Een\n\u202etitel ")
    'Een titel'
    """
    return " ".join(_STEERING.sub("", text).split())


def show_steering(text: str) -> str:
    r"""Return text in which characters that reverse or steer the reading stand as their number.

    >>> show_steering("a\u202eb")
    'a[U+202E]b'
    """
    return _REVERSING.sub(lambda match: f"[U+{ord(match.group()):04X}]", text)


def italic(text: str) -> Piece:
    """Return words in italics."""
    return Piece(clean(text), italic=True)


def compose(*parts: str | Piece | Line | None) -> Line:
    """Return one line from strings (taken as they are), pieces and lines; None is left out."""
    pieces: list[Piece] = []
    for part in parts:
        if part is None:
            continue
        pieces.extend((Piece(part),) if isinstance(part, str) else (part,) if isinstance(part, Piece) else part)
    return tuple(piece for piece in pieces if piece.text)


def join_lines(lines: Iterable[Line | None], between: str) -> Line:
    """Return several lines as one; what is None or empty is left out."""
    whole: list[Piece] = []
    for number, line in enumerate(line for line in lines if line):
        if number:
            whole.append(Piece(between))
        whole.extend(line)
    return tuple(whole)


def end_sentence(line: Line) -> Line:
    """Return the line with a full stop at its end, unless it has one."""
    if not line or line[-1].text.endswith("."):
        return line
    return (*line, Piece("."))


def write(line: Line, form: Form = Form.TEXT) -> str:
    """Return the line in one of the three forms.

    >>> write(compose("Jansen, ", italic("NRC")), Form.MARKDOWN)
    'Jansen, *NRC*'
    """
    if form is Form.TEXT:
        return "".join(piece.text for piece in line)
    if form is Form.MARKDOWN:
        return "".join(_mark(_MARKDOWN.sub(r"\\\1", piece.text), piece.italic, "*", "*") for piece in line)
    return "".join(_mark(html.escape(piece.text), piece.italic, "<i>", "</i>") for piece in line)


def _mark(text: str, is_italic: bool, before: str, after: str) -> str:
    return f"{before}{text}{after}" if is_italic else text
