"""Make web archives to test with: `a_warc([an_answer(...), ...])`."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


@dataclass
class Made:
    url: str = "https://www.proefblad.example/nieuws/1"
    date: str = "2021-11-19T06:15:00Z"
    body: bytes = b""
    status: str = "200 OK"
    media_type: str = "text/html; charset=utf-8"
    kind: str = "response"
    headers: list[tuple[str, str]] = field(default_factory=list)
    warc_headers: dict[str, str] = field(default_factory=dict)


def a_page(title: str = "Raad vraagt opheldering", text: str = "") -> bytes:
    text = text or (
        "De gemeenteraad van Proefdam wil van het college weten hoe lang de opnamen van gesprekken worden bewaard. "
        "Volgens de wethouder gaat het om een proef die in het najaar eindigt."
    )
    return (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{title}</title></head><body><article>'
        f"<h1>{title}</h1><p>{text}</p><p>De raad spreekt er in december verder over, zegt de griffier.</p>"
        "</article></body></html>"
    ).encode()


def a_warc(answers: list[Made], *, gzip: bool = True, software: str = "proef/1.0") -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip, warc_version="WARC/1.1")
    writer.write_record(writer.create_warcinfo_record("proef.warc", {"software": software}))
    for answer in answers:
        http: Any = None
        if answer.kind in {"response", "revisit"}:
            headers = [("Content-Type", answer.media_type), *answer.headers]
            http = StatusAndHeaders(answer.status, headers, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            answer.url,
            answer.kind,
            payload=io.BytesIO(answer.body),
            length=len(answer.body),
            http_headers=http,
            warc_content_type="" if http else answer.media_type,
            warc_headers_dict={"WARC-Date": answer.date, **answer.warc_headers},
        )
        writer.write_record(record)
    return out.getvalue()


def offsets(data: bytes) -> list[int]:
    """Return where the gzip members of a WARC file begin."""
    import zlib

    found, position = [], 0
    while position < len(data):
        found.append(position)
        engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        engine.decompress(data[position:])
        position = len(data) - len(engine.unused_data)
    return found


def a_wacz(
    path: Path,
    archives: dict[str, bytes],
    *,
    pages: tuple[str, ...] = (),
    wrong: tuple[str, ...] = (),
    seal: str | None = None,
    has_list: bool = True,
) -> Path:
    lines = [
        {"format": "json-pages-1.0", "id": "pages"},
        *({"url": url, "ts": "2021-11-19T06:15:00Z"} for url in pages),
    ]
    files = {f"archive/{name}": data for name, data in archives.items()}
    files["pages/pages.jsonl"] = "\n".join(json.dumps(line) for line in lines).encode()
    resources = [
        {
            "path": name,
            "hash": f"sha256:{hashlib.sha256(data + b'x' * (name in wrong)).hexdigest()}",
            "bytes": len(data),
        }
        for name, data in files.items()
    ]
    listed = json.dumps({"profile": "data-package", "resources": resources}).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
        if has_list:
            package.writestr("datapackage.json", listed)
            digest = seal or f"sha256:{hashlib.sha256(listed).hexdigest()}"
            package.writestr("datapackage-digest.json", json.dumps({"path": "datapackage.json", "hash": digest}))
    return path
