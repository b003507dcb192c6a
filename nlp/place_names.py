"""Find names of the gazetteer in a text, whatever they mean there: capitals, adjectives, shortened and cut names.

The text is read as a person reads it: a line break inside a name is a space, and a word that the end of a line cuts in
two is one word. Offsets are those of the text as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import ahocorasick

from nlp.lexicons import load_lexicon
from staving.gazetteer import read_gazetteer

SHORTEST_STEM = 4
SHORTEST_CAPITALS = 5
SHORTEST_VARIANT = 7
SHORTEST_SHOUT = 3
"""Fewest letters of a name that is also found as an adjective, in capitals, without its hyphen; and in capitals where
a whole line has them or a report begins with its place."""

COUNTRY_WORDS = ("Nederlandse", "Hollandse", "Europese", "Amerikaanse", "Zeelandse", "Belgische", "Brabantse")
"""Adjectives of countries and regions, though a hamlet may bear the name: "de Nederlandse gemeenten"."""

SHORTENED = {
    " aan den ": (" a/d ", " a.d. ", " a/d. ", " ad "),
    " aan de ": (" a/d ", " a.d. "),
    " bij ": (" b/d ", " bij "),
    "Sint ": ("St. ", "St "),
    "Sint-": ("St. ", "St.-", "St "),
}
"""Words inside names that are shortened in writing."""

DIRECTIONS = tuple("Noord Zuid Oost West Midden Nieuw Oud Sint Groot Klein Hoog Laag Neder".split())
INSIDE_BEFORE = re.compile(r"[^\W_]$|[^\W_][-']$|@$")
INSIDE_AFTER = re.compile(r"[^\W_]|[-@_][^\W_]|/[a-z0-9]|\.[a-z]{2}|- (?:en|of|noch)\b|-,")
QUARTER = re.compile(
    r"[- ](?:Noord|Zuid|Oost|West|Centrum|Zuidoost|Noordoost|Zuidwest|Noordwest|Midden|Binnenstad|Stad|Haven|Buiten|"
    r"Poort|Hout)(?![\w-])"
)
"""What follows the name of a town in the name of a quarter: "Almere-Haven", "Utrecht Oost"."""

CUT_NAME = re.compile(r"\b([A-Z]\w+)-(?: (?:en|of|noch)|,) (?:[A-Z]\w+-(?:,| en| of) ){0,3}[A-Z]\w+-([A-Z][\w-]+)")
"""A name whose second half follows once for all: "Noord- en Zuid-Beveland"."""

LINE_BREAK = re.compile(r"(?<=\S)\n(?=\S)")

BROKEN = re.compile(r"(?<=[a-zé])(?:\u00ad|-)\n(?=[a-z])|\u00ad")
"""What a line break or a soft hyphen leaves inside a word: "Apel-" at the end of a line, "doorn" on the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name of the gazetteer in a text, before any rule."""

    start: int
    end: int
    name: str
    is_adjective: bool


@cache
def load_names() -> tuple[ahocorasick.Automaton, dict[str, str]]:
    """Return the automaton over all names and, for adjectives, the code they lead to."""
    gazetteer = read_gazetteer()
    adjectives: dict[str, str] = dict(load_lexicon("municipality_contexts")["adjectives"])
    for name, places in gazetteer.places.items():
        is_known = places[0].kind == "municipality" or len({place.code for place in places}) == 1
        if is_known and places[0].kind != "locality" and name.isalpha() and len(name) >= SHORTEST_STEM:
            for form in _adjectives_of(name):
                if form not in gazetteer.places:
                    adjectives.setdefault(form, places[0].code)
    for form in COUNTRY_WORDS:
        adjectives.pop(form, None)
    for form, code in list(adjectives.items()):
        if form.endswith("se") and len(form) > SHORTEST_CAPITALS and form[:-1] not in gazetteer.places:
            adjectives.setdefault(form[:-1], code)
    written = {form: name for name in gazetteer.places for form in _spellings(name) if form not in gazetteer.places}
    written |= {name: f"'{name}" if f"'{name}" in gazetteer.places else name for name in gazetteer.places}
    automaton = ahocorasick.Automaton()
    for form in adjectives.keys() - written.keys():
        automaton.add_word(form, (form, form, True))
    for form, name in written.items():
        is_province = name in gazetteer.provinces and gazetteer.places[name][0].kind != "municipality"
        if not is_province:
            automaton.add_word(form, (form, name, False))
    automaton.make_automaton()
    return automaton, adjectives


def _spellings(name: str) -> Iterator[str]:
    """Yield the other ways in which a name is written: capitals, no accents, no hyphen, shortened, its first half."""
    if len(name) < SHORTEST_CAPITALS:
        if len(name) >= SHORTEST_SHOUT:
            yield name.upper()
        return
    plain = "".join(mark for mark in unicodedata.normalize("NFD", name) if not unicodedata.combining(mark))
    forms = {name, plain, name.replace("IJ", "Ij"), name.removeprefix("'")}
    if len(name) >= SHORTEST_VARIANT:
        forms |= {form.replace("-", " ") for form in (name, plain)}
    for long, shorts in SHORTENED.items():
        if long in name:
            forms |= {name.replace(long, short) for short in shorts}
    yield from forms
    yield from (form.upper() for form in forms)
    half = name.partition("-")[0]
    if len(half) >= SHORTEST_VARIANT and half != name and not half.startswith(DIRECTIONS):
        yield half


def _adjectives_of(name: str) -> Iterator[str]:
    if name.endswith("e"):
        yield name + "r"
    if name.endswith(("s", "x")):
        yield name + "e"
        yield name + "er"
    else:
        yield name + "se"


def find_candidates(text: str) -> list[Candidate]:
    """Return the longest names of the gazetteer in a text that stand as words of their own."""
    automaton, _ = load_names()
    plain, gaps = _mend(text)
    found = list(_find_cut_names(plain)) if "- " in plain else []
    for last, (form, name, is_adjective) in automaton.iter(plain):
        start, end = last - len(form) + 1, last + 1
        if INSIDE_BEFORE.search(plain[max(0, start - 2) : start]):
            continue
        quarter = QUARTER.match(plain, end) if plain[end : end + 1] == "-" and not is_adjective else None
        if quarter or not INSIDE_AFTER.match(plain[end : end + 6]):
            end = quarter.end() if quarter else end
            found.append(Candidate(start=start, end=end, name=name, is_adjective=is_adjective))
    found.sort(key=lambda item: (item.start, -item.end))
    kept: list[Candidate] = []
    for item in (_without_qualifier(item, plain) for item in found):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return [_move(item, gaps) for item in kept] if gaps else kept


def _mend(text: str) -> tuple[str, list[int]]:
    """Return a text as names are looked for in it, and the positions in the mended text where something was left out.

    A line break inside a name is a space, and a word that a line break or a soft hyphen cuts in two is one word.
    Where a position is given more than once, so many characters are missing there.
    """
    plain = text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ")
    gaps: list[int] = []
    if "\u00ad" in plain or "-\n" in plain:
        pieces, done, length = [], 0, 0
        for found in BROKEN.finditer(plain):
            pieces.append(plain[done : found.start()])
            length += len(pieces[-1])
            gaps.extend([length] * len(found[0]))
            done = found.end()
        plain = "".join((*pieces, plain[done:]))
    return LINE_BREAK.sub(" ", plain), gaps


def _move(item: Candidate, gaps: list[int]) -> Candidate:
    """Return a candidate of a mended text with its place in the text as it was."""
    return replace(item, start=item.start + bisect_right(gaps, item.start), end=item.end + bisect_left(gaps, item.end))


def _find_cut_names(text: str) -> Iterator[Candidate]:
    """Yield names whose second half follows once for all: "Noord-" in "Noord- en Zuid-Beveland"."""
    for found in CUT_NAME.finditer(text):
        name = f"{found[1]}-{found[2]}"
        if name in read_gazetteer().places:
            yield Candidate(start=found.start(1), end=found.end(1) + 1, name=name, is_adjective=False)


def _without_qualifier(item: Candidate, text: str) -> Candidate:
    """Return a candidate without the province in brackets behind it, which is no part of the name."""
    cut = text.find(" (", item.start, item.end)
    return item if cut < 0 else replace(item, end=cut)
