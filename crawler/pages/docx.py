"""Read Word documents (ECMA-376): what a reader of the printed text sees, with notes apart at the end.

Tracked deletions are left out and insertions kept, as if all changes were accepted; hidden text, comments, tables of
contents, headers and footers are left out. Macros are never looked at.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.pages.lines import Line, UnreadableError, join_lines, make_lines, raise_digits, tidy
from crawler.pages.numbering import Numbering, read_numbering, read_whole, write_roman
from crawler.pages.office import Draft
from crawler.pages.package import Package, attribute, child, local
from staving.schema import Flag

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_OPENED = frozenset({"ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "sdtContent", "dir", "bdo"})
"""Elements around runs or paragraphs whose contents are read as if they were not there."""
_DELETED = frozenset({"del", "moveFrom"})
_OFF = frozenset({"0", "false", "off", "none"})
_HEADING = re.compile(r"(?:heading|kop|titel|title|subtitle|ondertitel)(?: ?\d)?", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|inhopg|inhoud) ?\d|table of figures", re.IGNORECASE)
_MARKS = {"tab": " ", "ptab": " ", "noBreakHyphen": "-", "cr": "\n"}


def read_docx(content: bytes) -> Draft:
    """Return what a Word document says.

    Raises:
        UnreadableError: Where it is locked, damaged, too large or no Word document.
    """
    package = Package(content)
    main = _find_main(package)
    root, is_whole = package.read_xml(main)
    body = child(root, "body")
    if body is None:
        raise UnreadableError(Flag.UNSUPPORTED, "no text of a Word document in it; save it as PDF")
    reader = _Reader(package, main)
    lines = tuple(reader.read_blocks(body))
    notes = tuple(reader.read_notes())
    title, authors, made, changed = _read_properties(package)
    return Draft(
        lines=lines,
        notes=notes,
        title=title,
        authors=authors,
        made=made,
        changed=changed,
        media_type=MEDIA_TYPE,
        remarks=tuple(reader.remarks),
        is_whole=is_whole and reader.is_whole,
    )


@dataclass(frozen=True, slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    outline: int | None = None
    number: str | None = None
    depth: int = 0
    is_hidden: bool = False


class _Reader:
    """Walks through the body; remembers numbers, notes and what was left out."""

    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self.is_whole = True
        self.remarks: dict[str, None] = {}
        self._parts = _read_relations(package, main)
        self._styles = _read_styles(self._optional("styles"))
        self._numbering: Numbering = read_numbering(self._optional("numbering"))
        self._notes: dict[tuple[str, str], str] = {}
        self._carried = ""
        comments = self._optional("comments")
        if comments is not None and len(comments):
            self.remarks["comments left out"] = None

    def read_blocks(self, parent: Any) -> Iterator[Line]:
        """Yield the lines of paragraphs and tables, in order."""
        for item in parent:
            name = local(item)
            if name == "p":
                yield from self._read_paragraph(item)
            elif name == "tbl":
                yield from self._read_table(item)
            elif name == "sdt":
                content = child(item, "sdtContent")
                if content is not None and not _is_contents(item):
                    yield from self.read_blocks(content)
            elif name in _OPENED:
                self._note_change(name)
                yield from self.read_blocks(item)
            elif name in _DELETED:
                self._note_change(name)
            elif name == "AlternateContent":
                yield from self.read_blocks(_choose_alternative(item))
            elif name == "altChunk":
                self.is_whole = False
                self.remarks["a part inserted from another file is not read; save the document as PDF"] = None

    def read_notes(self) -> Iterator[Line]:
        """Yield the notes that the text refers to, in the order of their numbers."""
        roots = {kind: self._optional(kind) for kind in ("footnotes", "endnotes")}
        found = {
            (kind, attribute(item, "id") or ""): item
            for kind, root in roots.items()
            if root is not None
            for item in root
        }
        marks = list(self._notes.items())  # a note may not refer to further notes
        for kind in ("footnotes", "endnotes"):
            for key, mark in marks:
                item = found.get(key) if key[0] == kind else None
                text = " ".join(line.text for line in self.read_blocks(item)) if item is not None else ""
                if text:
                    yield Line(f"{mark} {text}")

    def _read_paragraph(self, paragraph: Any) -> Iterator[Line]:
        style, number, depth, outline, is_deleted = self._read_format(paragraph)
        if _CONTENTS.fullmatch(style.name):
            return
        parts: list[str] = [self._carried] if self._carried else []
        boxes: list[Line] = []
        self._carried = ""
        self._read_inline(paragraph, parts, boxes)
        text = "".join(parts)
        if is_deleted and text.strip():  # the mark at its end was deleted: it goes on in the next paragraph
            self._note_change("del")
            self._carried = text
            return
        is_heading = outline is not None or _HEADING.fullmatch(style.name) is not None
        prefix = self._numbering.label(number, depth) if number and text.strip() else ""
        lines = make_lines(text, is_heading=is_heading, prefix="" if is_heading and prefix == "- " else prefix)
        yield from lines or ([] if boxes else [Line("")])
        yield from boxes

    def _read_format(self, paragraph: Any) -> tuple[_Style, str | None, int, int | None, bool]:
        """Return style, list, depth in the list, depth of a heading, and whether the end was deleted."""
        format_ = child(paragraph, "pPr")
        own = {local(item): item for item in format_} if format_ is not None else {}
        style_id = attribute(own["pStyle"], "val") if "pStyle" in own else None
        style = self._styles.get(style_id or "", _Style())
        number, depth, outline = style.number, style.depth, style.outline
        if "numPr" in own:
            number, depth = _read_list(own["numPr"], number, depth)
        if "outlineLvl" in own:
            level = read_whole(attribute(own["outlineLvl"], "val"), 9, 9)
            outline = level if level < 9 else None
        is_deleted = "rPr" in own and any(local(item) in _DELETED for item in own["rPr"])
        return style, number if number != "0" else None, depth, outline, is_deleted

    def _read_inline(self, parent: Any, parts: list[str], boxes: list[Line]) -> None:
        for item in parent:
            name = local(item)
            if name == "r":
                self._read_run(item, parts, boxes)
            elif name in _OPENED:
                self._note_change(name)
                self._read_inline(item, parts, boxes)
            elif name in _DELETED:
                self._note_change(name)
            elif name == "sdt":
                content = child(item, "sdtContent")
                if content is not None:
                    self._read_inline(content, parts, boxes)
            elif name == "AlternateContent":
                self._read_inline(_choose_alternative(item), parts, boxes)
            elif name in {"oMath", "oMathPara"}:
                parts.append("".join(part.text or "" for part in item.iter() if local(part) == "t"))

    def _read_run(self, run: Any, parts: list[str], boxes: list[Line]) -> None:
        is_hidden, is_raised = self._read_look(run)
        if is_hidden:
            return
        for item in run:
            name = local(item)
            if name == "t":
                text = item.text or ""
                parts.append(raise_digits(text) if is_raised and text.strip().isdecimal() else text)
            elif name in _MARKS:
                parts.append(_MARKS[name])
            elif name == "br":
                parts.append("\n" if attribute(item, "type") != "column" else " ")
            elif name in {"footnoteReference", "endnoteReference"}:
                parts.append(self._mark_note(name.removesuffix("Reference") + "s", attribute(item, "id") or ""))
            elif name == "AlternateContent":
                self._read_boxes(_choose_alternative(item), boxes)
            elif name in {"drawing", "pict", "object"}:
                self._read_boxes(item, boxes)

    def _read_boxes(self, item: Any, boxes: list[Line]) -> None:
        """Add the text of text boxes in a drawing; of a box in a box only once."""
        stack = [item]
        while stack:
            part = stack.pop()
            if local(part) == "txbxContent":
                boxes.extend(line for line in self.read_blocks(part) if line.text)
            elif local(part) == "AlternateContent":
                stack.append(_choose_alternative(part))
            else:
                stack.extend(reversed([inner for inner in part if isinstance(inner.tag, str)]))

    def _read_look(self, run: Any) -> tuple[bool, bool]:
        """Return whether a run is hidden and whether it is raised."""
        look = child(run, "rPr")
        is_hidden = is_raised = False
        for item in look if look is not None else ():
            name, value = local(item), attribute(item, "val")
            if name == "rStyle":
                is_hidden = is_hidden or self._styles.get(value or "", _Style()).is_hidden
            elif name == "vanish":
                is_hidden = value not in _OFF
            elif name == "vertAlign":
                is_raised = value == "superscript"
        return is_hidden, is_raised

    def _read_table(self, table: Any) -> Iterator[Line]:
        for row in _find_inside(table, "tr"):
            properties = child(row, "trPr")
            if properties is not None and child(properties, "del") is not None:
                self._note_change("del")
                continue
            cells = [[line for line in self.read_blocks(cell) if line.text] for cell in _find_inside(row, "tc")]
            filled = [cell for cell in cells if cell]
            if len(filled) == 1 and (len(cells) == 1 or len(filled[0]) > 1):
                yield from filled[0]  # a frame around text, not a row of values
            elif filled:
                yield Line(" | ".join(join_lines(cell).replace("\n", " ") for cell in cells).strip(" |"))

    def _mark_note(self, kind: str, key: str) -> str:
        """Return the number of a note: raised digits for footnotes, [i] for endnotes."""
        if (kind, key) not in self._notes:
            count = 1 + sum(known == kind for known, _ in self._notes)
            self._notes[kind, key] = (
                raise_digits(str(count)) if kind == "footnotes" else f"[{write_roman(min(count, 3999))}]"
            )
        return self._notes[kind, key]

    def _note_change(self, name: str) -> None:
        if name in _DELETED or name in {"ins", "moveTo"}:
            self.remarks["tracked changes: deletions left out, insertions kept"] = None

    def _optional(self, kind: str) -> Any | None:
        """Return the root of a part that may be missing."""
        name = self._parts.get(kind)
        if name is None or name not in self._package.names:
            return None
        try:
            root, is_whole = self._package.read_xml(name)
        except UnreadableError as error:
            if error.flag in {Flag.TOO_LARGE, Flag.ENCRYPTED}:
                raise
            self.is_whole = False
            return None
        self.is_whole = self.is_whole and is_whole
        return root


def _find_main(package: Package) -> str:
    found = _read_relations(package, "").get("officeDocument", "word/document.xml")
    if found not in package.names:
        raise UnreadableError(Flag.TRUNCATED, "the text of the Word document is missing; save it again")
    return found


def _read_relations(package: Package, part: str) -> dict[str, str]:
    """Return the parts that a part refers to, by the last word of their type."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in package.names:
        return {kind: f"{folder}/{kind}.xml" for kind in ("styles", "numbering", "footnotes", "endnotes", "comments")}
    found: dict[str, str] = {}
    for item in package.read_xml(path)[0]:
        target = attribute(item, "Target") or ""
        if attribute(item, "TargetMode") == "External" or not target:
            continue
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found.setdefault((attribute(item, "Type") or "").rpartition("/")[2], place)
    return found


