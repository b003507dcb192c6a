"""Read a saved page or file: bytes in, records out. Nothing is fetched, nothing stored, nothing raised.

What cannot be read comes back with a flag and a line that says why and what to do.
"""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import PurePath

from crawler.decode import Decoded, decode
from crawler.extracted import Extracted
from crawler.forms import WEB_ARCHIVE, recognise
from crawler.pages.lines import UnreadableError
from crawler.publishers import Markers
from staving.schema import DocumentKind, Flag

MAX_BYTES = 64 * 1024 * 1024
"""Size of the largest file that is read, also after decompression."""

MAX_NESTING = 3
"""How many files may lie in one another: an attachment in a mail in a zip file."""

MAX_DOCUMENTS = 5000
"""Documents that are taken from one file with all that is in it."""

MAX_NESTED_BYTES = 4 * MAX_BYTES
"""Bytes of files within files that are read in all."""

NO_MARKERS = Markers()


@dataclass(slots=True)
class _Source:
    """What is known of the bytes, and what reading files within files may still cost."""

    url: str = ""
    media_type: str | None = None
    file_name: str | None = None
    markers: Markers = NO_MARKERS
    outlet: str | None = None
    is_saved: bool = False
    depth: int = 0
    spent: list[int] = field(default_factory=lambda: [0, 0])
    """Bytes and documents that were read, shared by all files within the first."""


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
    is_saved: bool = False,
) -> tuple[Extracted, ...]:
    """Return all documents in a page or file, at least one; arguments as of `extract`.

    Mail gives its attachments, a zip file the files in it, an export of a press database its articles.

    Args:
        content: The bytes.
        url: Address that answered, where there is one.
        media_type: Content-Type header of the response, where there was one.
        file_name: Name of the file, where there is one.
        markers: What gives away gates and paywalls of this outlet.
        outlet: Name of the outlet, where it is known.
        is_saved: Whether a user saved it: an article for subscribers that is there whole is then taken.
    """
    source = _Source(
        url=url, media_type=media_type, file_name=file_name, markers=markers, outlet=outlet, is_saved=is_saved
    )
    return _extract(content, source)


def _extract(content: bytes, source: _Source) -> tuple[Extracted, ...]:
    declared = (source.media_type or "").split(";")[0].strip().casefold() or None
    opened = _open(content)
    if isinstance(opened, Extracted):
        return (replace(opened, media_type=declared),)
    if opened is not content and source.file_name and source.file_name.endswith(".gz"):
        source = replace(source, file_name=source.file_name.removesuffix(".gz"))
    try:
        form = recognise(opened, media_type=declared, file_name=source.file_name)
        if form.name is None:
            return (Extracted(flag=form.flag, note=form.note, media_type=declared),)
        return tuple(item.mend() for item in _read(form.name, opened, source))
    except UnreadableError as error:
        return (Extracted(flag=error.flag, note=error.note, media_type=declared),)
    except RecursionError:
        note = "nested too deeply to be read; save it as PDF or text"
        return (Extracted(flag=Flag.UNSUPPORTED, note=note, media_type=declared),)
    except Exception as error:  # noqa: BLE001 - hostile pages make parsers raise anything; the row must not be lost
        note = f"could not be read ({type(error).__name__}); save it as PDF or text"
        return (Extracted(flag=Flag.ERROR, note=note, media_type=declared),)


def _open(content: bytes) -> bytes | Extracted:
    """Return the bytes to read, out of gzip where they are in it, or why there is nothing to read."""
    if content.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=BytesIO(content)) as file:
                content = file.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            return Extracted(flag=Flag.TRUNCATED, note="the compressed file is cut off or damaged; fetch it again")
    if content.startswith(b"WARC/"):
        return Extracted(flag=Flag.UNSUPPORTED, note=WEB_ARCHIVE)
    if len(content) > MAX_BYTES:
        return Extracted(flag=Flag.TOO_LARGE, note=f"larger than {MAX_BYTES // 2**20} MiB; split it")
    return content if content.strip() else Extracted(flag=Flag.EMPTY, note="the file is empty")


def _read(form: str, content: bytes, source: _Source) -> tuple[Extracted, ...]:
    if form in {"docx", "odt", "rtf"}:
        return _read_office(form, content, source)
    if form in {"zip", "mail", "mailbox"}:
        return _read_container(form, content, source)
    if form == "pdf":
        from crawler.pages.pdf import read_pdf

        return (_name(read_pdf(content), source.file_name),)
    if form == "xml":
        from crawler.pages.official import read_official

        return read_official(content)
    if form == "html":
        return _read_html(content, source)
    decoded = decode(content, header=source.media_type, assumed="utf-8")
    if form == "json":
        from crawler.pages.register import read_json

        found = read_json(decoded.text)
    elif form == "markdown":
        from crawler.pages.markdown import read_markdown

        found = (_name(read_markdown(decoded.text), source.file_name),)
    else:
        found = _read_text(decoded.text, source.file_name)
    return tuple(_note_encoding(item, decoded) for item in found)


def _read_office(form: str, content: bytes, source: _Source) -> tuple[Extracted, ...]:
    from crawler.pages.office import finish

    if form == "docx":
        from crawler.pages.docx import read_docx as read_draft
    elif form == "odt":
        from crawler.pages.odt import read_odt as read_draft
    else:
        from crawler.pages.rtf import read_rtf as read_draft
    found = finish(read_draft(content))
    return tuple(_name(item, source.file_name) for item in found)


