"""Write the blocks of all pages as one text, and remember where each page begins in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.pages.pdf_blocks import Block, continues
from crawler.pages.pdf_hyphens import count_words, join_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The text of a document."""

    text: str
    page_offsets: tuple[int, ...]
    """For each page, where its first line begins in the text, in code points."""
    notes: tuple[tuple[int, int], ...] = ()
    """For each footnote where it begins, and the number of its page, from 1: notes stand behind the paragraph that
    runs over the end of their page, and so behind the beginning of the next."""


def compose(pages: Sequence[Iterable[Block]]) -> Composed:
    """Return the text: one line for each paragraph, heading, item, note or row of a table.

    A paragraph that runs over the end of a column or page becomes one line; the notes of the page follow it.

    Args:
        pages: The blocks of each page in reading order.
    """
    writer = _Writer(count_words(line for page in pages for block in page for line in block.lines))
    for number, page in enumerate(pages):
        for block in page:
            writer.add(block)
        writer.end_page(number)
    return writer.finish(len(pages))


class _Writer:
    """Writes blocks one after the other; the last one stays open until it is known not to go on."""

    def __init__(self, words: Counter[str]) -> None:
        self._words = words
        self._out: list[str] = []
        self._length = 0
        self._open: Block | None = None
        self._notes: list[Block] = []
        self._begins: dict[int, int] = {}
        self._note_places: list[tuple[int, int]] = []

    def add(self, block: Block) -> None:
        """Add a block; notes wait until the page and the paragraph are at an end."""
        if block.is_note:
            if self._notes and continues(self._notes[-1], block):
                _extend(self._notes[-1], block)
            else:
                self._notes.append(block)
            return
        if self._open is not None and continues(self._open, block):
            _extend(self._open, block)
            return
        if self._open is not None:
            is_over = self._open.page < block.page
            self._write(self._open)
            if is_over or (self._notes and self._notes[0].page < block.page):
                self._write_notes(block.page)
        self._open = block

    def end_page(self, number: int) -> None:
        """End a page; where nothing can go on, its notes are written."""
        if self._open is None:
            self._write_notes(number + 1)

    def finish(self, pages: int) -> Composed:
        """Write what is left and return the text."""
        if self._open is not None:
            self._write(self._open)
        self._write_notes(pages)
        offsets: list[int] = []
        text = "\n".join(self._out)
        following = len(text)
        for number in range(pages - 1, -1, -1):
            following = self._begins.get(number, following)
            offsets.append(following)
        return Composed(text=text, page_offsets=tuple(reversed(offsets)), notes=tuple(self._note_places))

    def _write_notes(self, before: int) -> None:
        for note in [note for note in self._notes if note.page < before]:
            self._write(note)
        self._notes = [note for note in self._notes if note.page >= before]

    def _write(self, block: Block) -> None:
        if block.is_table:
            for line in block.lines:
                self._put([line.strip(" |") and line.strip()], [block.page], block)
        else:
            self._put(join_parts(block.lines, self._words), block.places, block)

    def _put(self, parts: list[str], places: list[int], block: Block) -> None:
        line = "".join(parts)
        if not line.strip():
            return
        begin = self._length + (1 if self._out else 0)
        if block.is_note:
            self._note_places.append((begin, block.page + 1))
        at = begin
        for part, place in zip(parts, places, strict=True):
            if not block.is_note and place not in self._begins:
                self._begins[place] = at
            at += len(part)
        self._out.append(line)
        self._length = begin + len(line)


def _extend(block: Block, more: Block) -> None:
    block.lines.extend(more.lines)
    block.places.extend(more.places)
    block.is_full = more.is_full
