"""Recognise the form of a file: by its bytes, then by its media type, then by its ending.

Servers and file names are often wrong, so what the bytes show wins; for text the ending wins over the media type where
both are possible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from crawler.pages.lines import UnreadableError
from crawler.pages.package import Package
from staving.schema import Flag

WEB_ARCHIVE = "an archive of the web; use staving import"
"""What is said of WARC and WACZ files, which have a reader of their own."""

_MEDIA_TYPES = {
    "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown", "text/x-markdown": "markdown",
    "text/plain": "plain", "application/json": "json", "application/x-ndjson": "json", "application/jsonl": "json",
    "application/ld+json": "json", "text/xml": "xml", "application/xml": "xml", "message/rfc822": "mail",
    "application/x-mimearchive": "mail", "multipart/related": "mail", "application/mbox": "mailbox",
    "text/csv": "csv", "text/tab-separated-values": "csv",
}  # fmt: skip
_ENDINGS = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown", ".markdown": "markdown", ".txt": "plain",
    ".text": "plain", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".xml": "xml", ".eml": "mail",
    ".mht": "mail", ".mhtml": "mail", ".mbox": "mailbox", ".mbx": "mailbox", ".csv": "csv", ".tsv": "csv",
}  # fmt: skip
_PAGE_BEGIN = re.compile(rb"<(?:!doctype html|html|head|body)\b")
_COMMENTS = re.compile(rb"\A(?:<!--.{0,8000}?-->\s*)+", re.DOTALL)
_OFFICIAL_ROOT = re.compile(
    rb"<(?:[\w-]+:)?(?:open-rechtspraak|officiele-publicatie|cvdr|toestand|searchretrieveresponse|record|metadata_gegevens|owms)"
)
_ELEMENT = re.compile(rb"<(?:!doctype|html|head|body|div|p|article|title)\b")
_BINARY = {
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"SQLite format 3\0": "a database",
    b"\x7fELF": "a program", b"MZ": "a program", b"ID3": "a sound recording", b"Rar!\x1a\x07": "a RAR archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
}  # fmt: skip
_HEADER = re.compile(rb"[!-9;-~]{1,76}:")
_MAIL_HEADERS = re.compile(
    rb"(?im)^(?:from|to|date|subject|mime-version|message-id|received|return-path|content-type|delivered-to|"
    rb"snapshot-content-location|content-location):"
)
_STRONG_HEADERS = re.compile(rb"(?im)^(?:mime-version|message-id|received|return-path|snapshot-content-location):")
_MAILBOX = re.compile(rb"From [^\r\n]{1,200}(?:19|20)\d\d[^\r\n]{0,20}\r?\n[A-Za-z-]+:")
_IN_OLE = (
    ("EncryptedPackage", Flag.ENCRYPTED, "an Office file that asks for a password; save it without one"),
    ("__properties_version1.0", Flag.UNSUPPORTED, "a message of Outlook (.msg); save it as EML, PDF or text"),
    ("WordDocument", Flag.UNSUPPORTED, "a Word document of the old form (.doc); save it as DOCX or PDF"),
    ("Workbook", Flag.UNSUPPORTED, "an Excel workbook (.xls); save what matters as PDF or text"),
    ("PowerPoint Document", Flag.UNSUPPORTED, "a PowerPoint presentation (.ppt); save it as PDF"),
)
_IN_ZIP = (
    ("xl/workbook.xml", "an Excel workbook; save what matters as PDF or text"),
    ("xl/workbook.bin", "an Excel workbook; save what matters as PDF or text"),
    ("ppt/presentation.xml", "a PowerPoint presentation; save it as PDF"),
    ("META-INF/MANIFEST.MF", "a program"),
    ("Index/Document.iwa", "a document of Pages, Numbers or Keynote; save it as DOCX or PDF"),
    ("Index.zip", "a document of Pages, Numbers or Keynote; save it as DOCX or PDF"),
)
_MIME_TYPES = {
    "application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet; save what matters as PDF or text",
    "application/vnd.oasis.opendocument.presentation": "an OpenDocument presentation; save it as PDF",
    "application/vnd.oasis.opendocument.graphics": "an OpenDocument drawing; save it as PDF",
    "application/epub+zip": "a book (EPUB); save the chapters that matter as PDF or HTML",
}


@dataclass(frozen=True, slots=True)
class Form:
    """What a file is."""

    name: str | None
    """Name of the form, or None where it is not read."""
    note: str | None = None
    """What it is instead, and what to do."""
    flag: Flag = Flag.UNSUPPORTED
    """What becomes of it where it is not read."""


def recognise(content: bytes, *, media_type: str | None, file_name: str | None) -> Form:
    """Return the form of a file: pdf, docx, odt, zip, rtf, mail, mailbox, html, xml, json, markdown, plain, or none.

    Args:
        content: The bytes, out of gzip.
        media_type: Media type without parameters, in small letters, where a server gave one.
        file_name: Name of the file, where there is one.
    """
    if (shown := _recognise_magic(content)) is not None:
        return shown
    ending = PurePath(file_name).suffix.casefold() if file_name else ""
    named, declared = _ENDINGS.get(ending), _MEDIA_TYPES.get(media_type or "")
    if mail := _recognise_mail(content, is_named="mail" in {named, declared}):
        return Form(mail)
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:600].lower()
    kind = _recognise_text(head, content, named) or named or declared
    if kind is None and media_type and not media_type.startswith("text/") and media_type != "application/octet-stream":
        return Form(None, f"media type {media_type} is not read")
    if kind == "csv":
        return Form(None, "a table (CSV); save what matters as text, PDF or DOCX")
    return Form(kind if kind not in {None, "mail", "mailbox"} else "plain")


def _recognise_magic(content: bytes) -> Form | None:
    """Return what the first bytes show; None for text."""
    found: Form | None = None
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        found = _recognise_zip(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        found = _recognise_ole(content)
    elif content.startswith(b"{\\rtf"):
        found = Form("rtf")
    elif content.startswith(b"WARC/"):
        found = Form(None, WEB_ARCHIVE)
    elif b"%PDF-" in content[:1024]:
        found = Form("pdf")
    elif (binary := _name_binary(content)) is not None:
        found = Form(None, f"{binary}; save it as PDF, HTML or text")
    return found


def _recognise_zip(content: bytes) -> Form:
    """Return the form of a zip file by the names of the files in it."""
    try:
        package = Package(content)
        names = package.names
        said = package.read("mimetype")[:200].decode("ascii", "replace").strip() if "mimetype" in names else ""
        types = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except UnreadableError as error:
        return Form(None, error.note, error.flag)
    if any(name.startswith("archive/") for name in names) and "datapackage.json" in names:
        return Form(None, WEB_ARCHIVE)
    refused = next((note for name, note in _IN_ZIP if name in names), None) or _MIME_TYPES.get(said)
    if refused is not None:
        return Form(None, refused)
    if "word/document.xml" in names or b"wordprocessingml.document.main" in types or b"ms-word." in types:
        return Form("docx")
    return Form("odt" if {"content.xml", "META-INF/manifest.xml"} <= names else "zip")


def _recognise_ole(content: bytes) -> Form:
    """Return what an old Office file is; names in its directory are in UTF-16."""
    for name, flag, note in _IN_OLE:
        if name.encode("utf-16-le") in content:
            return Form(None, note, flag)
    return Form(None, "an old Office file; save it as DOCX, PDF or text")


def _recognise_mail(content: bytes, *, is_named: bool) -> str | None:
    """Return mail or mailbox where the first lines are headers of one."""
    begin = content[:16_384].lstrip(b"\xef\xbb\xbf\r\n\t ")
    if _MAILBOX.match(begin):
        return "mailbox"
    if not _HEADER.match(begin):
        return None
    head = re.split(rb"\r?\n\r?\n", begin, maxsplit=1)[0]
    enough = 1 if is_named else 3
    is_sure = is_named or _STRONG_HEADERS.search(head) is not None
    return "mail" if is_sure and len(_MAIL_HEADERS.findall(head)) >= enough else None


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


def _recognise_text(head: bytes, content: bytes, named: str | None) -> str | None:
    """Return the form that the first bytes show, or None where they leave it open."""
    if head.startswith(b"<!--"):  # saved pages may begin with a comment
        head = _COMMENTS.sub(b"", content[:20_000].lstrip(b"\xef\xbb\xbf \t\r\n"))[:600].lower()
    if _PAGE_BEGIN.match(head):
        return "html"
    if head.startswith(b"<?xml") or (named == "xml" and head.startswith(b"<")):
        return "html" if b"<!doctype html" in head or b"<html" in head else "xml"
    if named in {"markdown", "plain"}:
        return named
    if _OFFICIAL_ROOT.match(head):
        return "xml"
    return "html" if named is None and _ELEMENT.search(head) else None
