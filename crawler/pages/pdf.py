"""Read a PDF with a text layer; say what is wrong with one that has none."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Mapping
from io import BytesIO

from crawler.extracted import Extracted
from crawler.pages.dates import read_date
from crawler.pages.languages import guess_language
from crawler.pages.plain import CONTROL, find_wrap_width, join_lines
from staving.schema import DocumentKind, Flag

MAX_PAGES = 2000
"""Pages read of one file."""

MEDIA_TYPE = "application/pdf"


def read_pdf(content: bytes) -> Extracted:
    """Return the text of a PDF, page after page.

    Lines that stand at the top or bottom of most pages are running titles and page numbers and are left out.

    Args:
        content: The file.

    Returns:
        The text. Flags: encrypted (needs a password), needs_ocr (no text layer), truncated (the end is missing),
        unsupported (cannot be read as PDF).
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    is_cut = b"%%EOF" not in content[-2048:]
    pages: list[list[str]] = []
    broken = 0
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return Extracted(flag=Flag.ENCRYPTED, note="the PDF asks for a password", media_type=MEDIA_TYPE)
        info: Mapping[str, object] = reader.metadata or {}
        title, made = str(info.get("/Title") or "").strip(), str(info.get("/CreationDate") or "")
        for number, page in enumerate(reader.pages):
            if number >= MAX_PAGES:
                is_cut = True
                break
            try:
                pages.append([" ".join(CONTROL.sub("", line).split()) for line in page.extract_text().split("\n")])
            except Exception:  # noqa: BLE001 - one broken page (pypdf raises many kinds) does not cost the others
                broken += 1
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        flag = Flag.TRUNCATED if is_cut else Flag.UNSUPPORTED
        return Extracted(flag=flag, note=f"the PDF cannot be read ({type(error).__name__})", media_type=MEDIA_TYPE)
    except Exception as error:  # noqa: BLE001 - pypdf needs a library for AES that may be missing: it raises DependencyError
        return Extracted(flag=Flag.ENCRYPTED, note=f"the PDF cannot be opened ({error})", media_type=MEDIA_TYPE)
    text = _join_pages(_drop_running_lines(pages))
    flag, note = Flag.OK, None
    if not re.search(r"\w{2}", text):
        flag, note = (
            (Flag.TRUNCATED, "the PDF is cut off")
            if is_cut
            else (Flag.NEEDS_OCR, "the PDF holds pictures of text only")
        )
        text = ""
    elif is_cut or broken:
        flag, note = Flag.TRUNCATED, f"the PDF is cut off or damaged; {len(pages)} pages could be read"
    first = next((line for line in text.split("\n") if line.strip()), "")
    is_name = bool(title) and not re.search(
        r"\.(?:docx?|pdf|indd|xlsx?)$|^(?:Microsoft Word|untitled|anonymous)", title, re.I
    )
    return Extracted(
        flag=flag,
        note=note,
        title=title if is_name else first[:200],
        published=read_date(made.removeprefix("D:")[:8]),
        language=guess_language(text),
        text=text,
        kind=DocumentKind.REPORT,
        media_type=MEDIA_TYPE,
    )


def _drop_running_lines(pages: list[list[str]]) -> list[list[str]]:
    if len(pages) < 3:
        return [
            [
                line
                for line in page
                if not re.fullmatch(r"(?:pagina|page)?\s*\d{1,4}(?:\s*(?:/|van|of)\s*\d{1,4})?", line, re.I)
            ]
            for page in pages
        ]
    edges = Counter(_shape(line) for page in pages for line in {*_edge(page)})
    often = {shape for shape, count in edges.items() if count >= max(3, 0.5 * len(pages))}
    cleaned = []
    for page in pages:
        edge = {id(line) for line in _edge(page)}
        cleaned.append([line for line in page if not (id(line) in edge and _shape(line) in often)])
    return cleaned


def _edge(page: list[str]) -> list[str]:
    filled = [line for line in page if line]
    return filled[:2] + filled[-2:]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _join_pages(pages: list[list[str]]) -> str:
    lines = [line for page in pages for line in page]
    width = find_wrap_width(lines)
    joined = join_lines(lines, width) if width else lines
    return re.sub(r"\n{3,}", "\n\n", "\n".join(joined)).strip("\n")