def _read_styles(root: Any | None) -> dict[str, _Style]:
    """Return the styles with what they take over from those they are based on."""
    raw: dict[str, _Style] = {}
    for item in root if root is not None else ():
        if local(item) != "style":
            continue
        name, base, look, run = (child(item, part) for part in ("name", "basedOn", "pPr", "rPr"))
        outline = child(look, "outlineLvl") if look is not None else None
        list_ = child(look, "numPr") if look is not None else None
        number, depth = _read_list(list_, None, 0) if list_ is not None else (None, 0)
        vanish = child(run, "vanish") if run is not None else None
        level = read_whole(attribute(outline, "val"), 9, 9) if outline is not None else 9
        raw[attribute(item, "styleId") or ""] = _Style(
            name=(attribute(name, "val") or "") if name is not None else "",
            based_on=(attribute(base, "val") or "") if base is not None else "",
            outline=level if level < 9 else None,
            number=number,
            depth=depth,
            is_hidden=vanish is not None and attribute(vanish, "val") not in _OFF,
        )
    return {key: _inherit(style, raw) for key, style in raw.items()}


def _inherit(style: _Style, styles: dict[str, _Style]) -> _Style:
    outline, number, depth, base = style.outline, style.number, style.depth, style.based_on
    for _ in range(10):
        parent = styles.get(base)
        if parent is None:
            break
        outline = parent.outline if outline is None else outline
        number, depth = (parent.number, parent.depth) if number is None else (number, depth)
        base = parent.based_on
    return _Style(style.name, style.based_on, outline, number, depth, style.is_hidden)


