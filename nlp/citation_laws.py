"""Laws by the names they go by: find each name in a text, and tell two laws of one name apart by date.

Full names are found in any case by one Aho-Corasick pass, abbreviations in their exact case by one regular
expression; both are linear in the length of the text. The names are in `lexicon/laws.json`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import ahocorasick

from nlp.lexicons import load_lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law, treaty or regulation that articles are cited from."""

    norm: str
    """Short name, the normal form of a mention."""
    identifier: str | None = None
    """BWB or CELEX identifier; None where none is known for certain."""
    kind: str = "wet"
    """What a text calls it when it does not repeat the name: wet, verordening, verdrag …"""
    numbering: str = "free"
    """plain, pair or free: how many dots belong to an article number."""
    since: str | None = None
    """First day in force (ISO)."""
    until: str | None = None
    """Day it ended (ISO)."""
    books: dict[str, str] = field(default_factory=dict, hash=False, compare=False)
    """Identifiers of the books of a code, by the number before the colon."""
    book: str | None = None
    """The book of the code that is named with it: "Boek 7 van het Burgerlijk Wetboek"."""
    homonyms: tuple[str, ...] = ()
    """Words that, near by, show that the bare name stands for something else."""
    not_before: tuple[str, ...] = ()
    """What directly behind the name shows the same: "AVG-arts"."""

    def identify(self, article: str | None) -> str | None:
        """Return the identifier for an article: that of its book, where a code has several."""
        if article and ":" in article:
            return self.books.get(article.split(":", 1)[0], self.identifier)
        return self.identifier


@dataclass(frozen=True, slots=True)
class LawHit:
    """A law named at a place in the text."""

    start: int
    end: int
    law: Law
    alone: bool
    """Whether the name counts without an article beside it."""


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of all laws, ready for searching."""

    automaton: Any
    short: re.Pattern[str]
    by_short: dict[str, tuple[tuple[Law, bool], ...]]
    unsure: frozenset[str]
    """Abbreviations in lower case: laws only where the words beside them say so."""


@cache
def load_laws() -> tuple[Law, ...]:
    """Return every law of `lexicon/laws.json`."""
    return tuple(_law_of(entry) for entry in load_lexicon("laws")["laws"])


def _law_of(entry: dict[str, Any]) -> Law:
    return Law(
        norm=entry["norm"],
        identifier=entry["identifier"],
        kind=entry["kind"],
        numbering=entry.get("numbering", "free"),
        since=entry.get("since"),
        until=entry.get("until"),
        books=entry.get("books", {}),
        homonyms=tuple(entry.get("homonyms", ())),
        not_before=tuple(entry.get("not_before", ())),
    )


@cache
def _load_names() -> _Names:
    long_names: dict[str, list[tuple[Law, bool]]] = {}
    short_names: dict[str, list[tuple[Law, bool]]] = {}
    unsure: set[str] = set()
    for entry in load_lexicon("laws")["laws"]:
        law = _law_of(entry)
        for name in entry.get("names", ()):
            long_names.setdefault(name, []).append((law, True))
        for name in entry.get("abbreviations", ()):
            short_names.setdefault(name, []).append((law, True))
        for name in entry.get("lower_case", ()):
            short_names.setdefault(name, []).append((law, False))
            unsure.add(name)
        for name in entry.get("with_article", ()):
            short_names.setdefault(name, []).append((law, False))
    automaton = ahocorasick.Automaton()
    for name, laws in long_names.items():
        automaton.add_word(name, (len(name), tuple(laws)))
    automaton.make_automaton()
    longest_first = sorted(short_names, key=lambda name: (-len(name), name))
    short = re.compile("(?:" + "|".join(map(re.escape, longest_first)) + r")(?![^\W_])")
    return _Names(automaton, short, {name: tuple(laws) for name, laws in short_names.items()}, frozenset(unsure))


_BLANKS = "\n\t\r\u00a0\u2009\u202f"


def fold_text(text: str) -> str:
    """Return the text in lower case with plain blanks, of the same length: offsets stay valid."""
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    for blank in _BLANKS:
        folded = folded.replace(blank, " ")
    return folded


def _choose(laws: tuple[tuple[Law, bool], ...], date: str | None) -> tuple[Law, bool]:
    """Return the law of this name that was in force on a date; without a date the first listed."""
    if date and len(laws) > 1:
        for law, alone in laws:
            if (law.since is None or law.since <= date) and (law.until is None or date < law.until):
                return law, alone
    return laws[0]


def find_laws(text: str, folded: str, date: str | None = None) -> list[LawHit]:
    """Return the laws named in a text, longest name first where names overlap, in the order of their start.

    Args:
        text: The text.
        folded: The same text from `fold_text`.
        date: Date of the text (ISO): decides between two laws of one name (Wmo before and after 2015).

    Returns:
        Hits that do not overlap. Hits that are not `alone` count only beside an article number.
    """
    names = _load_names()
    found: list[LawHit] = []
    for last, (length, laws) in names.automaton.iter(folded):
        start = last - length + 1
        if _is_bounded(folded, start, last + 1):
            law, alone = _choose(laws, date)
            found.append(LawHit(start, last + 1, law, alone))
    for match in names.short.finditer(text):
        if match.start() and text[match.start() - 1].isalnum():
            continue
        law, alone = _choose(names.by_short[match[0]], date)
        alone = alone or (match[0] in names.unsure and _reads_as_law(text, match.start(), match.end()))
        found.append(LawHit(match.start(), match.end(), law, alone))
    return _join_books(text, drop_overlaps(found))


_LAW_BEFORE = re.compile(r"(?<!\w)(?:[Dd]e|[Hh]et|[Dd]eze|nieuwe|oude|privacywet)\s$")
_LAW_BEHIND = re.compile(r"-[a-z]{3}")


def _reads_as_law(text: str, start: int, end: int) -> bool:
    return bool(_LAW_BEFORE.search(text, max(0, start - 12), start) or _LAW_BEHIND.match(text, end))


_BOOK = re.compile(r"[Bb]oek\s(\d{1,2}A?)\s(?:van\shet\s|\()?$")
_NEAR = 300
"""Characters on either side within which a homonym tells what an abbreviation stands for."""


def _join_books(text: str, hits: list[LawHit]) -> list[LawHit]:
    """Return the hits, those of a code with the book named before it: "Boek 7 van het Burgerlijk Wetboek"."""
    joined: list[LawHit] = []
    for hit in hits:
        match = _BOOK.search(text, max(0, hit.start - 20), hit.start) if hit.law.books else None
        if match and match[1] in hit.law.books and not (match.start() and text[match.start() - 1].isalnum()):
            law = replace(hit.law, identifier=hit.law.books[match[1]], book=match[1])
            joined.append(LawHit(match.start(), hit.end, law, alone=True))
        else:
            joined.append(hit)
    return joined


def is_homonym(hit: LawHit, text: str, folded: str) -> bool:
    """Tell whether a name that no article stands beside means something else here, as "AVG-arts" does.

    Args:
        hit: The name.
        text: The text.
        folded: The same text from `fold_text`.
    """
    if any(text.startswith(word, hit.end) for word in hit.law.not_before):
        return True
    if len(text[hit.start : hit.end].split()) > 1:
        return False
    return any(folded.find(word, max(0, hit.start - _NEAR), hit.end + _NEAR) >= 0 for word in hit.law.homonyms)


def _is_bounded(text: str, start: int, end: int) -> bool:
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())


def drop_overlaps(hits: list[LawHit]) -> list[LawHit]:
    """Return the hits without those that overlap an earlier or longer one."""
    kept: list[LawHit] = []
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
