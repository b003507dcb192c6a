"""The archive gives back what was put in, or says that it cannot."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import a_capture

from crawler.archive import Archive, read_record
from crawler.warc import Report, read_warc
from staving.config import Workspace
from staving.errors import ArchiveError
from staving.schema import Capture, now


def _write(workspace: Workspace, bodies: list[bytes]) -> list[Capture]:
    archive = Archive(workspace.archive, "0123456789abcdef")
    captures = []
    for number, body in enumerate(bodies):
        url = f"http://proefblad.example/{number}"
        file, offset = archive.write(
            url=url,
            fetched_at=now(),
            status=200,
            headers={"Content-Type": "text/html", "Content-Encoding": "gzip", "Set-Cookie": "geheim=1"},
            body=body,
            request_headers={"User-Agent": "staving"},
        )
        digest = hashlib.sha256(body).hexdigest()
        captures.append(a_capture(url=url, archive_file=file, archive_offset=offset, sha256=digest))
    archive.close()
    return captures


def test_every_record_can_be_read_back(tmp_path: Path) -> None:
    bodies = [b"een", "twee é".encode(), b"", bytes(range(256)) * 50]
    workspace = Workspace(tmp_path)
    captures = _write(workspace, bodies)
    assert [read_record(workspace, capture) for capture in captures] == bodies


def test_records_are_warc_with_digests(tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    workspace = Workspace(tmp_path)
    _write(workspace, [b"lichaam"])
    (path,) = workspace.archive.iterdir()
    with path.open("rb") as file:
        records = [
            (record.rec_type, dict(record.rec_headers.headers), record.http_headers) for record in ArchiveIterator(file)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request"]
    _, headers, http = records[1]
    assert headers["WARC-Block-Digest"].startswith("sha256:")
    assert headers["WARC-Payload-Digest"].startswith("sha256:")
    assert http.get_header("Set-Cookie") is None
    assert http.get_header("Content-Encoding") is None
    assert http.get_header("Content-Length") == "7"


def test_a_changed_record_is_refused(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    (capture,) = _write(workspace, [b"lichaam"])
    with pytest.raises(ArchiveError, match="not what was captured"):
        read_record(workspace, dataclasses.replace(capture, sha256="0" * 64))
    with pytest.raises(ArchiveError):
        read_record(workspace, dataclasses.replace(capture, archive_offset=3))
    with pytest.raises(ArchiveError, match="no copy was kept"):
        read_record(workspace, dataclasses.replace(capture, archive_file=None))
    next(workspace.archive.iterdir()).unlink()
    with pytest.raises(ArchiveError, match="is missing"):
        read_record(workspace, capture)


def test_a_run_that_keeps_nothing_leaves_no_file(tmp_path: Path) -> None:
    Archive(tmp_path / "archive", "x").close()
    assert not (tmp_path / "archive").exists()


def test_others_can_read_our_records_and_their_digests_are_right(tmp_path: Path) -> None:
    from fastwarc.warc import ArchiveIterator as FastIterator
    from warcio.archiveiterator import ArchiveIterator

    workspace = Workspace(tmp_path)
    bodies = [b"een", bytes(range(256)) * 500, b""]
    _write(workspace, bodies)
    (path,) = workspace.archive.iterdir()
    with path.open("rb") as file:
        found = []
        for record in ArchiveIterator(file, check_digests="raise"):
            content = record.content_stream().read()
            if record.rec_type == "response":
                found.append(content)
    assert found == bodies
    with path.open("rb") as file:
        assert [record.verify_block_digest() for record in FastIterator(file, parse_http=False)] == [True] * 7


def test_a_record_carries_the_time_that_names_its_capture(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    time = datetime(2021, 11, 19, 6, 15, 0, 123456, tzinfo=UTC)
    archive = Archive(workspace.archive, "0123456789abcdef")
    archive.write(url="http://b.example/", fetched_at=time, status=299, headers={}, body=b"x", request_headers={})
    archive.close()
    (path,) = workspace.archive.iterdir()
    with path.open("rb") as file:
        (answer,) = read_warc(file, Report())
    assert (answer.fetched_at, answer.status, answer.body) == (time, 299, b"x")


def test_a_header_cannot_begin_another(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    archive = Archive(workspace.archive, "0123456789abcdef")
    archive.write(
        url="http://b.example/",
        fetched_at=now(),
        status=200,
        headers={"ETag": "a\r\nX-Vals: 1", "Naam": "één \udce9"},
        body=b"x",
        request_headers={},
    )
    archive.close()
    (path,) = workspace.archive.iterdir()
    with path.open("rb") as file:
        (answer,) = read_warc(file, Report())
    assert "x-vals" not in answer.headers
    assert answer.body == b"x"
