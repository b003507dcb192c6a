"""Keep responses as they came, in WARC 1.1 files (ISO 28500:2017), and give them back only unchanged.

Each run writes a file of its own. A file is never changed afterwards; a capture names file and offset.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from staving import __version__
from staving.config import Workspace
from staving.errors import ArchiveError
from staving.schema import Capture

MAX_FILE_BYTES = 1_000_000_000
"""Size at which the next record begins a new file (the guideline of the standard is 1 GB)."""

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
        self._writer: Any = None

    def write(
        self,
        *,
        url: str,
        fetched_at: datetime,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        request_headers: Mapping[str, str],
    ) -> tuple[str, int]:
        """Append request and response.

        Args:
            url: Address that answered.
            fetched_at: When (UTC).
            status: HTTP status.
            headers: Response headers.
            body: The body, without content encoding.
            request_headers: Headers of the request.

        Returns:
            Name of the file in the archive folder, and byte offset of the response record in it.

        Raises:
            ArchiveError: The file cannot be written, as when the disk is full.
        """
        from warcio.statusandheaders import StatusAndHeaders

        kept = [(name, value) for name, value in headers.items() if name.casefold() not in _HOP_HEADERS]
        kept.append(("Content-Length", str(len(body))))
        response = StatusAndHeaders(f"{status}", kept, protocol="HTTP/1.1")
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = [("Host", parts.netloc), *((n, v) for n, v in request_headers.items() if n.casefold() != "cookie")]
        request = StatusAndHeaders(f"GET {target} HTTP/1.1", asked, is_http_request=True)
        date = fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            file, writer = self._open()
            offset = file.tell()
            record = self._make(writer, url, "response", body, http=response, headers={"WARC-Date": date})
            writer.write_record(record)
            related = {"WARC-Date": date, "WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID")}
            writer.write_record(self._make(writer, url, "request", b"", http=request, headers=related))
            file.flush()
        except OSError as error:
            raise ArchiveError(
                f"{self._folder}: cannot be written ({error.strerror}); make room and run again"
            ) from error
        return Path(file.name).name, offset

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _make(self, writer: Any, url: str, kind: str, body: bytes, *, http: Any, headers: dict[str, str]) -> Any:
        head = http.to_bytes() if hasattr(http, "to_bytes") else b""
        digests = {"WARC-Block-Digest": _digest(head + body)}
        if kind == "response":
            digests["WARC-Payload-Digest"] = _digest(body)
        return writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict={**headers, **digests},
        )

    def _open(self) -> tuple[BinaryIO, Any]:
        from warcio.warcwriter import WARCWriter

        if self._file is not None and self._file.tell() > MAX_FILE_BYTES:
            self.close()
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{self._stem}-{self._number:05d}.warc.gz"
            self._number += 1
            self._file = path.open("xb")
            self._writer = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
            info = {"software": f"staving/{__version__}", "format": "WARC File Format 1.1", "robots": "obeyed"}
            self._writer.write_record(self._writer.create_warcinfo_record(path.name, info))
        return self._file, self._writer


def read_record(workspace: Workspace, capture: Capture) -> bytes:
    """Return the body of a captured response, after comparing it with the recorded hash.

    Raises:
        ArchiveError: No copy was kept, the file is missing, or its content is not what was recorded.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    if capture.archive_file is None or capture.archive_offset is None:
        raise ArchiveError(f"{capture.url}: no copy was kept (policy of the outlet); open the address instead")
    path = workspace.archive / Path(capture.archive_file).name
    try:
        with path.open("rb") as file:
            file.seek(capture.archive_offset)
            record = next(iter(ArchiveIterator(file)), None)
            if record is None or record.rec_type != "response":
                raise ArchiveError(f"{path}: no response at offset {capture.archive_offset}; restore it from a copy")
            body: bytes = record.content_stream().read()
    except FileNotFoundError as error:
        raise ArchiveError(f"{path}: is missing; restore it from a copy") from error
    except (OSError, ArchiveLoadFailed, EOFError) as error:
        raise ArchiveError(f"{path}: cannot be read ({error}); restore it from a copy") from error
    if hashlib.sha256(body).hexdigest() != capture.sha256:
        raise ArchiveError(f"{path}: {capture.url} is not what was captured (other SHA-256); restore it from a copy")
    return body


def _digest(data: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode("ascii").rstrip("=")
