"""Bytes to characters, as the page declares them; never guess in silence.

Order: byte order mark, header of the response, declaration in the page, UTF-8, windows-1252 (the default of
browsers for western languages, WHATWG Encoding Standard). Bytes that do not fit the declaration give a flag.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from staving.schema import Flag

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_IN_PAGE = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w-]+)""", re.I
)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[™˜œ\u009d“”¦œ\u009c\u0099]|Â[\u00a0«»·°©]")
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii", "cp1252"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, and how sure we are of them."""

    text: str
    """The characters, without byte order mark."""
    charset: str
    """The encoding that was used."""
    flag: Flag = Flag.OK
    """`encoding` where the bytes do not fit what was declared."""
    note: str | None = None
    """What did not fit."""


def decode(content: bytes, *, header: str | None = None, assumed: str | None = None) -> Decoded:
    """Return the characters of a page or file.

    Args:
        content: The bytes.
        header: Content-Type header of the response, where there was one.
        assumed: Encoding that a format prescribes when nothing is declared; other bytes are then flagged.

    >>> decode("één".encode()).text
    'één'
    """
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return _decode_as(content[len(mark) :], charset)
    declared = _find_declared(content, header)
    if declared is not None:
        return _decode_declared(content, declared)
    try:
        return _watch(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        guessed = _decode_as(content, "windows-1252")
    if guessed.flag is Flag.OK and assumed is not None:
        return Decoded(guessed.text, guessed.charset, Flag.ENCODING, f"not {assumed}; read as windows-1252")
    return guessed


def _find_declared(content: bytes, header: str | None) -> str | None:
    names = []
    if header and (match := _IN_HEADER.search(header)):
        names.append(match[1])
    if in_page := _IN_PAGE.search(content[:4096]):
        names.append((in_page[1] or in_page[2]).decode("ascii", "replace"))
    for name in names:
        try:
            codecs.lookup(name)
        except LookupError:
            continue
        return "windows-1252" if name.lower() in _LATIN else name.lower()
    return None


def _decode_declared(content: bytes, declared: str) -> Decoded:
    if declared in {"utf-16", "utf-16-le", "utf-16-be"} and b"\0" not in content[:200]:
        declared = "utf-8"  # A page that can be read as ASCII cannot be UTF-16, whatever it says (HTML standard).
    try:
        as_utf8: str | None = content.decode("utf-8")
    except UnicodeDecodeError:
        as_utf8 = None
    if declared in {"utf-8", "utf8"}:
        if as_utf8 is not None:
            return _watch(as_utf8, "utf-8")
        if not re.search(rb"[\xc2-\xf4][\x80-\xbf]", content):
            found = _decode_as(content, "windows-1252")
            return Decoded(found.text, found.charset, Flag.ENCODING, "declared utf-8, but read as windows-1252")
        return _decode_as(content, "utf-8")
    if declared == "windows-1252" and as_utf8 is not None and not content.isascii():
        # Text in windows-1252 is next to never valid UTF-8 by chance: the declaration is wrong.
        return Decoded(as_utf8, "utf-8", Flag.OK, "declared windows-1252, but read as utf-8")
    return _decode_as(content, declared)


def _decode_as(content: bytes, charset: str) -> Decoded:
    try:
        return _watch(content.decode(charset), charset)
    except (UnicodeDecodeError, LookupError):
        text = content.decode(charset if charset != "windows-1252" else "latin-1", "replace")
        return Decoded(
            text, charset, Flag.ENCODING, f"some bytes are not {charset}; they became \N{REPLACEMENT CHARACTER}"
        )


def _watch(text: str, charset: str) -> Decoded:
    """Flag a text that was garbled before it reached us; it is kept as the page says it."""
    is_likely = "Ã" in text or "â€" in text or "Â" in text  # a hundred times quicker than the pattern
    if is_likely and len(_MOJIBAKE.findall(text)) >= 2:
        return Decoded(text, charset, Flag.ENCODING, "garbled letters such as Ã© in the page itself")
    return Decoded(text, charset)
