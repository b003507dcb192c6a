"""Read a saved page or file: bytes in, a record out. Nothing is fetched, nothing stored, nothing raised.

What cannot be read comes back with a flag and a line that says why.
"""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import PurePath

from crawler.decode import Decoded, decode
from crawler.extracted import Extracted
from crawler.publishers import Markers
from staving.schema import DocumentKind, Flag

MAX_BYTES = 64 * 1024 * 1024
"""Size of the largest file that is read, also after decompression."""

NO_MARKERS = Markers()

_KINDS = {
    "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "text/x-markdown": "markdown",
    "text/plain": "plain", "application/json": "json", "application/x-ndjson": "json", "application/jsonl": "json",
    "application/ld+json": "json", "text/xml": "xml", "application/xml": "xml",
}  # fmt: skip
_SUFFIXES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown", ".txt": "plain",
    ".text": "plain", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".xml": "xml",
}  # fmt: skip
_PAGE_BEGIN = re.compile(rb"<(?:!doctype html|html|head|body)\b")
_OFFICIAL_ROOT = re.compile(
    rb"<(?:[\w-]+:)?(?:open-rechtspraak|officiele-publicatie|cvdr|toestand|searchretrieveresponse|record|metadata_gegevens|owms)"
)
_ELEMENT = re.compile(rb"<(?:!doctype|html|head|body|div|p|article|title)\b")
_BINARY = {
    b"PK\x03\x04": "a zip, Word or OpenDocument file", b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"SQLite format 3\0": "a database",
    b"\x7fELF": "a program", b"MZ": "a program", b"{\\rtf": "an RTF file", b"ID3": "a sound recording",
    b"WARC/": "an archive of the web",
}  # fmt: skip


def extract(
    content: bytes,
    *,
    url: str = "",
    media_type: str | None = None,
    file_name: str | None = None,
    markers: Markers = NO_MARKERS,
    outlet: str | None = None,
) -> Extracted:
    """Return what a page or file says; of a file with many documents, all of their text in one.

    Args:
        content: The bytes.
        url: Address that answered, where there is one.
        media_type: Content-Type header of the response, where there was one.
        file_name: Name of the file, where there is one; its ending helps where the bytes do not tell.
        markers: What gives away gates and paywalls of this outlet.
        outlet: Name of the outlet, where it is known.
    """
    found = extract_all(content, url=url, media_type=media_type, file_name=file_name, markers=markers, outlet=outlet)
    if len(found) == 1:
        return found[0]
    good = [item for item in found if item.has_text] or list(found)
    text = "\n\n".join(item.text for item in good if item.text)
    flag = Flag.OK if len(good) == len(found) else Flag.TRUNCATED
    return replace(good[0], text=text, flag=flag, note=f"{len(good)} documents in one file", fields={})


def extract_all(
    content: bytes,
    *,
    url: str = "",
    media_type: str | None = None,
    file_name: str | None = None,
    markers: Markers = NO_MARKERS,
    outlet: str | None = None,
) -> tuple[Extracted, ...]:
    """Return all documents in a page or file, at least one; arguments as of `extract`."""
    declared = (media_type or "").split(";")[0].strip().casefold() or None
    opened = _open(content)
    if isinstance(opened, Extracted):
        return (replace(opened, media_type=declared),)
    if opened is not content and file_name and file_name.endswith(".gz"):
        file_name = file_name.removesuffix(".gz")
    kind, why = recognise(opened, media_type=declared, file_name=file_name)
    if kind is None:
        return (Extracted(flag=Flag.UNSUPPORTED, note=why, media_type=declared),)
    try:
        found = _read(kind, opened, url=url, media_type=media_type, file_name=file_name, markers=markers, outlet=outlet)
        return tuple(item.mend() for item in found)
    except RecursionError:
        return (Extracted(flag=Flag.UNSUPPORTED, note="nested too deeply to be read", media_type=declared),)
    except Exception as error:  # noqa: BLE001 - hostile pages make parsers raise anything; the row must not be lost
        return (Extracted(flag=Flag.ERROR, note=f"could not be read ({type(error).__name__})", media_type=declared),)


