"""Find quotations: the words a text gives as somebody's own, and the clauses in which it reports them.

Marks are paired first (`quotation_marks`), each marked stretch becomes one token (`quotation_tokens`), then
every stretch is judged by what stands around it (`quotation_judge`): a cue with a speaker, a colon, a sentence
of its own make it a quotation; a title, a single word, an article before it do not. Speakers and indirect
speech are read by `quotation_reader`.
"""

from __future__ import annotations

from spacy.tokens import Doc

from nlp.quotation_reader import Found, QuotationReader
from staving.schema import Quotation, derive_id, hash_text


def find_quotations(doc: Doc, document_id: str = "") -> list[Quotation]:
    """Return the quotations of a text in the order of their start.

    Args:
        doc: A tokenised document; entities are used where there are any, a parse is not needed.
        document_id: The document the quotations are to point to.

    Returns:
        Direct quotations (the words inside the marks; one for each paragraph and each part of a split one)
        and indirect ones (the reported clause with its conjunction).
    """
    labels = {entity.start_char: _plain_label(entity.label_) for entity in doc.ents}
    return read_quotations(doc.text, document_id, labels)


def _plain_label(label: str) -> str:
    return {"PERSON": "PER", "GPE": "LOC"}.get(label, label)


def read_quotations(text: str, document_id: str = "", labels: dict[int, str] | None = None) -> list[Quotation]:
    """Return the quotations of a text: `find_quotations` for text without a `Doc`.

    Args:
        text: Any text; it is never changed.
        document_id: The document the quotations are to point to.
        labels: Entity label (PER, ORG, LOC) by first character, where known.
    """
    reader = QuotationReader(text, labels or {})
    found = [*reader.read_direct(), *reader.read_indirect()]
    return [_quotation_of(one, text, document_id) for one in sorted(found, key=lambda one: (one.start, one.end))]


def _quotation_of(found: Found, text: str, document_id: str) -> Quotation:
    words = text[found.start : found.end]
    speaker = found.speaker
    return Quotation(
        id=derive_id(document_id, found.start, found.end),
        document_id=document_id,
        start=found.start,
        end=found.end,
        text=words,
        sha256=hash_text(words),
        type=found.type,
        speaker_name=speaker.name if speaker else None,
        speaker_role=speaker.role if speaker else None,
        speaker_organisation=speaker.organisation if speaker else None,
        speaker_start=speaker.start if speaker else None,
        speaker_end=speaker.end if speaker else None,
        cue_start=found.cue[0] if found.cue else None,
        cue_end=found.cue[1] if found.cue else None,
        rule=found.rule,
    )
