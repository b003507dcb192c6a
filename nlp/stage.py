"""The read stage: documents of the store in, mentions, quotations and assertions out."""

from __future__ import annotations

import bisect
import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from spacy.language import Language

from nlp.annotate import annotate_texts
from nlp.lexicons import hash_rules
from nlp.pipeline import MODEL, cut_sentences, load_pipeline
from nlp.register import find_entry_assertions, read_entry_status
from nlp.workers import count_cores, read_all
from staving.errors import StavingError
from staving.gazetteer import read_gazetteer
from staving.progress import track
from staving.resources import data_path
from staving.schema import (
    Annotation,
    Assertion,
    Document,
    DocumentKind,
    Evidence,
    Mention,
    Passage,
    Practice,
    Quotation,
    Run,
    TextItem,
)
from staving.store import Store

STAGE = "read"

FOREIGN = "language:"
"""How the flag of a text in another language begins."""

FEW = 40
"""Documents for each process, below which starting one costs more than it gains."""

READABLE = (
    """"flag" IN ('ok', 'encoding') """
    'AND "id" NOT IN (SELECT "supersedes" FROM "document" WHERE "supersedes" IS NOT NULL)'
)
"""Which documents are read: the newest version of a text, where we have the whole of it."""

R = TypeVar("R", Mention, Quotation, Assertion)


