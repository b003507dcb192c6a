"""One document: its text with all that was found in it, where it comes from, its versions and near-copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from publish.cite import Citation, cite, cite_mention
from publish.dates import write_period
from publish.highlight import Span, Stretch, cut_stretches
from publish.quotes import is_intact, is_quotation_exact
from publish.views.reading import fetch
from publish.wording import MENTIONS, STATUSES
from staving.schema import (
    Assertion,
    Capture,
    Document,
    Evidence,
    Mention,
    MentionKind,
    Municipality,
    Passage,
    PassageKind,
    Practice,
    Proposition,
    Quotation,
    QuotationType,
    ReviewState,
    Source,
)
from staving.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A passage as it is shown; text between passages is a block without passage."""

    passage: Passage | None
    stretches: tuple[Stretch, ...]
    claims: tuple[Proposition, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of the text."""
        return self.passage is not None and self.passage.kind == PassageKind.HEADING


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """All that the page of a document shows."""

    document: Document
    source: Source
    capture: Capture | None
    citation: Citation
    is_intact: bool
    blocks: tuple[Block, ...]
    hit: Passage | None
    counts: tuple[tuple[str, int], ...]
    versions: tuple[Document, ...]
    cluster: tuple[tuple[Document, Source], ...]
    municipality: Municipality | None


def read_document(store: Store, id: str, *, passage: str | None = None) -> DocumentPage | None:
    """Return the page of a document, or None when there is no such document.

    Args:
        store: The database.
        id: The document.
        passage: The passage at which it is opened; one that is not in the document is passed over.
    """
    document = store.get(Document, id)
    source = store.get(Source, document.source_id) if document else None
    if document is None or source is None:
        return None
    whole = is_intact(document)
    spans = tuple(find_spans(store, document)) if whole else ()
    passages = tuple(store.iterate(Passage, '"document_id" = ?', (id,), order='"start"'))
    blocks = tuple(_cut_blocks(store, document, passages, spans)) if whole else ()
    layers = [span.layer for span in spans]
    near = []
    if document.cluster:
        for other in store.iterate(Document, '"cluster" = ? AND "id" <> ?', (document.cluster, id)):
            outlet = store.get(Source, other.source_id)
            if outlet and other.canonical_url != document.canonical_url:
                near.append((other, outlet))
    return DocumentPage(
        document=document,
        source=source,
        capture=store.get(Capture, document.capture_id) if document.capture_id else None,
        citation=cite(document, source),
        is_intact=whole,
        blocks=blocks,
        hit=next((item for item in passages if item.id == passage), None),
        counts=tuple((layer, layers.count(layer)) for layer in dict.fromkeys(layers)),
        versions=tuple(store.iterate(Document, '"canonical_url" = ?', (document.canonical_url,))),
        cluster=tuple(near),
        municipality=store.get(Municipality, document.municipality) if document.municipality else None,
    )


def find_spans(store: Store, document: Document) -> Iterator[Span]:
    """Yield all that was found in a document: mentions, quotations with speaker and cue, assertions."""
    mine = ('"document_id" = ?', (document.id,))
    mentions = list(store.iterate(Mention, *mine))
    assertions = list(store.iterate(Assertion, *mine))
    codes = {m.current or m.value for m in mentions if m.kind == MentionKind.MUNICIPALITY}
    towns = fetch(store, Municipality, codes | {item.municipality for item in assertions})
    practices = fetch(
        store,
        Practice,
        {item.practice for item in assertions} | {m.value for m in mentions if m.kind == MentionKind.PRACTICE},
    )
    for mention in mentions:
        if document.text[mention.start : mention.end] == mention.text:
            yield _span_mention(mention, towns, practices)
    for quotation in store.iterate(Quotation, *mine):
        if is_quotation_exact(document, quotation):
            who = ", ".join(
                part
                for part in (quotation.speaker_name, quotation.speaker_role, quotation.speaker_organisation)
                if part
            )
            kind = "citaat" if quotation.type == QuotationType.DIRECT else "weergegeven woorden"
            yield Span(
                quotation.start, quotation.end, "quotation", f"{kind} van {who}" if who else kind, None, quotation.id
            )
    for assertion in assertions:
        if document.text[assertion.start : assertion.end] != assertion.text:
            continue
        town, practice = towns.get(assertion.municipality), practices.get(assertion.practice)
        label = f"{town.name if town else assertion.municipality}: {practice.label if practice else assertion.practice}"
        label += f", {STATUSES[assertion.status].label}"
        period = write_period(assertion.since, assertion.until)
        yield Span(
            assertion.start,
            assertion.end,
            "assertion",
            f"{label} ({period})" if period else label,
            None,
            assertion.id,
        )


def _span_mention(mention: Mention, towns: dict[str, Municipality], practices: dict[str, Practice]) -> Span:
    name, link = mention.value, None
    if mention.kind == MentionKind.MUNICIPALITY:
        code = mention.current or mention.value
        name = towns[code].name if code in towns else mention.value
        link = f"/municipality/{quote(code, safe='')}"
    elif mention.kind == MentionKind.PRACTICE:
        name = practices[mention.value].label if mention.value in practices else mention.value
        link = f"/practice/{quote(mention.value, safe='')}"
    elif mention.kind == MentionKind.NORM:
        name = cite_mention(mention).text.removesuffix(".")
    return Span(mention.start, mention.end, mention.kind, f"{MENTIONS[MentionKind(mention.kind)]}: {name}", link)


def _cut_blocks(
    store: Store, document: Document, passages: tuple[Passage, ...], spans: tuple[Span, ...]
) -> Iterator[Block]:
    claims = _find_claims(store, document.id)
    at = 0
    for passage in passages:
        if passage.start < at or document.text[passage.start : passage.end] != passage.text:
            continue
        if document.text[at : passage.start].strip():
            yield Block(passage=None, stretches=tuple(cut_stretches(document.text, spans, at, passage.start)))
        yield Block(
            passage=passage,
            stretches=tuple(cut_stretches(document.text, spans, passage.start, passage.end)),
            claims=claims.get(passage.id, ()),
        )
        at = passage.end
    if document.text[at:].strip():
        yield Block(passage=None, stretches=tuple(cut_stretches(document.text, spans, at)))


def _find_claims(store: Store, document_id: str) -> dict[str, tuple[Proposition, ...]]:
    """Return the claims that each passage bears on, the surest link first."""
    links = list(
        store.iterate(
            Evidence,
            '"document_id" = ? AND "state" <> ? AND "stance" <> ?',
            (document_id, ReviewState.REJECTED.value, "mentions"),
            order='"score" DESC',
        )
    )
    known = fetch(store, Proposition, (link.proposition_id for link in links))
    found: dict[str, list[Proposition]] = {}
    for link in links:
        if link.proposition_id in known:
            found.setdefault(link.passage_id, []).append(known[link.proposition_id])
    return {passage: tuple(claims) for passage, claims in found.items()}