def _read_container(form: str, content: bytes, source: _Source) -> tuple[Extracted, ...]:
    def read_inside(inner: bytes, name: str, media_type: str | None = None) -> tuple[Extracted, ...]:
        return _read_inside(inner, name, media_type, source)

    if form == "zip":
        from crawler.pages.archives import read_archive
        from crawler.pages.package import Package

        return read_archive(Package(content), read_member=read_inside)
    from crawler.pages.mail import parse_message, read_mail, read_mailbox
    from crawler.pages.mhtml import is_saved_page, read_mhtml

    if form == "mailbox":
        return read_mailbox(content, read_attachment=read_inside)
    if not is_saved_page(parse_message(content)):
        return read_mail(content, read_attachment=read_inside)
    saved = read_mhtml(content)
    found = _read_page(saved.page, source, saved.url, saved.saved_at)
    return tuple(item if item.title else replace(item, title=saved.subject) for item in found)


def _read_inside(content: bytes, name: str, media_type: str | None, outer: _Source) -> tuple[Extracted, ...]:
    """Read a file in a file, within the bounds on depth and size."""
    spent = outer.spent
    if outer.depth >= MAX_NESTING:
        note = f"more than {MAX_NESTING} files within one another; take it out and import it"
        return (Extracted(flag=Flag.UNSUPPORTED, note=note),)
    spent[0] += len(content)
    if spent[0] > MAX_NESTED_BYTES or spent[1] >= MAX_DOCUMENTS:
        return (Extracted(flag=Flag.TOO_LARGE, note="too much in one file; take it out and import it"),)
    inner = _Source(
        media_type=media_type, file_name=name or None, depth=outer.depth + 1, spent=spent, markers=outer.markers
    )
    found = _extract(content, inner)
    spent[1] += len(found)
    return found


def _read_html(content: bytes, source: _Source) -> tuple[Extracted, ...]:
    from crawler.pages.mhtml import drop_data, find_saved

    address, saved_at = find_saved(content)
    decoded = decode(drop_data(content), header=source.media_type)
    return _read_page(decoded, source, address, saved_at)


def _read_page(decoded: Decoded, source: _Source, address: str, saved_at: str | None) -> tuple[Extracted, ...]:
    """Read a web page, or the articles in an export of a press database.

    Args:
        decoded: The page.
        source: What is known of it.
        address: Address that it was saved from, where it says so; what the user says wins over it.
        saved_at: When it was saved.
    """
    exported = _read_exported_page(decoded.text)
    if exported:
        return tuple(_note_encoding(item, decoded) for item in exported)
    from crawler.pages.webpage import read_webpage

    item = read_webpage(
        decoded.text,
        url=source.url or address,
        markers=source.markers,
        outlet=source.outlet,
        is_saved=source.is_saved,
    )
    if address and not source.url and not item.canonical_url:
        item = replace(item, canonical_url=address)
    if saved_at:
        item = replace(item, fields={**item.fields, "saved_at": saved_at})
    return (_note_encoding(item, decoded),)


def _read_exported_page(page: str) -> tuple[Extracted, ...]:
    """Return the articles in an HTML export of a press database; nothing of any other page."""
    if not any(word in page for word in ("oad-", "OAD-", "aaddatum", "AADDATUM")):
        return ()  # looking through every page without regard to case would cost more than its linked data
    if not re.search(r"load-date|laaddatum", page, re.IGNORECASE):
        return ()
    from crawler.pages.flow import read_flow
    from crawler.pages.nexis import is_export, split_export

    lines = read_flow(page)
    return split_export(lines, media_type="text/html") if is_export(lines) else ()


def _read_text(source: str, file_name: str | None) -> tuple[Extracted, ...]:
    from crawler.pages.lines import Line, tidy
    from crawler.pages.nexis import is_export, split_export
    from crawler.pages.plain import read_plain
    from staving.languages import guess_language

    lines = [Line(tidy(line)) for line in source.splitlines()] if "LOAD-DATE" in source or "Load-Date" in source else []
    if lines and is_export(lines):
        return split_export(lines, media_type="text/plain", is_wrapped=True)
    text = read_plain(source)
    if not re.search(r"\w", text):
        return (Extracted(flag=Flag.EMPTY, note="no words in the file", media_type="text/plain"),)
    first = text.split("\n", 1)[0]
    item = Extracted(
        title=first if len(first) <= 160 else "",
        language=guess_language(text),
        text=text,
        kind=DocumentKind.REPORT,
        media_type="text/plain",
    )
    return (_name(item, file_name),)


def _name(item: Extracted, file_name: str | None) -> Extracted:
    """Give a text without title the name of its file."""
    if not re.search(r"\w", item.text) and item.flag is Flag.OK:
        return replace(item, flag=Flag.EMPTY, note="no words in the file")
    return item if item.title or not file_name else replace(item, title=PurePath(file_name).stem.replace("_", " "))


def _note_encoding(item: Extracted, decoded: Decoded) -> Extracted:
    if decoded.flag is Flag.OK or item.flag is not Flag.OK:
        return item
    return replace(item, flag=decoded.flag, note=decoded.note)
