"""Find what a reader asks a citation of: a document, passage, address, ruling or claim."""

from __future__ import annotations

from dataclasses import dataclass

from publish.cite import Citation, cite, cite_ruling, join_citations
from publish.quotes import is_exact, is_intact
from publish.rich import Form
from publish.views.claims import read_claim
from staving.errors import StavingError
from staving.schema import Document, Passage, ReviewState, Source
from staving.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was asked for, ready to be cited."""

    kind: str
    """document, passage, ruling or claim."""
    id: str
    """Id of what was found."""
    citations: tuple[Citation, ...]
    """One for each source; a claim may have several, joined in one note."""
    quote: str | None = None
    """Words of the passage, only when they stand in the stored text."""
    is_checked: bool = True
    """Whether the words could be checked."""

    def write_note(self, form: Form) -> str:
        """Return the footnote."""
        return join_citations(self.citations, form)

    def list_entries(self, form: Form) -> tuple[str, ...]:
        """Return the entries for the list of sources."""
        entries = (citation.write_entry(form) for citation in self.citations)
        return tuple(dict.fromkeys(entry for entry in entries if entry))


def find_citation(store: Store, key: str, *, pinpoint: str | None = None) -> Found:
    """Return the citation of what a key names.

    Args:
        store: The database.
        key: Id of a document, passage or claim, a web address, or an ECLI.
        pinpoint: Place in it: page, consideration or article.

    Raises:
        StavingError: Nothing has that name, or the claim has no accepted evidence.
    """
    key = key.encode("utf-8", "replace").decode("utf-8")  # a command line may hold bytes that are no text
    document = store.get(Document, key) or _find_by_address(store, key)
    if document:
        return Found(kind="document", id=document.id, citations=(_cite(store, document, pinpoint),))
    passage = store.get(Passage, key)
    if passage:
        return _cite_passage(store, passage, pinpoint)
    if key.upper().startswith("ECLI:"):
        return Found(kind="ruling", id=key.upper(), citations=(cite_ruling(key, None, pinpoint),))
    claim = read_claim(store, key)
    if claim is None:
        raise StavingError(f"{key}: no document, passage, address, ECLI or claim of that name; see /search on the site")
    sources = tuple(item.citation for item in claim.supports if item.evidence.state == ReviewState.ACCEPTED)
    if not sources:
        raise StavingError(f"{key}: no accepted evidence supports this claim, so there is nothing to cite")
    return Found(kind="claim", id=key, citations=sources)


def _find_by_address(store: Store, key: str) -> Document | None:
    """Return the latest version under an address or public identifier."""
    upper = key.upper() if key.upper().startswith("ECLI:") else key
    condition = (
        '"canonical_url" IN (?, ?) OR "identifier" = ? OR "capture_id" IN (SELECT "id" FROM "capture" WHERE "url" = ? '
        'OR "final_url" = ?)'
    )
    found = store.iterate(Document, condition, (key, key.rstrip("/"), upper, key, key), order='"rowid" DESC')
    return next(found, None)


def _cite(store: Store, document: Document, pinpoint: str | None) -> Citation:
    source = store.get(Source, document.source_id)
    if source is None:
        raise StavingError(f"{document.id}: its source {document.source_id} is missing; import the document again")
    return cite(document, source, pinpoint=pinpoint)


def _cite_passage(store: Store, passage: Passage, pinpoint: str | None) -> Found:
    document = store.get(Document, passage.document_id)
    if document is None:
        raise StavingError(f"{passage.id}: its document {passage.document_id} is missing; import it again")
    is_checked = is_intact(document) and is_exact(document, passage.start, passage.end, passage.text)
    return Found(
        kind="passage",
        id=passage.id,
        citations=(_cite(store, document, pinpoint),),
        quote=passage.text if is_checked else None,
        is_checked=is_checked,
    )
