"""Read OpenDocument texts (ISO/IEC 26300): what a reader of the printed text sees, with notes apart at the end.

Tracked deletions, hidden text, comments, tables of contents, headers and footers are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.pages.lines import Line, UnreadableError, join_lines, make_lines, raise_digits, tidy
from crawler.pages.numbering import read_whole, write_number
from crawler.pages.office import Draft
from crawler.pages.package import Package, attribute, child, local
from staving.schema import Flag

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

_SKIPPED = frozenset(
    {
        "tracked-changes", "table-of-content", "illustration-index", "table-index", "object-index", "user-index",
        "alphabetical-index", "sequence-decls", "variable-decls", "user-field-decls", "forms", "annotation",
        "annotation-end", "hidden-text", "hidden-paragraph", "ruby-text", "scripts", "title", "desc",
    }
)  # fmt: skip
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MAX_REPEATED = 50
"""Empty cells at the end of a row are stored as one that repeats thousands of times."""


def read_odt(content: bytes) -> Draft:
    """Return what an OpenDocument text says.

    Raises:
        UnreadableError: Where it is locked, damaged, too large or no text.
    """
    package = Package(content)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableError(Flag.ENCRYPTED, "the document asks for a password; save it without one")
    root, is_whole = package.read_xml("content.xml")
    body = child(root, "body", "text")
    if body is None:
        raise UnreadableError(Flag.UNSUPPORTED, "no text in this OpenDocument file; save it as PDF")
    reader = _Reader(root)
    lines = tuple(reader.read_blocks(body))
    title, authors, made, changed = _read_properties(package)
    return Draft(
        lines=lines,
        notes=tuple(Line(f"{mark} {text}") for mark, text in reader.notes),
        title=title,
        authors=authors,
        made=made,
        changed=changed,
        media_type=MEDIA_TYPE,
        remarks=tuple(reader.remarks),
        is_whole=is_whole,
    )


class _Reader:
    """Walks through the body; remembers notes and what was left out."""

    def __init__(self, root: Any) -> None:
        self.notes: list[tuple[str, str]] = []
        self.remarks: dict[str, None] = {}
        self._lists = _read_lists(root)
        self._counted: dict[str, list[int]] = {}
        self._last_list = ""

    def read_blocks(self, parent: Any) -> Iterator[Line]:
        """Yield the lines of headings, paragraphs, lists and tables, in order."""
        for item in parent:
            name = local(item)
            if name in {"p", "h"}:
                yield from self._read_paragraph(item, prefix="")
            elif name == "list":
                yield from self._read_list(item, (), "")
            elif name == "table":
                yield from self._read_table(item)
            elif name in _SKIPPED or attribute(item, "display") == "none":
                self._note_skipped(item)
            elif name:
                yield from self.read_blocks(item)

    def _read_paragraph(self, paragraph: Any, *, prefix: str) -> Iterator[Line]:
        parts: list[str] = []
        boxes: list[Line] = []
        self._read_inline(paragraph, parts, boxes)
        lines = make_lines("".join(parts), is_heading=local(paragraph) == "h", prefix=prefix)
        yield from lines or ([] if boxes else [Line("")])
        yield from boxes

    def _read_inline(self, parent: Any, parts: list[str], boxes: list[Line]) -> None:
        # Line ends in the file are no more than spaces (XML of ODF, 6.1.2); breaks are elements.
        parts.append((parent.text or "").replace("\n", " "))
        for item in parent:
            name = local(item)
            if name in {"s", "tab"}:
                parts.append(" ")
            elif name == "line-break":
                parts.append("\n")
            elif name == "note":
                parts.append(self._read_note(item))
            elif name == "text-box":
                boxes.extend(line for line in self.read_blocks(item) if line.text)
            elif name in _SKIPPED or attribute(item, "display") == "none":
                self._note_skipped(item)
            elif name:
                self._read_inline(item, parts, boxes)
            parts.append((item.tail or "").replace("\n", " "))

    def _read_note(self, note: Any) -> str:
        """Keep a note for the end and return its mark."""
        citation, body = child(note, "note-citation"), child(note, "note-body")
        shown = tidy("".join(citation.itertext())) if citation is not None else ""
        mark = raise_digits(shown) if shown.isdecimal() else f"[{shown or '*'}]"
        if body is not None:
            place = len(self.notes)
            text = " ".join(line.text for line in self.read_blocks(body) if line.text)
            self.notes.insert(place, (mark, text))
        return mark

    def _read_list(self, item: Any, counts: tuple[int, ...], style: str) -> Iterator[Line]:
        style = attribute(item, "style-name") or style
        depth = len(counts)
        goes_on = attribute(item, "continue-numbering") == "true" or attribute(item, "continue-list") is not None
        known = self._counted.get(f"{style} {depth}", [0])
        count = known[0] if goes_on else 0
        for entry in item:
            if local(entry) not in {"list-item", "list-header"}:
                continue
            if local(entry) == "list-item":
                count = read_whole(attribute(entry, "start-value"), count + 1, 100_000)
            form, suffix, shown = self._lists.get((style, depth), ("", "", 1))
            numbers = (*counts, count)[-max(1, shown) :]
            label = ".".join(write_number(number, form) for number in numbers) + suffix if form else "-"
            prefix = f"{label} " if local(entry) == "list-item" else ""
            for part in entry:
                if local(part) in {"p", "h"}:
                    for line in self._read_paragraph(part, prefix=prefix):
                        yield line
                        prefix = "" if line.text else prefix
                elif local(part) == "list":
                    yield from self._read_list(part, (*counts, count), style)
                else:
                    yield from self.read_blocks([part])
        self._counted[f"{style} {depth}"] = [count]

    def _read_table(self, table: Any) -> Iterator[Line]:
        for row in table:
            if local(row) in {"table-rows", "table-header-rows", "table-row-group"}:
                yield from self._read_table(row)
            if local(row) != "table-row":
                continue
            cells: list[list[Line]] = []
            for cell in row:
                if local(cell) in {"table-cell", "covered-table-cell"}:
                    repeated = read_whole(attribute(cell, "number-columns-repeated"), 1, _MAX_REPEATED)
                    cells.extend([[line for line in self.read_blocks(cell) if line.text]] * max(1, repeated))
            filled = [cell for cell in cells if cell]
            if len(filled) == 1 and (len(cells) == 1 or len(filled[0]) > 1):
                yield from filled[0]
            elif filled:
                yield Line(" | ".join(join_lines(cell).replace("\n", " ") for cell in cells).strip(" |"))

    def _note_skipped(self, item: Any) -> None:
        if local(item) == "tracked-changes" and len(item):
            self.remarks["tracked changes: deletions left out, insertions kept"] = None
        elif local(item) == "annotation":
            self.remarks["comments left out"] = None


def _read_lists(root: Any) -> dict[tuple[str, int], tuple[str, str, int]]:
    """Return form, what stands behind the number and shown levels, by list style and depth; bullets have no form."""
    found: dict[tuple[str, int], tuple[str, str, int]] = {}
    styles = child(root, "automatic-styles")
    for style in styles if styles is not None else ():
        if local(style) != "list-style":
            continue
        for level in style:
            depth = read_whole(attribute(level, "level"), 1, 10) - 1
            form = _FORMS.get(attribute(level, "num-format") or "", "")
            if local(level) == "list-level-style-number" and form:
                shown = read_whole(attribute(level, "display-levels"), 1, 10)
                suffix = attribute(level, "num-suffix")
                found[attribute(style, "name") or "", depth] = (form, (suffix or "").strip()[:5], shown)
    return found


def _read_properties(package: Package) -> tuple[str, tuple[str, ...], str | None, str | None]:
    """Return title, first maker, and when the file was made and changed."""
    if "meta.xml" not in package.names:
        return "", (), None, None
    try:
        root, _ = package.read_xml("meta.xml")
    except UnreadableError:
        return "", (), None, None
    meta = child(root, "meta")
    values = {local(item): tidy(item.text or "") for item in (meta if meta is not None else ())}
    maker = values.get("initial-creator") or values.get("creator", "")
    return values.get("title", ""), (maker,), values.get("creation-date"), values.get("date")