def recognise(content: bytes, *, media_type: str | None, file_name: str | None) -> tuple[str | None, str | None]:
    """Return the form of a file (pdf, html, xml, json, markdown, plain), or None and what it is instead.

    The bytes decide where they can; servers and file names are often wrong.
    """
    if b"%PDF-" in content[:1024]:
        return "pdf", None
    if (binary := _name_binary(content)) is not None:
        return None, f"{binary}; save it as PDF, HTML or text"
    suffix = PurePath(file_name).suffix.casefold() if file_name else ""
    named = _SUFFIXES.get(suffix)
    declared = _KINDS.get(media_type or "")
    shown = _recognise_text(content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:600].lower(), named)
    kind = shown or named or declared
    if kind is None and media_type and not media_type.startswith("text/") and media_type != "application/octet-stream":
        return None, f"media type {media_type} is not read"
    return kind or "plain", None


def _name_binary(content: bytes) -> str | None:
    """Return what a file is that is no text, or None for text."""
    for magic, name in _BINARY.items():
        if content.startswith(magic):
            return name
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    sample = content[:65536]
    control = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", sample))
    return "binary data" if b"\0" in sample or control > 0.01 * len(sample) else None


def _recognise_text(head: bytes, named: str | None) -> str | None:
    """Return the form that the first bytes show, or None where they leave it open."""
    if _PAGE_BEGIN.match(head):
        return "html"
    if head.startswith(b"<?xml") or (named == "xml" and head.startswith(b"<")):
        return "html" if b"<!doctype html" in head or b"<html" in head else "xml"
    if named in {"markdown", "plain"}:
        return named
    if _OFFICIAL_ROOT.match(head):
        return "xml"
    return "html" if named is None and _ELEMENT.search(head) else None


def _open(content: bytes) -> bytes | Extracted:
    """Return the bytes to read, out of gzip where they are in it, or why there is nothing to read."""
    if content.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=BytesIO(content)) as file:
                content = file.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            return Extracted(flag=Flag.TRUNCATED, note="the compressed file is cut off or damaged")
    if len(content) > MAX_BYTES:
        return Extracted(flag=Flag.TOO_LARGE, note=f"larger than {MAX_BYTES // 2**20} MiB")
    return content if content.strip() else Extracted(flag=Flag.EMPTY, note="the file is empty")


def _read(
    kind: str,
    content: bytes,
    *,
    url: str,
    media_type: str | None,
    file_name: str | None,
    markers: Markers,
    outlet: str | None,
) -> tuple[Extracted, ...]:
    if kind == "pdf":
        from crawler.pages.pdf import read_pdf

        return (_name(read_pdf(content), file_name),)
    if kind == "xml":
        from crawler.pages.official import read_official

        return read_official(content)
    decoded = decode(content, header=media_type, assumed="utf-8" if kind != "html" else None)
    if kind == "html":
        from crawler.pages.webpage import read_webpage

        found: tuple[Extracted, ...] = (read_webpage(decoded.text, url=url, markers=markers, outlet=outlet),)
    elif kind == "json":
        from crawler.pages.register import read_json

        found = read_json(decoded.text)
    elif kind == "markdown":
        from crawler.pages.markdown import read_markdown

        found = (_name(read_markdown(decoded.text), file_name),)
    else:
        found = (_name(_read_plain(decoded.text), file_name),)
    return tuple(_note_encoding(item, decoded) for item in found)


def _read_plain(source: str) -> Extracted:
    from crawler.pages.languages import guess_language
    from crawler.pages.plain import read_plain

    text = read_plain(source)
    if not re.search(r"\w", text):
        return Extracted(flag=Flag.EMPTY, note="no words in the file", media_type="text/plain")
    first = text.split("\n", 1)[0]
    return Extracted(
        title=first if len(first) <= 160 else "",
        language=guess_language(text),
        text=text,
        kind=DocumentKind.REPORT,
        media_type="text/plain",
    )


def _name(item: Extracted, file_name: str | None) -> Extracted:
    """Give a text without title the name of its file."""
    if not re.search(r"\w", item.text) and item.flag is Flag.OK:
        return replace(item, flag=Flag.EMPTY, note="no words in the file")
    return item if item.title or not file_name else replace(item, title=PurePath(file_name).stem.replace("_", " "))


def _note_encoding(item: Extracted, decoded: Decoded) -> Extracted:
    if decoded.flag is Flag.OK or item.flag is not Flag.OK:
        return item
    return replace(item, flag=decoded.flag, note=decoded.note)
