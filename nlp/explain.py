"""Explain how a text was read: for each sentence what was found, by which rule, and why a practice gave nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nlp.annotate import annotate_text
from nlp.pipeline import cut_sentences, load_pipeline
from nlp.practices import Hit
from staving.errors import SourceError
from staving.schema import Annotation, Assertion, Document, Mention, Quotation, TextItem

if TYPE_CHECKING:
    from staving.config import Workspace

Found = Mention | Quotation | Assertion


def explain_text(item: TextItem, *, model: str | None = None) -> list[dict[str, Any]]:
    """Return what was found in each sentence of a text, and by which rules.

    Args:
        item: The text.
        model: Pipeline to parse with; None for that of the package.

    Returns:
        One object a sentence: `start`, `end`, `text`, `flags`, `mentions`, `assertions`, `quotations`, `silent` (the
        practices that gave no assertion, and why).

    Raises:
        ModelError: The pipeline cannot be loaded.
    """
    nlp = load_pipeline(model)
    notes: list[tuple[Hit, str]] = []
    annotation = annotate_text(nlp, item, notes=notes)
    doc = nlp.make_doc(item.text)
    spans = [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1].text)) for start, end in cut_sentences(doc)]
    offsets = {id(hit): doc[hit.anchor[0]].idx for hit, _ in notes}
    return [
        {
            "start": start,
            "end": end,
            "text": item.text[start:end],
            "flags": list(annotation.flags),
            **_explain_sentence(annotation, start, end),
            "silent": [
                {"practice": hit.practice, "pattern": hit.pattern, "because": why}
                for hit, why in notes
                if start <= offsets[id(hit)] < end and not _is_settled(annotation, hit, start, end)
            ],
        }
        for start, end in spans
    ]


def explain_document(workspace: Workspace, identity: str, *, model: str | None = None) -> list[dict[str, Any]]:
    """Return the same for a document of a workspace.

    Args:
        workspace: Where the document is.
        identity: Its id.
        model: Pipeline to parse with; None for that of the package.

    Raises:
        SourceError: There is no such document.
    """
    from staving.store import Store

    with Store.open(workspace.evidence) as store:
        document = store.get(Document, identity)
    if document is None:
        raise SourceError(f"{identity}: no such document here; table document of the site shows their ids")
    item = TextItem(
        id=document.id,
        text=document.text,
        date=document.based_on_date or document.published,
        title=document.title,
        municipality=document.municipality,
    )
    return explain_text(item, model=model)


def _is_settled(annotation: Annotation, hit: Hit, start: int, end: int) -> bool:
    """Tell whether a later sentence made an assertion of a practice that its own sentence left open."""
    return any(item.practice == hit.practice and start <= item.start < end for item in annotation.assertions)


def _explain_sentence(annotation: Annotation, start: int, end: int) -> dict[str, list[dict[str, Any]]]:
    return {
        "mentions": [
            {
                "kind": str(item.kind),
                "text": item.text,
                "value": item.value,
                "article": item.article,
                "identifier": item.identifier,
                "rule": item.rule,
            }
            for item in _within(annotation.mentions, start, end)
        ],
        "assertions": [
            {
                "municipality": item.municipality,
                "practice": item.practice,
                "status": str(item.status),
                "since": item.since,
                "until": item.until,
                "asserted_by": item.asserted_by,
                "clause": item.text,
                "rule": item.rule,
            }
            for item in _within(annotation.assertions, start, end)
        ],
        "quotations": [
            {
                "text": item.text,
                "type": str(item.type),
                "speaker": item.speaker_name or item.speaker_role or item.speaker_organisation,
                "rule": item.rule,
            }
            for item in _within(annotation.quotations, start, end)
        ],
    }


def _within(items: Sequence[Any], start: int, end: int) -> Iterator[Any]:
    return (item for item in items if start <= item.start < end)


def write_explanation(sentence: dict[str, Any]) -> str:
    """Return the explanation of a sentence as text for people."""
    lines = [" ".join(sentence["text"].split())]
    lines.extend(f"  {flag}: not read" for flag in sentence["flags"] if flag.startswith("language:"))
    for item in sentence["mentions"]:
        article = f" {item['article']}" if item["article"] else ""
        lines.append(f"  {item['kind']}: {item['text']} = {item['value']}{article}\n      by {item['rule']}")
    for item in sentence["assertions"]:
        times = "".join(f", {name} {item[name]}" for name in ("since", "until") if item[name])
        source = f", says {item['asserted_by']}" if item["asserted_by"] else ""
        pattern, *reasons = item["rule"].split("; ")
        lines.append(f"  states: {item['municipality']} {item['practice']} {item['status']}{times}{source}")
        lines.append(f"      in: {' '.join(item['clause'].split())}")
        lines.append(f"      practice by {pattern}")
        lines.extend(f"      {reason}" for reason in reasons)
    for item in sentence["quotations"]:
        rule = f"\n      by {item['rule']}" if item["rule"] else ""
        lines.append(f"  {item['type']} quotation of {item['speaker'] or 'nobody named'}: {item['text']}{rule}")
    lines.extend(
        f"  states nothing: {item['practice']}\n      because {item['because']}" for item in sentence["silent"]
    )
    if len(lines) == 1:
        lines.append("  nothing found")
    return "\n".join(lines)
