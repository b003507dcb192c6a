"""Read archives of the web: WARC files (ISO 28500:2017), our own and those of others, such as Common Crawl's CC-NEWS.

Nothing in them is taken on trust: records are damaged, files are cut off, headers say what is not so. What can be
read is read; what was not is counted.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord

from crawler.addresses import is_web_address
from crawler.bodies import TOO_LARGE, decode_body
from crawler.extract import MAX_BYTES

_TAKEN = frozenset({"response", "resource", "revisit"})
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})")
_GZIP = b"\x1f\x8b\x08"
_STEP = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer that an archive holds."""

    url: str
    """Address that was asked for (WARC-Target-URI)."""
    fetched_at: datetime
    """When (WARC-Date), UTC."""
    kind: str
    """response, resource (a thing kept without the answer around it) or revisit (the same as an earlier answer)."""
    status: int
    """HTTP status; 200 for a resource."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of the answer, names in small letters; of a repeated one the first."""
    body: bytes = b""
    """The body, without transfer and content encoding."""
    offset: int = 0
    """Byte offset of the record in its file; in a file compressed as a whole not exact."""
    problem: str | None = None
    """Why the body is not whole; `TOO_LARGE` where it was not kept."""
    same_as_url: str | None = None
    """For a revisit: the address of the answer it is the same as."""
    same_as_date: datetime | None = None
    """For a revisit: when that answer was fetched."""


@dataclass(slots=True)
class Report:
    """What reading a file came to; filled while it is read."""

    records: int = 0
    """Records seen, of all kinds."""
    damaged: int = 0
    """Places at which records were lost."""
    is_cut: bool = False
    """Whether the file ends in the middle of a record."""
    software: str = ""
    """Program that wrote the file, as it says itself."""
    position: int = 0
    """How far the file was read, in bytes."""

    @property
    def problem(self) -> str | None:
        """What is wrong with the file, and what to do; None for a whole file."""
        wrong = [f"damaged at {self.damaged} places" if self.damaged > 1 else "damaged at one place"] * (
            self.damaged > 0
        )
        wrong += ["cut off"] * self.is_cut
        if not self.records:
            return "no record of a web archive can be read in it; get the file again"
        return f"{' and '.join(wrong)}; get the file again, what could be read is stored" if wrong else None


