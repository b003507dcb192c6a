"""Make public.db: all that the pages need, and of every text only short excerpts without the names of private people.

The database is made anew from evidence.db, never copied from it, so that nothing of the full texts is left in search
tables or free pages. What is not named here does not go in. The text of a document is the sequence of its excerpts;
every offset and hash fits that text, so that all pages work and every quotation is still checked.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graph.attribution import load_outlets
from graph.terms import stem
from publish.edition.masking import (
    Allowed,
    find_cuts,
    list_tokens,
    load_words,
    mask,
    tidy,
)
from publish.names import split_name
from publish.views.reading import fetch
from staving.folding import fold
from staving.gazetteer import read_joint_bodies
from staving.progress import track
from staving.schema import (
    Argument,
    Assertion,
    Capture,
    Document,
    Evidence,
    Mention,
    Municipality,
    Origin,
    OriginKind,
    Passage,
    Practice,
    Premise,
    Proposition,
    Quotation,
    ReviewState,
    Source,
    Verdict,
    derive_id,
    hash_text,
)
from staving.store import Store

MOST_SHARE = 0.3
"""Share of a text that its excerpts may take together."""

MOST_TIMES = 5
"""How many times the policy's longest quotation they may take together."""

WITHHELD = "[woorden weggelaten: lees ze bij de bron]"
"""What stands in place of a passage that cannot be quoted whole sentence by whole sentence within the policy."""

GAP = "\n\n…\n\n"
"""What stands between two excerpts."""


