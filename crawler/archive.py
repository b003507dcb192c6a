"""Keep responses as they came, in WARC 1.1 files (ISO 28500:2017), and give them back only unchanged.

Each run writes a file of its own. A file is never changed afterwards; a capture names file and offset.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from staving import __version__
from staving.config import Workspace
from staving.errors import ArchiveError
from staving.schema import Capture

MAX_FILE_BYTES = 1_000_000_000
"""Size at which the next record begins a new file (the guideline of the standard is 1 GB)."""

LEVEL = 3
"""Level of compression: half the time of the usual 9 for some 5 % more bytes."""

_HOP_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "set-cookie"})
"""Headers that would not be true of the stored body, or that are nobody's business."""


class Archive:
    """Writes the responses of one run."""

    def __init__(self, folder: Path, run_id: str) -> None:
        """Open nothing yet: a run that keeps no response leaves no file.

        Args:
            folder: The archive folder of the workspace.
            run_id: Id of the run, part of the names of its files.
        """
        self._folder = folder
        self._stem = f"staving-{datetime.now(UTC):%Y%m%d%H%M%S}-{run_id[:8]}"
        self._number = 0
        self._file: BinaryIO | None = None

    def write(
        self,
        *,
        url: str,
        fetched_at: datetime,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        request_headers: Mapping[str, str],
        method: str = "GET",
        request_body: bytes = b"",
    ) -> tuple[str, int]:
        """Append request and response.

        Args:
            url: Address that answered.
            fetched_at: When (UTC).
            status: HTTP status.
            headers: Response headers.
            body: The body, without content encoding.
            request_headers: Headers of the request.
            method: Method of the request.
            request_body: What was sent with it.

        Returns:
            Name of the file in the archive folder, and byte offset of the response record in it.

        Raises:
            ArchiveError: The file cannot be written, as when the disk is full.
        """
        kept = [(name, value) for name, value in headers.items() if name.casefold() not in _HOP_HEADERS]
        kept.append(("Content-Length", str(len(body))))
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = [("Host", parts.netloc), *((n, v) for n, v in request_headers.items() if n.casefold() != "cookie")]
        date = _write_date(fetched_at)
        response_id = _make_id()
        response = _make_record(
            "response",
            _make_http(f"HTTP/1.1 {_write_status(status)}", kept),
            body,
            {
                "WARC-Record-ID": response_id,
                "WARC-Date": date,
                "WARC-Target-URI": url,
                "WARC-Payload-Digest": _write_digest(hashlib.sha256(body).digest()),
                "Content-Type": "application/http; msgtype=response",
            },
        )
        request = _make_record(
            "request",
            _make_http(f"{method} {target} HTTP/1.1", asked),
            request_body,
            {
                "WARC-Record-ID": _make_id(),
                "WARC-Date": date,
                "WARC-Target-URI": url,
                "WARC-Concurrent-To": response_id,
                "Content-Type": "application/http; msgtype=request",
            },
        )
        return self._append(response + request)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _append(self, data: bytes) -> tuple[str, int]:
        try:
            file = self._open()
            offset = file.tell()
            file.write(data)
            file.flush()
        except OSError as error:
            raise ArchiveError(
                f"{self._folder}: cannot be written ({error.strerror}); make room and run again"
            ) from error
        return Path(file.name).name, offset

    def _open(self) -> BinaryIO:
        if self._file is not None and self._file.tell() > MAX_FILE_BYTES:
            self.close()
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{self._stem}-{self._number:05d}.warc.gz"
            self._number += 1
            self._file = path.open("xb")
            info = {"software": f"staving/{__version__}", "format": "WARC File Format 1.1", "robots": "obeyed"}
            text = "".join(f"{name}: {value}\r\n" for name, value in info.items())
            about = {
                "WARC-Record-ID": _make_id(),
                "WARC-Date": _write_date(datetime.now(UTC)),
                "WARC-Filename": path.name,
                "Content-Type": "application/warc-fields",
            }
            self._file.write(_make_record("warcinfo", text.encode(), b"", about))
        return self._file


def read_record(workspace: Workspace, capture: Capture) -> bytes:
    """Return the body of a captured response, after comparing it with the recorded hash.

    Raises:
        ArchiveError: No copy was kept, the file is missing, or its content is not what was recorded.
    """
    from crawler.warc import read_answer

    if capture.archive_file is None or capture.archive_offset is None:
        raise ArchiveError(f"{capture.url}: no copy was kept (policy of the outlet); open the address instead")
    path = workspace.archive / Path(capture.archive_file).name
    try:
        with path.open("rb") as file:
            answer = read_answer(file, capture.archive_offset)
    except FileNotFoundError as error:
        raise ArchiveError(f"{path}: is missing; restore it from a copy") from error
    except (OSError, ValueError, zlib.error) as error:
        raise ArchiveError(f"{path}: cannot be read ({error}); restore it from a copy") from error
    if answer is None or answer.kind == "revisit":
        raise ArchiveError(f"{path}: no response at offset {capture.archive_offset}; restore it from a copy")
    body = answer.body
    if hashlib.sha256(body).hexdigest() != capture.sha256:
        raise ArchiveError(f"{path}: {capture.url} is not what was captured (other SHA-256); restore it from a copy")
    return body


def _make_record(kind: str, head: bytes, body: bytes, headers: Mapping[str, str]) -> bytes:
    """Return a record, packed by itself as the standard advises (annex D): a reader can begin at each."""
    block_digest = hashlib.sha256(head)
    block_digest.update(body)
    fields = {
        "WARC-Type": kind,
        **headers,
        "WARC-Block-Digest": _write_digest(block_digest.digest()),
        "Content-Length": str(len(head) + len(body)),
    }
    engine = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    lines = "".join(f"{name}: {_fold(value)}\r\n" for name, value in fields.items())
    parts = (f"WARC/1.1\r\n{lines}\r\n".encode(), head, body, b"\r\n\r\n")
    return b"".join((*(engine.compress(part) for part in parts), engine.flush()))


def _make_http(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = (first, *(f"{_fold(name)}: {_fold(value)}" for name, value in headers))
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def _fold(value: str) -> str:
    """Return a value as one line: a line break in it would begin a header that nobody sent."""
    return value if value.isprintable() else " ".join(value.split())


def _write_status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} "


def _write_date(moment: datetime) -> str:
    """Return a time as WARC 1.1 writes it, as precisely as a capture is named by it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _make_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _write_digest(digest: bytes) -> str:
    """Return a digest as warcio writes and compares it: base32, with padding."""
    return "sha256:" + base64.b32encode(digest).decode("ascii")