def read(
    store: Store,
    *,
    document_ids: Iterable[str] | None = None,
    model: str | None = None,
    force: bool = False,
    jobs: int | None = None,
) -> dict[str, int]:
    """Read the documents that were not yet read with the present rules.

    One transaction for each document, so that a run that was cut off goes on where it stopped. What an earlier run
    found in a document is replaced, and with it go the links (`Evidence`) of the document, which point at what was
    found; the link stage makes them anew. A document whose text is not whole, or that a later version has replaced,
    is not read, and what an earlier run found in it is deleted.

    Args:
        store: The evidence store.
        document_ids: Read these only; None for all.
        model: An installed spaCy pipeline to parse with; None for the one of the package.
        force: Read again what was read with the same rules.
        jobs: How many processes read; None for as many as there are cores, or one where there is little to read.

    Returns:
        How many documents were read, were unchanged since they were, are in another language and failed; how many
        mentions, quotations and assertions came out.

    Raises:
        ModelError: The pipeline cannot be loaded.
    """
    load_pipeline(model)  # a model that is not there is said before anything is written
    settings = hashlib.sha256(f"{hash_rules()} {model or MODEL}".encode()).hexdigest()
    chosen = None if document_ids is None else list(document_ids)
    listed = list(_list_documents(store, chosen))
    todo = [identity for identity in listed if force or not _is_read(store, identity, settings)]
    fill_reference_tables(store)
    _clear_unreadable(store)
    run = store.start_run(STAGE, settings)
    counts: Counter[str] = Counter(documents=0, mentions=0, quotations=0, assertions=0)
    counts.update(unchanged=len(listed) - len(todo), foreign=0, failed=0)
    problems: list[str] = []
    processes = jobs or min(count_cores(), max(1, len(todo) // FEW))
    outcomes = read_all(_load(store, todo), jobs=processes, model=model)
    for outcome in track(outcomes, label="read", total=len(todo)):
        document = outcome.item
        if not isinstance(document, Document):
            continue
        if outcome.annotation is None:
            counts["failed"] += 1
            problems.append(f"{document.id}: not read: {outcome.problem}; mend the text or leave it out, then --force")
            continue
        problems.extend(_name_flags(document, outcome.annotation))
        if any(flag.startswith(FOREIGN) for flag in outcome.annotation.flags):
            counts["foreign"] += 1
        else:
            counts["documents"] += 1
        counts.update(_write(store, document, outcome.annotation, run))
    whole = int(chosen is None)
    store.finish_run(run, {"documents": len(todo), "all": whole}, dict(counts), problems)
    return dict(counts)


def _load(store: Store, identities: Iterable[str]) -> Iterator[Document]:
    for identity in identities:
        document = store.get(Document, identity)
        if document is not None:
            yield document


def _name_flags(document: Document, annotation: Annotation) -> Iterator[str]:
    """Yield what is wrong with a text, as problems of the run."""
    for flag in annotation.flags:
        if flag.startswith(FOREIGN):
            yield f"{document.id}: is in another language ({flag.removeprefix(FOREIGN)}); not read"
        elif flag == "encoding":
            yield f"{document.id}: letters were decoded wrongly; quote from the source, not from this text"


def fill_reference_tables(store: Store) -> None:
    """Store the municipalities and practices, which assertions refer to."""
    try:
        rows = json.loads(data_path("practices.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StavingError(f"data/practices.json: cannot be read ({error}); install the package again") from error
    practices = [
        Practice(id=row["id"], label=row["label"], definition=row["definition"], category=row["category"])
        for row in rows
    ]
    with store.unit():
        store.put_all(read_gazetteer().municipalities.values())
        store.put_all(practices)


def _list_documents(store: Store, chosen: Sequence[str] | None) -> Iterator[str]:
    """Yield the ids of the documents to read: those whose text is whole and that no later version has replaced."""
    wanted = None if chosen is None else set(chosen)
    for document in store.iterate(Document, READABLE):
        if wanted is None or document.id in wanted:
            yield document.id


def _clear_unreadable(store: Store) -> None:
    """Delete what earlier runs found in documents that are no longer read."""
    for document in list(store.iterate(Document, f"NOT ({READABLE})")):
        with store.unit():
            _drop_old(store, document.id)


def _is_read(store: Store, identity: str, settings: str) -> bool:
    """Tell whether a document was read with these rules: by what came out, or by a whole run after it was stored."""
    mine = "run_id IN (SELECT id FROM run WHERE stage = 'read' AND settings_hash = ?)"
    for record in (Mention, Quotation, Assertion):
        if store.count(record, f"document_id = ? AND {mine}", (identity, settings)):
            return True
    condition = (
        "id = ? AND run_id IN (SELECT id FROM run WHERE ended <= (SELECT max(started) FROM run WHERE stage = 'read' "
        "AND settings_hash = ? AND ended IS NOT NULL AND json_extract(counts_in, '$.all') = 1))"
    )
    return bool(store.count(Document, condition, (identity, settings)))


def _write(store: Store, document: Document, annotation: Annotation, run: Run) -> Counter[str]:
    """Store what was read of a document in the place of what an earlier run found, in one transaction."""
    passages = list(store.iterate(Passage, "document_id = ?", (document.id,), '"start"'))
    mentions = [_place(item, passages, run) for item in annotation.mentions]
    quotations = [_place(item, passages, run) for item in annotation.quotations]
    assertions = [_place(item, passages, run) for item in annotation.assertions]
    with store.unit():
        _drop_old(store, document.id)
        store.put_all([*mentions, *quotations, *assertions])
    return Counter(mentions=len(mentions), quotations=len(quotations), assertions=len(assertions))


def annotate_documents(nlp: Language, documents: Sequence[Document]) -> list[Annotation]:
    """Return the annotations of some stored documents.

    The date that decides which municipalities and laws were in force is that of the work which the text summarises,
    where it summarises one. A register entry has its status in a field of its own; its assertions come from
    `nlp.register`.
    """
    dutch = [document for document in documents if document.language == "nl"]
    items = [
        TextItem(
            id=document.id,
            text=document.text,
            date=document.based_on_date or document.published,
            title=document.title,
            municipality=document.municipality,
        )
        for document in dutch
    ]
    parse = [document.kind != DocumentKind.REGISTER_ENTRY for document in dutch]
    read_ones = dict(zip((item.id for item in items), annotate_texts(nlp, items, parse=parse), strict=True))
    return [
        _add_entry(nlp, document, read_ones[document.id])
        if document.language == "nl"
        else Annotation(id=document.id, flags=(f"{FOREIGN}{document.language}",))
        for document in documents
    ]


def _add_entry(nlp: Language, document: Document, annotation: Annotation) -> Annotation:
    """Return the annotation of a document with the assertions of a register entry, where it is one."""
    if document.kind != DocumentKind.REGISTER_ENTRY:
        return annotation
    status = read_entry_status(document.fields)
    assertions: list[Assertion] = []
    if status is not None and document.municipality is not None:
        doc = nlp.make_doc(document.text)
        assertions = find_entry_assertions(doc, cut_sentences(doc), document.id, document.municipality, status)
    return dataclasses.replace(annotation, assertions=tuple(assertions))


def _place(item: R, passages: Sequence[Passage], run: Run) -> R:
    """Return a record with its passage and run."""
    position = bisect.bisect_right(passages, item.start, key=lambda passage: passage.start) - 1
    passage = passages[position] if position >= 0 and item.start < passages[position].end else None
    return dataclasses.replace(item, passage_id=passage.id if passage else None, run_id=run.id)


def _drop_old(store: Store, document_id: str) -> None:
    """Delete what earlier runs found in a document, and first the links, which point at it."""
    for record in (Evidence, Assertion, Quotation, Mention):
        store.delete(record, "document_id = ?", (document_id,))