_SENTENCE = re.compile(r"(?:(?<=[a-zà-ÿ]{5})\.|(?<=[a-zà-ÿ])[!?])(['\"”’»)]*)(?=\s+['\"“‘„«(]?[A-ZÀ-Þ])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A document as it is published, with what lies in it."""

    document: Document
    passages: tuple[Passage, ...]
    quotations: tuple[Quotation, ...]
    assertions: tuple[Assertion, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class _Input:
    """A document with all that is needed to publish it."""

    document: Document
    source: Source
    links: Sequence[Evidence]
    assertions: Sequence[Assertion]
    allowed: Allowed


def build_public(evidence: Store, path: Path, *, secret: str, names: Iterable[str] = ()) -> dict[str, int]:
    """Write public.db; an older one is replaced only when the new one is whole.

    Args:
        evidence: The store with everything.
        path: Where public.db goes.
        secret: Key for the ids of origins whose names are masked.
        names: Names of bodies that may be named: the complainant, the addressee.

    Returns:
        How many records of each kind went in, and how many names were masked.
    """
    new = path.with_name(path.name + ".new")
    for leftover in (new, new.with_name(new.name + "-wal"), new.with_name(new.name + "-shm")):
        leftover.unlink(missing_ok=True)
    with Store.open(new, create=True) as public:
        counts = _fill(evidence, public, secret, tuple(names))
        public.update_terms(stem)
        public.db.execute("INSERT INTO passage_fts(passage_fts) VALUES('optimize')")
        public.db.execute("PRAGMA journal_mode = DELETE")
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    new.replace(path)
    return counts


def _fill(evidence: Store, public: Store, secret: str, names: tuple[str, ...]) -> dict[str, int]:
    links = list(evidence.iterate(Evidence, "state = ?", (ReviewState.ACCEPTED,)))
    assertions = list(evidence.iterate(Assertion))
    sources = {item.id: item for item in evidence.iterate(Source)}
    general = _allow(evidence, sources.values(), names)
    by_document: dict[str, tuple[list[Evidence], list[Assertion]]] = {}
    for link in links:
        by_document.setdefault(link.document_id, ([], []))[0].append(link)
    for item in assertions:
        by_document.setdefault(item.document_id, ([], []))[1].append(item)
    people: set[str] = set()
    masked = 0
    kept: set[str] = set()
    used: set[str] = set()
    public.start_run("publish", "public")
    with public.unit():
        public.put_all(_list_case(evidence))
        for name in track(by_document, label="public", total=len(by_document)):
            document = evidence.get(Document, name)
            if document is None or document.source_id not in sources:
                continue
            own, experts = _allow_people(evidence, document, general)
            people |= experts
            shown, number = _show(evidence, _Input(document, sources[document.source_id], *by_document[name], own))
            masked += number
            used.add(document.source_id)
            capture = evidence.get(Capture, document.capture_id) if document.capture_id else None
            if capture is not None:
                public.put(_show_capture(capture, shown.document))
            public.put(shown.document, *shown.passages, *shown.quotations, *shown.assertions, *shown.mentions)
            for group in (shown.passages, shown.quotations, shown.assertions):
                kept |= {getattr(item, "id") for item in group}  # noqa: B009  # records have no common base
        public.put_all(replace(sources[name], note=None) for name in sorted(used))
        voices = _rename_origins(evidence, replace(general, people=frozenset(people)), secret)
        public.put_all(voices.values())
        public.put_all(_show_link(link, kept, voices) for link in links if link.passage_id in kept)
        ids = {name: origin.id for name, origin in voices.items()}
        public.put_all(_show_verdict(item, ids) for item in evidence.iterate(Verdict))
        named = replace(general, people=frozenset(people))
        public.put_all(
            replace(item, statement=mask(item.statement, named).text, cues={}) for item in evidence.iterate(Proposition)
        )
    counts = {"documents": public.count(Document), "passages": public.count(Passage)}
    counts |= {"evidence": public.count(Evidence), "assertions": public.count(Assertion), "masked": masked}
    return counts


def _list_case(evidence: Store) -> Iterable[Any]:
    """Yield what holds no text from elsewhere: places, practices, and the case as its author wrote it."""
    yield from evidence.iterate(Municipality)
    yield from evidence.iterate(Practice)
    yield from evidence.iterate(Argument)
    yield from evidence.iterate(Premise)


def _allow(evidence: Store, sources: Iterable[Source], names: Sequence[str]) -> Allowed:
    """Return what may stand in every text: places, outlets, bodies."""
    towns = list(evidence.iterate(Municipality))
    places = {town.name for town in towns} | {town.province for town in towns}
    bodies = {name for source in sources for name in (source.name, source.publisher) if source.kind != "person"}
    bodies |= {body.name for body in read_joint_bodies()} | {outlet.name for outlet in load_outlets()[0].values()}
    return Allowed(places=frozenset(places), names=frozenset(bodies | {name for name in names if name}))


def is_in_office(role: str | None, organisation: str | None) -> bool:
    """Return whether somebody with this role may be named: in office, speaking for a body, or an expert by position.

    >>> is_in_office("wethouder", None), is_in_office("woordvoerder", None), is_in_office("inwoner", "Dronten")
    (True, False, False)
    """
    words = load_words()
    folded = (role or "").casefold().strip()
    # The longest office that fits decides: a `woordvoerder` needs a body to speak for.
    found = [office for office in words["offices"] if re.match(rf"{re.escape(office)}(?![\w-])", folded)]
    if not found:
        return False
    return max(found, key=len) not in words["for_a_body"] or bool((organisation or "").strip())


def _allow_people(evidence: Store, document: Document, general: Allowed) -> tuple[Allowed, set[str]]:
    """Return what may stand in one text, and the names of the people in it who may be named."""
    public: set[str] = set()
    private: set[str] = set(document.authors)
    for item in evidence.iterate(Quotation, "document_id = ?", (document.id,)):
        if not item.speaker_name:
            continue
        if is_in_office(item.speaker_role, item.speaker_organisation):
            public |= {item.speaker_name, split_name(item.speaker_name)[1]}
        elif item.speaker_name not in general.names:
            private.add(item.speaker_name)
    known = {fold(word) for name in (*general.names, *public) for word in name.split()}
    forbidden = list_tokens(private) - known - {fold(word) for word in load_words()["starters"]}
    return replace(general, people=frozenset(public), forbidden=frozenset(forbidden)), public


def _show(evidence: Store, given: _Input) -> tuple[_Shown, int]:
    """Return a document with excerpts only, and how many names were masked."""
    document, links, assertions, allowed = given.document, given.links, given.assertions, given.allowed
    wanted = dict.fromkeys(item.passage_id for item in sorted(links, key=lambda item: -item.score))
    wanted |= dict.fromkeys(item.passage_id or "" for item in assertions)
    passages = sorted(fetch(evidence, Passage, wanted).values(), key=lambda passage: passage.start)
    quotations = list(fetch(evidence, Quotation, (link.quotation_id for link in links)).values())
    left = _find_room(document, given.source)
    windows: dict[str, tuple[int, int]] = {}
    for name in wanted:  # the best evidence first
        quoted = next((passage for passage in passages if passage.id == name), None)
        if quoted is not None:
            carried: list[Any] = [span for span in quotations if span.passage_id == name]
            carried += [span for span in assertions if span.passage_id == name]
            room = given.source.quote_chars if not windows else min(given.source.quote_chars, left)
            start, end = _choose_window(document.text, quoted, carried, room)
            windows[name] = start, end
            left -= end - start
    text, names = "", 0
    new_passages: list[Passage] = []
    new_quotations: list[Quotation] = []
    new_assertions: list[Assertion] = []
    for passage in passages:
        inside: list[Quotation | Assertion] = [item for item in quotations if item.passage_id == passage.id]
        inside += [item for item in assertions if item.passage_id == passage.id]
        start, end = windows[passage.id]
        shown, places, number = _mask_window(document.text, start, end, allowed)
        names += number
        first = len(text) + (len(GAP) if text else 0)
        text += (GAP if text else "") + shown
        new_passages.append(replace(passage, start=first, end=first + len(shown), text=shown))
        for item in inside:
            is_withheld = start == end
            begin = 0 if is_withheld else places[min(max(item.start, start), end) - start]
            finish = len(shown) if is_withheld else max(begin, places[min(max(item.end, start), end) - start])
            words = shown[begin:finish]
            moved: dict[str, Any] = {
                "start": first + begin,
                "end": first + finish,
                "text": words,
                "rule": "",
                "run_id": None,
            }
            if isinstance(item, Quotation):
                new_quotations.append(_show_quotation(item, moved, allowed))
            else:
                by = mask(item.asserted_by, allowed).text if item.asserted_by else None
                new_assertions.append(replace(item, asserted_by=by, **moved))
    title = mask(document.title, allowed)
    hidden = [*title.names, *_name_all(document.text, allowed)]
    published = Document(
        id=document.id,
        source_id=document.source_id,
        capture_id=document.capture_id,
        canonical_url=show_address(document.canonical_url, hidden) or "",
        kind=document.kind,
        title=title.text,
        published=document.published,
        modified=document.modified,
        language=document.language,
        text=text,
        sha256=hash_text(text),
        identifier=mask(document.identifier, allowed).text if document.identifier else None,
        municipality=document.municipality,
        based_on_url=show_address(document.based_on_url, hidden),
        based_on_publisher=_show_work(document, allowed),
        based_on_date=document.based_on_date,
        user_supplied=document.user_supplied,
        flag=document.flag,
    )
    mentions = _find_again(evidence, published, new_passages)
    shown_document = _Shown(
        document=published,
        passages=tuple(new_passages),
        quotations=tuple(new_quotations),
        assertions=tuple(new_assertions),
        mentions=tuple(mentions),
    )
    return shown_document, names + len(title.names)


def _show_work(document: Document, allowed: Allowed) -> str | None:
    """Return whose work a text summarises; that it is a summary must never get lost."""
    if not document.based_on_publisher:
        return None
    shown = mask(document.based_on_publisher, allowed)
    return None if shown.names and document.based_on_url else shown.text


def _find_room(document: Document, source: Source) -> int:
    """Return how many characters all excerpts of a text may have together."""
    return min(MOST_TIMES * source.quote_chars, int(MOST_SHARE * len(document.text)))


def _choose_window(text: str, passage: Passage, inside: Sequence[Any], room: int) -> tuple[int, int]:
    """Return which part of a passage is shown: whole sentences, or nothing.

    A sentence is never cut: the words that are left out could be the denial. Where nothing in the passage says which
    words carry it, the passage is shown whole or not at all.
    """
    start, end = passage.start, passage.end
    if end - start > room and inside:
        first, last = min(item.start for item in inside), max(item.end for item in inside)
        cuts = [start, *(place for place in find_sentence_ends(text, start, end)), end]
        start = max(place for place in cuts if place <= max(first, start))
        end = min(place for place in cuts if place >= min(last, end))
        while start < end and text[start].isspace():
            start += 1
    return (start, end) if end - start <= room else (start, start)


def find_sentence_ends(text: str, start: int, end: int) -> list[int]:
    """Return where sentences surely end in a stretch of a text; one that is not sure is none.

    The word before a full stop must be an ordinary one of five letters and more, and a capital must follow, so that no
    abbreviation, initial or number ends a sentence.

    >>> find_sentence_ends("Volgens mr. Smid gaat dat anders. Dat klopt niet. Nee.", 0, 54)
    [33]
    """
    return [found.end(1) for found in _SENTENCE.finditer(text, start, end)]


def _mask_window(text: str, start: int, end: int, allowed: Allowed) -> tuple[str, list[int], int]:
    """Return a stretch of a text with names masked, the new place of each of its characters, and how many names."""
    part = text[start:end]
    if not part:
        return WITHHELD, [], 0
    if tidy(part) != part:
        shown = mask(part, allowed)
        return shown.text, [0] * max(0, len(part)) + [len(shown.text)], len(shown.names)
    places: list[int] = []
    pieces: list[str] = []
    length = position = 0
    cuts = find_cuts(part, allowed)
    for first, last, word in cuts:
        pieces += [part[position:first], word]
        places += [length + step for step in range(first - position)]
        length += first - position
        places += [length] * (last - first)
        length += len(word)
        position = last
    pieces.append(part[position:])
    places += [length + step for step in range(len(part) - position + 1)]
    return "".join(pieces), places, len(cuts)


def _name_all(text: str, allowed: Allowed) -> list[str]:
    """Return every name that is masked anywhere in a text: none of them may stand in its address."""
    text = tidy(text)
    return [text[first:last] for first, last, _ in find_cuts(text, allowed)]


def show_address(url: str | None, hidden: Iterable[str]) -> str | None:
    """Return an address without query, and without path where a masked name stands in it.

    >>> show_address("https://krant.nl/jan-smid-uit-ede?x=1", ["Jan Smid"])
    'https://krant.nl/'
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    if not is_web:
        return "" if not parts.scheme.startswith("file") else "file:"
    words = set(re.split(r"[^a-z0-9]+", fold(parts.path)))
    if words & {token for name in list_tokens(hidden) for token in re.split(r"[^a-z0-9]+", name) if len(token) > 2}:
        return f"{parts.scheme}://{parts.netloc}/"
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _show_quotation(item: Quotation, moved: Mapping[str, Any], allowed: Allowed) -> Quotation:
    may = is_in_office(item.speaker_role, item.speaker_organisation)
    organisation = mask(item.speaker_organisation, allowed).text if item.speaker_organisation else None
    return replace(
        item,
        **moved,
        sha256=hash_text(str(moved["text"])),
        speaker_name=item.speaker_name if may or item.speaker_name in allowed.names else None,
        speaker_role=mask(item.speaker_role, allowed).text if item.speaker_role else None,
        speaker_organisation=organisation,
        speaker_start=None,
        speaker_end=None,
        cue_start=None,
        cue_end=None,
    )


def _find_again(evidence: Store, document: Document, passages: Sequence[Passage]) -> list[Mention]:
    """Return the mentions of municipalities, practices and norms that still stand in the excerpts."""
    found = []
    for passage in passages:
        condition = "passage_id = ? AND kind IN ('municipality', 'practice', 'norm')"
        for item in evidence.iterate(Mention, condition, (passage.id,)):
            place = re.search(rf"(?<!\w){re.escape(item.text)}(?!\w)", passage.text)
            if place:
                start = passage.start + place.start()
                found.append(replace(item, start=start, end=start + len(item.text), rule="", run_id=None))
    return [item for item in found if document.text[item.start : item.end] == item.text]


def _show_capture(item: Capture, document: Document) -> Capture:
    return Capture(
        id=item.id,
        source_id=item.source_id,
        url=document.canonical_url,
        final_url=document.canonical_url,
        status=item.status,
        fetched_at=item.fetched_at,
        sha256=item.sha256,
        size=item.size,
        flag=item.flag,
    )


def _rename_origins(evidence: Store, allowed: Allowed, secret: str) -> dict[str, Origin]:
    """Return each origin as it is published, by its id; the names of private people become numbers."""
    found: dict[str, Origin] = {}
    number = 0
    tokens = {
        item.id: hmac.new(secret.encode(), item.id.encode(), hashlib.sha256).hexdigest()
        for item in evidence.iterate(Origin)
    }
    for item in sorted(evidence.iterate(Origin), key=lambda item: tokens[item.id]):
        if item.kind == OriginKind.LAW or not mask(item.key, allowed).names:
            publisher = mask(item.publisher, allowed).text if item.publisher else None
            found[item.id] = replace(item, publisher=publisher)
            continue
        number += 1
        key = f"{'persoon' if item.kind == OriginKind.PERSON else 'bron'} {number}"
        found[item.id] = replace(item, id=derive_id("masked", tokens[item.id]), key=key, publisher=None)
    return found


def _show_link(item: Evidence, kept: set[str], voices: Mapping[str, Origin]) -> Evidence:
    return replace(
        item,
        reasons=(),
        origin_id=voices[item.origin_id].id,
        quotation_id=item.quotation_id if item.quotation_id in kept else None,
        assertion_id=item.assertion_id if item.assertion_id in kept else None,
        run_id=None,
    )


def _show_verdict(item: Verdict, ids: Mapping[str, str]) -> Verdict:
    def rename(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(ids.get(name, name) for name in names)

    return replace(
        item,
        spof=rename(item.spof),
        breaking_sets=tuple(rename(names) for names in item.breaking_sets),
        environments=tuple(rename(names) for names in item.environments),
        importance={ids.get(name, name): value for name, value in item.importance.items()},
        run_id=None,
    )
