"""Records with sensible values: name only what a test is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from staving.dossier import Dossier
from staving.schema import (
    Assertion,
    Capture,
    Decision,
    Document,
    Evidence,
    Flag,
    Mention,
    MentionKind,
    Municipality,
    Origin,
    OriginKind,
    OriginRule,
    Passage,
    PassageKind,
    Practice,
    Proposition,
    PropositionKind,
    Quotation,
    QuotationType,
    Review,
    ReviewState,
    Side,
    Source,
    Stance,
    Status,
    derive_id,
    hash_text,
    now,
)


def a_source(**given: Any) -> Source:
    values: dict[str, Any] = {"id": "proefblad", "name": "Proefblad", "publisher": "Proefpers", "kind": "newspaper"}
    return Source(**values | given)


def a_capture(**given: Any) -> Capture:
    url = given.get("url", "http://proefblad.example/1")
    values: dict[str, Any] = {
        "url": url,
        "final_url": url,
        "source_id": "proefblad",
        "fetched_at": now(),
        "flag": Flag.OK,
    }
    values |= given
    return Capture(**{"id": derive_id(url, values["fetched_at"].isoformat())} | values)


def a_document(**given: Any) -> Document:
    text = given.get("text", "De gemeente Proefdam neemt gesprekken op.")
    url = given.get("canonical_url", "http://proefblad.example/1")
    values: dict[str, Any] = {
        "id": derive_id(url, hash_text(text)),
        "source_id": "proefblad",
        "canonical_url": url,
        "title": "Een titel",
        "text": text,
        "sha256": hash_text(text),
        "published": "2021-11-09",
    }
    return Document(**values | given)


def a_passage(document: Document, **given: Any) -> Passage:
    start = given.get("start", 0)
    end = given.get("end", len(document.text))
    values: dict[str, Any] = {
        "id": derive_id(document.id, start, end),
        "document_id": document.id,
        "ordinal": 0,
        "kind": PassageKind.BLOCK,
        "start": start,
        "end": end,
        "text": document.text[start:end],
    }
    return Passage(**values | given)


def a_municipality(**given: Any) -> Municipality:
    return Municipality(**{"id": "GM0303", "name": "Dronten", "province": "Flevoland", "current": "GM0303"} | given)


def a_practice(**given: Any) -> Practice:
    values = {
        "id": "video_recording",
        "label": "beeldopname van gesprekken",
        "definition": "filming conversations with residents",
        "category": "recording",
    }
    return Practice(**values | given)


def a_mention(document: Document, words: str, **given: Any) -> Mention:
    start = document.text.index(words)
    kind = given.get("kind", MentionKind.MUNICIPALITY)
    values: dict[str, Any] = {
        "id": derive_id(document.id, start, start + len(words), kind, given.get("value", "GM0303")),
        "document_id": document.id,
        "kind": kind,
        "start": start,
        "end": start + len(words),
        "text": words,
        "value": "GM0303",
        "rule": "test",
    }
    return Mention(**values | given)


def a_quotation(document: Document, words: str, **given: Any) -> Quotation:
    start = document.text.index(words)
    values: dict[str, Any] = {
        "id": derive_id(document.id, start, start + len(words)),
        "document_id": document.id,
        "start": start,
        "end": start + len(words),
        "text": words,
        "sha256": hash_text(words),
        "type": QuotationType.DIRECT,
        "rule": "test",
    }
    return Quotation(**values | given)


def an_assertion(document: Document, words: str | None = None, **given: Any) -> Assertion:
    words = document.text if words is None else words
    start = document.text.index(words)
    values: dict[str, Any] = {
        "id": derive_id(document.id, given.get("municipality"), given.get("practice"), given.get("status"), start),
        "document_id": document.id,
        "municipality": "GM0303",
        "practice": "video_recording",
        "status": Status.IN_USE,
        "start": start,
        "end": start + len(words),
        "text": words,
        "rule": "test",
    }
    return Assertion(**values | given)


def a_proposition(**given: Any) -> Proposition:
    values: dict[str, Any] = {
        "id": "P01",
        "statement": "Proefdam filmt gesprekken",
        "kind": PropositionKind.FACT,
        "side": Side.NEUTRAL,
    }
    return Proposition(**values | given)


def a_dossier(path: Path, *propositions: Proposition, **given: Any) -> Dossier:
    """A case about Dronten, of a union called Bond."""
    values: dict[str, Any] = {"title": "Proef", "subject": "GM0303", "complainant": "Bond"}
    return Dossier(path=path, propositions=propositions, **values | {"complainant_names": ("Bond",)} | given)


def a_review(evidence_id: str, decision: Decision, **given: Any) -> Review:
    values: dict[str, Any] = {"record_kind": "evidence", "by": "lezer", "at": now()}
    values |= given
    return Review(id=derive_id(evidence_id, values["by"]), record_id=evidence_id, decision=decision, **values)


def an_origin(**given: Any) -> Origin:
    key = given.get("key", "Proefblad")
    return Origin(**{"id": derive_id(key.casefold()), "key": key, "kind": OriginKind.OUTLET} | given)


def an_evidence(passage: Passage, proposition: Proposition, origin: Origin, **given: Any) -> Evidence:
    values: dict[str, Any] = {
        "id": derive_id(passage.id, proposition.id),
        "passage_id": passage.id,
        "document_id": passage.document_id,
        "proposition_id": proposition.id,
        "stance": Stance.SUPPORTS,
        "score": 0.9,
        "reasons": ("test",),
        "method": "cues",
        "origin_id": origin.id,
        "origin_rule": OriginRule.OUTLET,
        "state": ReviewState.ACCEPTED,
    }
    return Evidence(**values | given)
