"""Quotations that leave the system are checked first: at their offsets, against the hash; else they are not shown."""

from __future__ import annotations

from dataclasses import dataclass

from staving.schema import Document, Passage, Quotation, hash_text

UNCHECKED = "citaat niet te controleren"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage with the words that matter marked; empty when it could not be checked."""

    before: str
    """Words of the passage before the mark."""
    marked: str
    """The words that matter."""
    after: str
    """Words of the passage after the mark."""
    is_checked: bool = True
    """Whether every word stands in the stored text at the recorded place."""

    @property
    def text(self) -> str:
        """The whole passage."""
        return self.before + self.marked + self.after


LOST = Excerpt("", "", "", is_checked=False)


def is_intact(document: Document) -> bool:
    """Return whether the text of a document still has its recorded hash."""
    return hash_text(document.text) == document.sha256


def is_exact(document: Document, start: int, end: int, text: str, sha256: str | None = None) -> bool:
    """Return whether words stand in the text of the document at their offsets, and have their hash if one is given."""
    return (
        0 <= start <= end <= len(document.text)
        and document.text[start:end] == text
        and (sha256 is None or hash_text(text) == sha256)
    )


def is_quotation_exact(document: Document, quotation: Quotation) -> bool:
    """Return whether a quotation may be shown: right document, right place, right hash."""
    return quotation.document_id == document.id and is_exact(
        document, quotation.start, quotation.end, quotation.text, quotation.sha256
    )


def cut_excerpt(document: Document, passage: Passage, *, start: int, end: int) -> Excerpt:
    """Return a passage with a stretch of it marked.

    Args:
        document: The document, whose text is checked against its hash.
        passage: The passage, checked against the text.
        start: First character to mark, in the text of the document.
        end: One past the last.

    Returns:
        The excerpt; `LOST` when anything does not match, so that no doubtful quotation is ever shown.
    """
    if passage.document_id != document.id or not is_intact(document):
        return LOST
    if not is_exact(document, passage.start, passage.end, passage.text) or end < start:
        return LOST
    # A quotation may run on beyond the passage in which it begins: show all of it.
    if not 0 <= start <= end <= len(document.text):
        return LOST
    first, last = min(passage.start, start), max(passage.end, end)
    return Excerpt(document.text[first:start], document.text[start:end], document.text[end:last])