def is_warc(path: Path) -> bool:
    """Tell whether a file is a WARC file, by its first bytes; gzip or not."""
    with path.open("rb") as file:
        return _begins_record(file.read(_STEP // 16))


def read_warc(
    file: BinaryIO, report: Report, *, wants: Callable[[str, datetime], bool] = lambda _url, _date: True
) -> Iterator[Answer]:
    """Yield the answers of a WARC file in their order; raises nothing over what is in the file.

    Args:
        file: The file, opened for reading bytes; it must be able to seek.
        report: Filled with what was met.
        wants: Whether an answer from this address at this time is wanted; the others are passed over unread.
    """
    begin: int | None = 0
    while begin is not None:
        last = begin
        file.seek(begin)
        first = report.records
        try:
            for record in ArchiveIterator(file, parse_http=False):
                last = max(last, record.stream_pos)
                report.position = last
                report.records += record.headers.contains_key("WARC-Type")
                answer = _read_record(record, report, wants)
                if answer is not None:
                    yield answer
            report.is_cut = report.is_cut or _is_cut(file, last)
            return
        except (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile):
            if report.is_cut:
                return
            following = _find_next(file, last + 1)
            if following is None and _is_cut(file, last):
                report.is_cut = True  # the last record: whether it is damaged or not whole comes to the same
            else:
                report.damaged += begin == 0 or report.records > first
            begin = following


def read_answer(file: BinaryIO, offset: int) -> Answer | None:
    """Return the answer in the record that begins at an offset, or None where there is none.

    Raises:
        OSError: No record begins there, or it is damaged.
    """
    file.seek(offset)
    record = next(iter(ArchiveIterator(file, parse_http=False)), None)
    return _read_record(record, Report(), lambda _url, _date: True) if record is not None else None


def _read_record(record: WarcRecord, report: Report, wants: Callable[[str, datetime], bool]) -> Answer | None:
    """Return the answer in a record, or None for one that holds none or is not wanted."""
    headers = record.headers
    kind = (headers.get("WARC-Type") or "").casefold()
    if kind == "warcinfo" and not report.software:
        found = re.search(rb"(?im)^software:\s*(.+?)\s*$", record.reader.read(8192))
        report.software = found[1].decode("utf-8", "replace") if found else ""
    media_type = headers.get("Content-Type") or ""
    if kind not in _TAKEN or (kind == "response" and "http" not in media_type):
        return None
    url = (headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    date = _read_date(headers.get("WARC-Date"))
    report.damaged += date is None
    if date is None or not is_web_address(url) or not wants(url, date):
        return None
    block, problem = _read_block(record, report)
    is_right = problem is not None or _has_digest(block, headers.get("WARC-Block-Digest"))
    status, values, body = (200, {"content-type": media_type}, block) if kind == "resource" else _split_http(block)
    if not is_right or (kind == "response" and not status and not problem):
        report.damaged += 1
        return None
    if problem is None and (truncated := headers.get("WARC-Truncated")):
        problem = f"the archive cut it off ({truncated})"
    if kind == "revisit":
        body, problem = b"", None
    elif body:
        body, wrong = decode_body(body, values)
        problem = problem or wrong
    return Answer(
        url=url,
        fetched_at=date,
        kind=kind,
        status=status,
        headers=values,
        body=body,
        offset=record.stream_pos,
        problem=problem,
        same_as_url=(headers.get("WARC-Refers-To-Target-URI") or "").strip("<> ") or None,
        same_as_date=_read_date(headers.get("WARC-Refers-To-Date")),
    )


def _read_block(record: WarcRecord, report: Report) -> tuple[bytes, str | None]:
    """Return the content of a record, and why it is not whole."""
    length = record.content_length
    if length > 2 * MAX_BYTES:
        return b"", TOO_LARGE
    parts: list[bytes] = []
    size = 0
    try:
        while size < length and (part := record.reader.read(min(_STEP, length - size))):
            parts.append(part)
            size += len(part)
    except OSError as error:
        if "end of file" not in str(error):
            raise
    if size < length:
        report.is_cut = True
        return b"".join(parts), "cut off in the archive"
    return b"".join(parts), None


def _split_http(block: bytes) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an HTTP message; status 0 for what is none."""
    line = _STATUS.match(block)
    if line is None:
        return 0, {}, b""
    end = _HEAD_END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    headers: dict[str, str] = {}
    for field_line in head.splitlines()[1:]:
        name, separator, value = field_line.partition(b":")
        if separator:
            key = name.strip().decode("latin-1").casefold()
            headers.setdefault(key, value.strip().decode("utf-8", "replace"))
    return int(line[1]), headers, body


def _has_digest(block: bytes, declared: str | None) -> bool:
    """Tell whether a block has the digest that was declared; one that cannot be checked counts as right."""
    name, _, value = (declared or "").strip().partition(":")
    if name.casefold() not in {"sha1", "sha256", "md5", "sha512"} or not value:
        return True
    digest = hashlib.new(name.casefold(), block, usedforsecurity=False)
    if value.casefold() == digest.hexdigest():
        return True
    encoded = base64.b32encode(digest.digest()).decode("ascii").rstrip("=")
    return value.upper().rstrip("=") == encoded


def _read_date(value: str | None) -> datetime | None:
    """Return a WARC date as a time (UTC); WARC 1.1 allows it to be as short as a year."""
    text = (value or "").strip()
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        text = f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _begins_record(data: bytes) -> bool:
    """Tell whether these are the first bytes of a record, gzip or not."""
    if data.startswith(_GZIP):
        try:
            data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, 64)
        except zlib.error:
            return False
    return data.startswith(b"WARC/")


def _find_next(file: BinaryIO, begin: int) -> int | None:
    """Return the offset of the first record at or after `begin`, or None."""
    file.seek(begin)
    data = b""
    while part := file.read(_STEP):
        data += part
        for match in re.finditer(rb"\x1f\x8b\x08|(?<=\n)WARC/1\.[01]\r?\n", data):
            if match.start() + 4096 <= len(data) or len(part) < _STEP:
                if _begins_record(data[match.start() : match.start() + 65536]):
                    return begin + match.start()
            else:
                break
        keep = min(len(data), 8192)
        begin += len(data) - keep
        data = data[-keep:] if len(part) == _STEP else b""
    return None


def _is_cut(file: BinaryIO, last: int) -> bool:
    """Tell whether the file ends in the middle of a record.

    Args:
        file: The file.
        last: Offset of the last record that was found.
    """
    file.seek(last)
    data = file.read(_STEP)
    if data.startswith(_GZIP):
        return _is_gzip_cut(file, data)
    if data.startswith(b"WARC/"):
        end = _HEAD_END.search(data)
        length = re.search(rb"(?im)^content-length:\s*(\d+)", data[: end.start()]) if end else None
        if end is None or length is None:
            return True
        file.seek(last + end.end() + int(length[1]))
        rest = file.read(_STEP)
        return bool(rest.strip(b"\r\n\0")) or file.tell() < last + end.end() + int(length[1])
    file.seek(0)
    data = file.read(_STEP)
    return data.startswith(_GZIP) and _is_gzip_cut(file, data)  # compressed as a whole: offsets tell nothing


def _is_gzip_cut(file: BinaryIO, data: bytes) -> bool:
    """Tell whether gzip data end in the middle of a member; `data` were read from the file already."""
    engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    has_begun = False
    while data:
        try:
            while data:
                if not has_begun and not data.strip(b"\0"):
                    break  # padding behind the last member
                engine.decompress(data, _STEP)
                has_begun = True
                data = engine.unconsumed_tail
                if engine.eof:
                    data = engine.unused_data
                    engine, has_begun = zlib.decompressobj(zlib.MAX_WBITS | 16), False
        except zlib.error:
            return True
        data = file.read(_STEP)
    return has_begun
