"""Take transfer and content encoding off the bodies that web archives hold, within bounds and as far as it goes."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from crawler.extract import MAX_BYTES

TOO_LARGE = f"larger than {MAX_BYTES // 2**20} MiB"
"""What is said of an answer that is not kept for its size."""

_CHUNK_HEAD = re.compile(rb"\s*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_GZIP = b"\x1f\x8b"


def decode_body(body: bytes, headers: Mapping[str, str]) -> tuple[bytes, str | None]:
    """Return the body of an answer without transfer and content encoding, and why it is not whole.

    Archives keep bodies encoded or decoded, and the headers as they were: an encoding that the bytes do not show
    was taken off before.

    Args:
        body: The body as it was kept.
        headers: Headers of the answer, names in small letters.

    >>> decode_body(b"niet in stukken", {"transfer-encoding": "chunked"})
    (b'niet in stukken', None)
    """
    problem = None
    if "chunked" in headers.get("transfer-encoding", "").casefold():
        body, problem = _join_chunks(body)
    encodings = [name.strip() for name in headers.get("content-encoding", "").casefold().split(",")]
    for name in reversed(encodings):
        if problem and not body:
            break
        if name in {"gzip", "x-gzip"} and body.startswith(_GZIP):
            body, wrong = _inflate(body, zlib.MAX_WBITS | 16)
        elif name == "deflate":
            body, wrong = _inflate_deflate(body)
        elif name == "br":
            body, wrong = _unpack_brotli(body)
        elif name in {"zstd", "compress", "x-compress"}:
            return b"", f"content encoding {name} is not read"
        else:
            wrong = None
        problem = problem or wrong
    if len(body) > MAX_BYTES:
        return b"", TOO_LARGE
    return body, problem


def _join_chunks(body: bytes) -> tuple[bytes, str | None]:
    """Take off the chunked transfer encoding (RFC 9112, 7.1); a body that does not begin with a chunk has none."""
    parts: list[bytes] = []
    position = 0
    while head := _CHUNK_HEAD.match(body, position):
        length = int(head[1], 16)
        if not length:
            return b"".join(parts), None
        part = body[head.end() : head.end() + length]
        parts.append(part)
        position = head.end() + length
        if len(part) < length:
            break
    return (b"".join(parts), "cut off in the archive") if parts else (body, None)


def _inflate(body: bytes, window: int) -> tuple[bytes, str | None]:
    parts: list[bytes] = []
    size = 0
    while body and size <= MAX_BYTES:
        engine = zlib.decompressobj(window)
        try:
            part = engine.decompress(body, MAX_BYTES + 1 - size)
        except zlib.error:
            return b"".join(parts), None if parts else "the compressed body is damaged"
        parts.append(part)
        size += len(part)
        if not engine.eof:
            return b"".join(parts), None if size > MAX_BYTES else "cut off in the archive"
        body = engine.unused_data
    return b"".join(parts), None


def _inflate_deflate(body: bytes) -> tuple[bytes, str | None]:
    """Take off deflate, with the wrapper of zlib as RFC 9110 says, or bare as many servers send it."""
    if b"<" in body[:64] and body.lstrip()[:1] == b"<":
        return body, None
    found, problem = _inflate(body, zlib.MAX_WBITS)
    if found:
        return found, problem
    bare, why = _inflate(body, -zlib.MAX_WBITS)
    return (bare, why) if bare else (b"", problem)


def _unpack_brotli(body: bytes) -> tuple[bytes, str | None]:
    import brotli

    if body.lstrip()[:1] == b"<":
        return body, None
    engine = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        for begin in range(0, len(body), 4096):  # in small steps: a few bytes may become very many
            part = engine.process(body[begin : begin + 4096])
            parts.append(part)
            size += len(part)
            if size > MAX_BYTES:
                return b"".join(parts), None
    except brotli.error:
        return b"".join(parts), "the compressed body is damaged"
    return b"".join(parts), None if engine.is_finished() else "cut off in the archive"
