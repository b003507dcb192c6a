"""Read a whole PDF with PDFium: pages, words, parts, blocks, text; and say what is wrong with it.

Called in a process of its own (`pdf.read_pdf`), since a file made to harm can keep PDFium busy for ever.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.extracted import Extracted
from crawler.pages.dates import read_date
from crawler.pages.pdf_blocks import Block, build_blocks
from crawler.pages.pdf_columns import order_parts
from crawler.pages.pdf_compose import Composed, compose
from crawler.pages.pdf_drawings import Drawings, read_drawings, take_tables
from crawler.pages.pdf_info import read_moment, read_people, read_title
from crawler.pages.pdf_ocr import choose_language, draw_page, find_tesseract, read_picture
from crawler.pages.pdf_quality import is_garbage, is_picture_of_text
from crawler.pages.pdf_running import drop_running
from crawler.pages.pdf_words import PageWords, Word, read_words
from staving.languages import guess_language
from staving.schema import DocumentKind, Flag

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 2000
"""Pages read of one file."""
MAX_WORDS = 1_500_000
"""Words read of one file; a long book has 300,000."""
MAX_DRAWN = 60
"""Pages without text that are looked at, whether they are pictures of text."""
_MAX_FAILED = 50
"""Pages in a row that cannot be read, after which the rest is not tried."""


@dataclass(slots=True)
class _Page:
    """What is known of one page."""

    words: PageWords
    drawings: Drawings
    is_picture: bool = False
    is_read_by_ocr: bool = False
    blocks: list[Block] | None = None


def read_document(content: bytes, *, seconds: float, is_ocr_wanted: bool = True) -> Extracted:
    """Return the text of a PDF; flags as of `pdf.read_pdf`.

    Args:
        content: The file.
        seconds: Time after which no further page is begun; what was read is kept.
        is_ocr_wanted: Whether pictures of text are read where tesseract is installed.
    """
    import pypdfium2

    ends_at = time.monotonic() + seconds
    is_cut = b"%%EOF" not in content[-2048:]
    document, refusal = None, ""
    for attempt in (content, *(mend(content) for mend in (_name_root, _gather_pages))):
        try:
            opened = pypdfium2.PdfDocument(attempt)
        except pypdfium2.PdfiumError as error:
            refusal = refusal or str(error)
            if re.search("password|security", refusal, re.IGNORECASE):
                break
            continue
        if len(opened):
            document, is_cut = opened, is_cut or attempt is not content
            break
        opened.close()
    if document is None:
        return _refuse(refusal, is_cut=is_cut)
    try:
        return _Reading(document, ends_at, is_cut=is_cut, is_ocr_wanted=is_ocr_wanted).read()
    finally:
        document.close()


def _name_root(content: bytes) -> bytes:
    """Return a file whose end is missing with an end that names its catalog."""
    found = re.search(rb"(\d{1,7})\s+0\s+obj\s*<<[^>]{0,300}/Type\s*/Catalog\b", content)
    return content + (b"\ntrailer<</Root %s 0 R>>\nstartxref\n0\n%%%%EOF\n" % found.group(1) if found else b"")


def _gather_pages(content: bytes) -> bytes:
    """Return a file that has lost its catalog with a new one over the pages that are found in it."""
    numbers = re.findall(rb"(?<!\d)(\d{1,7})\s+0\s+obj\s*<<[^>]{0,300}?/Type\s*/Page\b", content)[:MAX_PAGES]
    if not numbers:
        return content
    kids = b" ".join(number + b" 0 R" for number in numbers)
    return content + (
        b"\n9000001 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\n"
        b"9000002 0 obj<</Type/Catalog/Pages 9000001 0 R>>endobj\n"
        b"trailer<</Root 9000002 0 R>>\nstartxref\n0\n%%%%EOF\n" % (len(numbers), kids)
    )


def _refuse(error: str, *, is_cut: bool) -> Extracted:
    if "password" in error.casefold():
        return Extracted(flag=Flag.ENCRYPTED, note="the PDF asks for a password", media_type=MEDIA_TYPE)
    if "security" in error.casefold():
        return Extracted(
            flag=Flag.ENCRYPTED, note="the PDF is encrypted in a way that is not read", media_type=MEDIA_TYPE
        )
    flag = Flag.TRUNCATED if is_cut else Flag.UNSUPPORTED
    note = "the PDF is cut off and cannot be read" if is_cut else "the PDF is damaged and cannot be read"
    return Extracted(flag=flag, note=note, media_type=MEDIA_TYPE)


class _Reading:
    """Reads one document."""

    def __init__(self, document: Any, ends_at: float, *, is_cut: bool, is_ocr_wanted: bool) -> None:
        self.document = document
        self.ends_at = ends_at
        self.is_cut = is_cut
        self.is_ocr_wanted = is_ocr_wanted
        self.pages: list[_Page] = []
        self.broken: list[int] = []
        self.left_out: str | None = None
        self.ocr_language: str | None = None

    def read(self) -> Extracted:
        self._read_pages()
        body_size = _find_body_size(self.pages)
        has_mark = any(page.words.has_slanted for page in self.pages)
        kept = drop_running([page.words for page in self.pages], body_size)
        for number, (page, words) in enumerate(zip(self.pages, kept, strict=True)):
            if page.is_picture:
                page.blocks = []
                continue
            clean, is_marked = _drop_overprint(words, body_size)
            has_mark = has_mark or is_marked
            atoms = take_tables(tuple(_join_initials(clean, body_size)), page.drawings)
            parts = order_parts([word for word in atoms if word.size < 400])
            page.blocks = build_blocks(parts, number, body_size, page.drawings.level)
        pictures = [number for number, page in enumerate(self.pages) if page.is_picture]
        if pictures and self.is_ocr_wanted:
            self._read_pictures(pictures)
        composed = compose([page.blocks or [] for page in self.pages])
        return self._describe(composed, body_size, pictures, has_mark=has_mark)

    def _read_pages(self) -> None:
        count = len(self.document)
        total = drawn = failed = 0
        for number in range(min(count, MAX_PAGES)):
            if time.monotonic() > self.ends_at or total > MAX_WORDS or failed >= _MAX_FAILED:
                why = "it takes too long" if time.monotonic() > self.ends_at else "it holds too much"
                why = "the rest is damaged" if failed >= _MAX_FAILED else why
                self.left_out = f"{number} of {count} pages were read: {why}"
                break
            found = self._read_page(number, may_draw=drawn < MAX_DRAWN)
            if found is None:
                failed += 1
                self.broken.append(number + 1)
                found = _Page(PageWords(), Drawings())
            else:
                failed = 0
            drawn += not found.words.words and found.drawings.picture_share > 0.3
            total += len(found.words.words)
            self.pages.append(found)
        if count > MAX_PAGES and self.left_out is None:
            self.left_out = f"{MAX_PAGES} of {count} pages were read: it holds too much"

    def _read_page(self, number: int, *, may_draw: bool) -> _Page | None:
        import pypdfium2

        try:
            page = self.document[number]
        except pypdfium2.PdfiumError:
            return None
        try:
            words = read_words(page)
            drawings = read_drawings(page, words)
            text = " ".join(word.text for word in words.words)
            is_lost = is_garbage(text, unmapped=words.unmapped / max(1, words.sampled))
            is_bare = sum(letter.isalpha() for letter in text) < 40
            is_drawn = drawings.picture_share > 0.4 or (drawings.paths > 150 and not words.words)
            is_picture = is_lost or (is_bare and is_drawn and (not may_draw or is_picture_of_text(page)))
            return _Page(words, drawings, is_picture)
        except (pypdfium2.PdfiumError, ValueError, OverflowError, MemoryError, ZeroDivisionError):
            return None
        finally:
            page.close()

    def _read_pictures(self, pictures: list[int]) -> None:
        import pypdfium2

        program = find_tesseract()
        language = choose_language(program) if program else None
        if program is None or language is None:
            return
        self.ocr_language = language
        for number in pictures:
            left = self.ends_at - time.monotonic()
            if left < 2:
                break
            try:
                page = self.document[number]
                picture = draw_page(page)
                page.close()
            except (pypdfium2.PdfiumError, ValueError, MemoryError):
                continue
            paragraphs = read_picture(program, language, picture, timeout_s=left) if picture else None
            if paragraphs and not is_garbage(" ".join(line for lines in paragraphs for line in lines)):
                self.pages[number].blocks = [Block(lines, number, 0.0, is_full=True) for lines in paragraphs]
                self.pages[number].is_read_by_ocr = True

    def _explain_emptiness(self, pictures: list[int]) -> tuple[Flag, str]:
        """Return why no text was found."""
        if self.left_out:
            return Flag.TOO_LARGE, self.left_out
        if self.is_cut and not pictures:
            return Flag.TRUNCATED, "the PDF is cut off; no text could be read"
        if self.broken and not pictures:
            return Flag.UNSUPPORTED, "the pages of the PDF are damaged; no text could be read"
        return Flag.NEEDS_OCR, "the PDF holds pictures of text only, or text that cannot be decoded"

    def _describe(self, composed: Composed, body_size: float, pictures: list[int], *, has_mark: bool) -> Extracted:
        info = _read_info(self.document)
        read = [number + 1 for number in pictures if self.pages[number].is_read_by_ocr]
        unread = [number + 1 for number in pictures if not self.pages[number].is_read_by_ocr]
        flag: Flag = Flag.OK
        notes: list[str] = []
        if not re.search(r"\w{2}", composed.text):
            flag, note = self._explain_emptiness(pictures)
            return Extracted(
                flag=flag,
                note=note,
                title=read_title(info),
                kind=DocumentKind.REPORT,
                media_type=MEDIA_TYPE,
                fields={"pages": len(self.pages)},
            )
        if unread:
            flag = Flag.TRUNCATED
            notes.append(f"{_name_pages(unread)} {'is a picture' if len(unread) == 1 else 'are pictures'} of text")
        if self.is_cut or self.broken:
            flag = Flag.TRUNCATED
            notes.append("the PDF is cut off or damaged; what could be read is kept")
        if self.left_out or not all(page.words.is_whole for page in self.pages):
            flag = Flag.TRUNCATED
            notes.append(self.left_out or "a page holds more text than is read")
        if read:
            notes.append(f"{_name_pages(read)} read by tesseract ({self.ocr_language}), check against the page")
        if has_mark:
            notes.append("text across the page is left out")
        made = info.get("CreationDate", "")
        fields: dict[str, Any] = {"pages": len(self.pages), "page_offsets": list(composed.page_offsets)}
        if composed.notes:
            fields["page_notes"] = [list(place) for place in composed.notes]
        if read:
            fields["ocr_pages"] = read
        for name, value in (("pdfCreationDate", made), ("pdfModificationDate", info.get("ModDate", ""))):
            if moment := read_moment(value):
                fields[name] = moment
        return Extracted(
            flag=flag,
            note="; ".join(notes) or None,
            title=read_title(info) or self._find_title(composed, body_size),
            authors=read_people(info),
            published=read_date(made.removeprefix("D:")[:8]),
            language=guess_language(composed.text),
            text=composed.text,
            kind=DocumentKind.REPORT,
            media_type=MEDIA_TYPE,
            fields=fields,
        )

    def _find_title(self, composed: Composed, body_size: float) -> str:
        """Return the largest text of the first page that has any, or its first line."""
        blocks = next((page.blocks for page in self.pages if page.blocks), [])
        candidates = [
            block
            for block in blocks[:60]
            if not (block.is_note or block.is_table or block.is_item) and sum(c.isalpha() for c in block.lines[0]) >= 3
        ]
        largest = max((block.size for block in candidates), default=0.0)
        if largest > 1.1 * body_size:
            at = next(index for index, block in enumerate(candidates) if block.size == largest)
            lines = list(candidates[at].lines)
            for block in candidates[at + 1 : at + 3]:
                if abs(block.size - largest) > 0.05 * largest:
                    break
                lines += block.lines
            title = " ".join(lines)
            if len(title) <= 250:
                return title
        return composed.text.split("\n", 1)[0][:200]


def _read_info(document: Any) -> Mapping[str, str]:
    try:
        found: dict[str, str] = document.get_metadata_dict()
    except (ValueError, UnicodeError):
        return {}
    return found


def _find_body_size(pages: list[_Page]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for word in page.words.words:
            sizes[round(2 * word.size) / 2] += len(word.text)
    return max(1.0, sizes.most_common(1)[0][0]) if sizes else 10.0


def _drop_overprint(words: list[Word], body_size: float) -> tuple[list[Word], bool]:
    """Return the words without those that are printed large over others, as 'CONCEPT' is."""
    large = [word for word in words if word.size >= 2.5 * body_size and len(word.text) > 2]
    if not large or len(large) > 40:
        return words, False
    over = {
        id(mark)
        for mark in large
        if sum(
            word.size < 0.6 * mark.size
            and mark.x0 < (word.x0 + word.x1) / 2 < mark.x1
            and mark.y - 0.1 * mark.size < word.y < mark.y + 0.65 * mark.size
            for word in words
        )
        >= 3
    }
    return ([word for word in words if id(word) not in over], True) if over else (words, False)


def _join_initials(words: list[Word], body_size: float) -> list[Word]:
    """Put a large initial before the rest of its word."""
    initials = [word for word in words if len(word.text) == 1 and word.text.isupper() and word.size >= 1.9 * body_size]
    if not initials or len(initials) > 20:
        return words
    done = list(words)
    for initial in initials:
        top = initial.y + 0.7 * initial.size
        beside = [
            word
            for word in done
            if 0 <= word.x0 - initial.x1 < 1.2 * body_size
            and word.size < 0.7 * initial.size
            and abs(word.y + 0.7 * word.size - top) < 0.7 * body_size
            and word.text[:1].isalpha()
        ]
        if beside:
            first = min(beside, key=lambda word: word.x0)
            done = [word for word in done if word is not initial and word is not first]
            done.append(first._replace(text=initial.text + first.text, x0=initial.x0))
    return done


def _name_pages(numbers: list[int]) -> str:
    """Return pages as one writes them.

    >>> _name_pages([3]), _name_pages([3, 5, 6, 7])
    ('page 3', 'pages 3, 5-7')
    """
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    shown = ", ".join(", ".join(map(str, part)) if len(part) < 3 else f"{part[0]}-{part[-1]}" for part in parts)
    return f"page{'s' if len(numbers) > 1 else ''} {shown}"
