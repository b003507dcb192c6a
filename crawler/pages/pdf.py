"""Read a PDF in reading order; say what is wrong with one that cannot be read, or not whole.

The work is done by `pdf_document` in a process of its own, with limits of time and memory: PDFium is written in C++,
and a file made to harm may keep it busy without end or bring it down. Nothing of that reaches the caller.

What is read: words with places (`pdf_words`), rules and pictures (`pdf_drawings`), columns (`pdf_columns`), running
titles (`pdf_running`), lines and tables (`pdf_lines`), paragraphs, lists and notes (`pdf_blocks`), divided words
(`pdf_hyphens`), the whole text with the beginning of each page (`pdf_compose`), pictures of text (`pdf_ocr`).
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from typing import Any, BinaryIO

from crawler.extracted import Extracted
from staving.schema import DocumentKind, Flag

MAX_BYTES = 256 * 1024 * 1024
"""Size of the largest file that is tried."""
SECONDS = 45.0
"""Time after which no further page is begun, pictures of text included; what was read by then is kept."""
MAX_MEMORY = 3 * 1024**3
"""Bytes that reading may take, where the system can limit them."""

_GRACE = 8.0
"""Seconds that a page which was begun in time may take on top."""
_MEDIA_TYPE = "application/pdf"
_START = "import sys; sys.path[:] = sys.argv[2:]; from crawler.pages.pdf import serve; serve(float(sys.argv[1]))"


def read_pdf(content: bytes, *, seconds: float = SECONDS) -> Extracted:
    """Return the text of a PDF in reading order: one line for each paragraph, heading, list item, row or note.

    `fields["page_offsets"]` holds for each page where its first line begins in the text, in code points, so that a
    footnote can name the page; `fields["page_notes"]` where each footnote begins, with its page from 1 (footnotes
    stand behind the paragraph that runs over the end of their page); `fields["ocr_pages"]` the pages, from 1, that
    were read from pictures; `fields["pdfCreationDate"]` when the file was made, with its zone.

    Args:
        content: The file.
        seconds: Time after which no further page is begun; what was read by then is kept.

    Returns:
        The text. Flags: encrypted (needs a password), needs_ocr (pictures of text, or a text layer without meaning),
        truncated (the end is missing, some pages are pictures of text, or not all was read), too_large, timeout,
        unsupported (cannot be read as PDF), error (it brought its reader down).
    """
    if len(content) > MAX_BYTES:
        return Extracted(
            flag=Flag.TOO_LARGE, note=f"the PDF is larger than {MAX_BYTES // 2**20} MiB", media_type=_MEDIA_TYPE
        )
    paths = [path for path in sys.path if path]
    try:
        answer = subprocess.run(  # noqa: S603 - our own interpreter and code; the file goes in as data
            [sys.executable, "-c", _START, str(seconds), os.getcwd(), *paths],  # noqa: PTH109 - a text is what is needed
            input=content,
            capture_output=True,
            timeout=seconds + _GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Extracted(
            flag=Flag.TIMEOUT, note=f"the PDF could not be read within {seconds:.0f} s", media_type=_MEDIA_TYPE
        )
    except OSError as error:
        return Extracted(flag=Flag.ERROR, note=f"no process to read the PDF: {error}", media_type=_MEDIA_TYPE)
    try:
        values: dict[str, Any] = json.loads(answer.stdout)
    except ValueError:
        lines = answer.stderr.decode("utf-8", "replace").strip().splitlines()
        why = lines[-1][:200] if lines and answer.returncode > 0 else f"its reader ended with {answer.returncode}"
        flag = Flag.TOO_LARGE if why.startswith("MemoryError") else Flag.ERROR
        return Extracted(flag=flag, note=f"the PDF cannot be read: {why}", media_type=_MEDIA_TYPE)
    values["flag"], values["kind"] = Flag(values["flag"]), DocumentKind(values["kind"])
    for name in ("authors", "agencies", "desks"):
        values[name] = tuple(values[name])
    return Extracted(**values)


def serve(seconds: float, source: BinaryIO | None = None) -> None:
    """Read a PDF from standard input and write what was found as JSON: the life of the process that reads.

    Args:
        seconds: Time after which no further page is begun.
        source: Where the file comes from, instead of standard input.
    """
    from crawler.pages.pdf_document import read_document

    _limit_memory(seconds)
    found = read_document((source or sys.stdin.buffer).read(), seconds=seconds).mend()
    sys.stdout.write(json.dumps(dataclasses.asdict(found)))
    sys.stdout.flush()


def _limit_memory(seconds: float) -> None:
    """Limit what this process may take, so that a bomb ends it and not the machine; Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    for name, limit in (("RLIMIT_AS", MAX_MEMORY), ("RLIMIT_CPU", int(seconds + 2 * _GRACE))):
        try:
            _, hard = resource.getrlimit(getattr(resource, name))
            bound = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.setrlimit(getattr(resource, name), (bound, hard))
        except (OSError, ValueError):
            continue