def _read_list(properties: Any, number: str | None, depth: int) -> tuple[str | None, int]:
    for item in properties:
        if local(item) == "numId":
            number = attribute(item, "val")
        elif local(item) == "ilvl":
            depth = read_whole(attribute(item, "val"), 0, 9)
    return number, depth


def _find_inside(parent: Any, name: str) -> Iterator[Any]:
    """Yield rows or cells, also those inside content controls and insertions."""
    for item in parent:
        if local(item) == name:
            yield item
        elif local(item) in {"sdt", *_OPENED}:
            yield from _find_inside(item, name)


def _choose_alternative(item: Any) -> Any:
    """Return one of the forms in which a drawing is stored for newer and older programs."""
    chosen = child(item, "Choice")
    if chosen is None or not any(part.text for part in chosen.iter() if local(part) == "t"):
        other = child(item, "Fallback")
        chosen = other if other is not None else chosen
    return chosen if chosen is not None else ()


def _is_contents(control: Any) -> bool:
    """Tell whether a content control holds the table of contents, which repeats the headings."""
    gallery = child(control, "sdtPr", "docPartObj", "docPartGallery")
    return gallery is not None and "contents" in (attribute(gallery, "val") or "").casefold()


def _read_properties(package: Package) -> tuple[str, tuple[str, ...], str | None, str | None]:
    """Return title, makers, and when the file was made and changed."""
    name = _read_relations(package, "").get("core-properties", "docProps/core.xml")
    if name not in package.names:
        return "", (), None, None
    try:
        root, _ = package.read_xml(name)
    except UnreadableError:
        return "", (), None, None
    values = {local(item): tidy(item.text or "") for item in root}
    return values.get("title", ""), (values.get("creator", ""),), values.get("created"), values.get("modified")
