"""Passages of the store as the linker reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.linked import Text
from staving.schema import Annotation, Assertion, Document, Mention, Passage, PassageKind, Quotation
from staving.store import Store


@dataclass(frozen=True, slots=True)
class Prepared:
    """A passage with what the read stage found in it."""

    text: Text
    """The passage, as the linker reads it."""
    passage: Passage
    """The passage."""
    annotation: Annotation
    """What was found in it."""


def prepare_document(store: Store, subject: str, document: Document, passages: Sequence[Passage]) -> list[Prepared]:
    """Return the passages of a document for the linker; headings are left out.

    Args:
        store: The evidence store, after the read stage.
        subject: CBS code of the municipality of the case.
        document: The document.
        passages: Its passages.
    """
    annotations = _annotate(store, document, passages)
    is_about_subject = document.municipality == subject or any(
        subject in (mention.value, mention.current) for item in annotations.values() for mention in item.mentions
    )
    return [
        Prepared(
            Text(
                id=passage.id,
                text=passage.text,
                date=document.published,
                home=document.municipality,
                is_about_subject=is_about_subject,
            ),
            passage,
            annotations[passage.id],
        )
        for passage in passages
        if passage.kind != PassageKind.HEADING
    ]


def _annotate(store: Store, document: Document, passages: Sequence[Passage]) -> dict[str, Annotation]:
    """Return what the read stage found in each passage of a document."""
    mentions = list(store.iterate(Mention, "document_id = ?", (document.id,), '"start"'))
    quotations = list(store.iterate(Quotation, "document_id = ?", (document.id,), '"start"'))
    assertions = list(store.iterate(Assertion, "document_id = ?", (document.id,), '"start"'))
    return {
        passage.id: Annotation(
            id=passage.id,
            mentions=tuple(item for item in mentions if item.passage_id == passage.id),
            quotations=tuple(item for item in quotations if item.passage_id == passage.id),
            assertions=tuple(item for item in assertions if item.passage_id == passage.id),
        )
        for passage in passages
    }
