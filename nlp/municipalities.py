"""Find municipalities: names, places inside them and adjectives, told from words, people and other bodies.

A name of the gazetteer is a candidate; what stands before and after it decides (`lexicon/municipality_contexts.json`).
Each mention says which rule let it in. Names that are ordinary words too ("Best", "Houten") need more than a capital
where every sentence has one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick

from nlp.lexicons import load_lexicon
from nlp.twins import NameInContext, choose_code
from staving.gazetteer import Place, read_gazetteer
from staving.schema import Mention, MentionKind, derive_id

SHORTEST_STEM = 4
SHORTEST_CAPITALS = 5
SHORTEST_VARIANT = 7
"""Fewest letters of a name that is also found as an adjective, in capitals, or without its hyphen."""

DIRECTIONS = tuple("Noord Zuid Oost West Midden Nieuw Oud Sint Groot Klein Hoog Laag Neder".split())
WINDOW = 70
"""How many characters before and after a name the rules see."""

INSIDE_BEFORE = re.compile(r"[^\W_]$|[^\W_][-']$")
INSIDE_AFTER = re.compile(r"[^\W_]|[-/@_][^\W_]")
SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n]|^[^\w]*)[\s\"'„“”‘’«»(\[–—-]*$")
NEXT_WORDS = re.compile(r"^ ([a-zë]+)\b(?: ([a-zë]+)\b)?")
VERB_ENDING = re.compile(r"..(?:t|de|te)$")
LIST_GOES_ON = re.compile(r"^(?:,| en| of| noch|,? maar) (?:in |de |ook )?[A-Z]")
AFTER_LIST = re.compile(r"[A-Z][\w'-]+(?:,| en| noch| of) (?:in )?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One context rule of the lexicon."""

    id: str
    accept: bool
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    not_before: re.Pattern[str] | None
    sentence: re.Pattern[str] | None
    flags: frozenset[str]
    only: frozenset[str]

    def fits(self, name: str, flags: frozenset[str], before: str, after: str) -> bool:
        """Tell whether the rule speaks about this name in this place."""
        if self.only and name not in self.only:
            return False
        if self.flags and not self.flags & flags:
            return False
        if self.before and not self.before.search(before):
            return False
        if self.after and not self.after.search(after):
            return False
        if self.not_before and self.not_before.search(before):
            return False
        return not self.sentence or bool(self.sentence.search(_sentence_of(before, after)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name of the gazetteer in a text, before any rule."""

    start: int
    end: int
    name: str
    is_adjective: bool


@cache
def load_rules() -> tuple[Rule, ...]:
    """Return the context rules in their order."""
    rules = []
    for row in load_lexicon("municipality_contexts")["rules"]:
        patterns = {
            key: re.compile(row[key]) if key in row else None for key in ("before", "after", "not_before", "sentence")
        }
        rules.append(
            Rule(
                id=row["id"],
                accept=row["accept"],
                flags=frozenset(row.get("flags", ())),
                only=frozenset(row.get("only", ())),
                **patterns,
            )
        )
    return tuple(rules)


@cache
def _names() -> tuple[ahocorasick.Automaton, dict[str, str]]:
    """Return the automaton over all names and, for adjectives, the code they lead to."""
    gazetteer = read_gazetteer()
    adjectives: dict[str, str] = dict(load_lexicon("municipality_contexts")["adjectives"])
    for name, places in gazetteer.places.items():
        is_known = places[0].kind == "municipality" or len({place.code for place in places}) == 1
        if is_known and places[0].kind != "locality" and name.isalpha() and len(name) >= SHORTEST_STEM:
            for form in _adjectives_of(name):
                if form not in gazetteer.places:
                    adjectives.setdefault(form, places[0].code)
    written = {form: name for name in gazetteer.places for form in _spellings(name) if form not in gazetteer.places}
    written |= {name: name for name in gazetteer.places}
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
    """Yield the other ways in which a name is written: capitals, no accents, no hyphen, its first half."""
    if len(name) < SHORTEST_CAPITALS:
        return
    plain = "".join(mark for mark in unicodedata.normalize("NFD", name) if not unicodedata.combining(mark))
    forms = {name, plain}
    if len(name) >= SHORTEST_VARIANT:
        forms |= {form.replace("-", " ") for form in (name, plain)}
    yield from forms
    yield from (form.upper() for form in forms)
    half = name.partition("-")[0]
    if len(half) >= SHORTEST_VARIANT and half != name and not half.startswith(DIRECTIONS):
        yield half


def _adjectives_of(name: str) -> Iterator[str]:
    if name.endswith(("s", "x")):
        yield name + "e"
        yield name + "er"
    else:
        yield name + "se"


def find_candidates(text: str) -> list[Candidate]:
    """Return the longest names of the gazetteer in a text that stand as words of their own."""
    automaton, _ = _names()
    plain = text.replace("’", "'").replace("‘", "'")
    found = []
    for last, (form, name, is_adjective) in automaton.iter(plain):
        start, end = last - len(form) + 1, last + 1
        if not (INSIDE_BEFORE.search(plain[max(0, start - 2) : start]) or INSIDE_AFTER.match(plain[end : end + 2])):
            found.append(Candidate(start=start, end=end, name=name, is_adjective=is_adjective))
    found.sort(key=lambda item: (item.start, -item.end))
    kept: list[Candidate] = []
    for item in (_without_qualifier(item, plain) for item in found):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _without_qualifier(item: Candidate, text: str) -> Candidate:
    """Return a candidate without the province in brackets behind it, which is no part of the name."""
    cut = text.find(" (", item.start, item.end)
    return item if cut < 0 else Candidate(start=item.start, end=cut, name=item.name, is_adjective=item.is_adjective)


def find_municipalities(
    text: str, document_id: str = "", *, date: str | None = None, title: str | None = None, home: str | None = None
) -> list[Mention]:
    """Return the municipalities that a text names, in the order of their start.

    Args:
        text: The text.
        document_id: Document the mentions belong to.
        date: Date of the text (ISO, as precise as known): decides which code was in force.
        title: Headline, where it is no part of the text: helps to tell places of the same name.
        home: CBS code of the municipality whose document it is.

    Returns:
        Mentions whose value is the code in force at the date and whose current is the code today.
    """
    gazetteer = read_gazetteer()
    _, adjectives = _names()
    accepted: list[tuple[Candidate, str, frozenset[str]]] = []
    for item in find_candidates(text):
        rule = _judge_adjective(text, item) if item.is_adjective else _judge(text, item, gazetteer.places[item.name])
        if rule is not None:
            codes = (
                frozenset({adjectives[item.name]})
                if item.is_adjective
                else frozenset(place.code for place in gazetteer.places[item.name])
            )
            accepted.append((item, rule, codes))
    # What is named beyond doubt helps to tell twins.
    certain: Counter[str] = Counter(
        gazetteer.find_current(next(iter(codes))) or next(iter(codes)) for _, _, codes in accepted if len(codes) == 1
    )
    if home:
        certain[home] += 1
    context = f"{title or ''} {text}"
    mentions = []
    for item, rule, codes in accepted:
        if item.is_adjective:
            code, why = next(iter(codes)), "adjective"
        else:
            before, after = _around(text, item)
            code, why = choose_code(
                NameInContext(
                    gazetteer=gazetteer,
                    places=gazetteer.places[item.name],
                    before=before,
                    after=after,
                    sentence=_sentence_of(before, after),
                    context=context,
                    date=date,
                    certain=certain,
                )
            )
        mentions.append(
            Mention(
                id=derive_id(document_id, item.start, item.end, MentionKind.MUNICIPALITY, code, None, None, None),
                document_id=document_id,
                kind=MentionKind.MUNICIPALITY,
                start=item.start,
                end=item.end,
                text=text[item.start : item.end],
                value=code,
                current=gazetteer.find_current(code),
                rule=f"{rule}; {why}",
            )
        )
    return mentions


def _judge_adjective(text: str, item: Candidate) -> str | None:
    """Return why an adjective stands for the municipality, or None."""
    nouns = load_lexicon("municipality_contexts")["adjective_nouns"]
    if re.match(rf" (?:[a-zë]+[e] )?{nouns}\b", text[item.end : item.end + WINDOW]):
        return "adjective before a municipal office"
    return None


def _judge(text: str, item: Candidate, places: tuple[Place, ...]) -> str | None:
    """Return why a name is a municipality here, or None."""
    before, after = _around(text, item)
    flags = {"word"} if any(place.is_word for place in places) or item.name in _ordinary("words") else set()
    if any(place.is_surname for place in places):
        flags.add("surname")
    for rule in load_rules():
        if rule.fits(item.name, frozenset(flags), before, after):
            return rule.id if rule.accept else None
    kind = places[0].kind
    opens = item.start == 0 or bool(SENTENCE_START.search(before))
    if kind == "locality" or (kind == "residence" and opens and flags):
        return None
    if "word" not in flags:
        return "unambiguous name"
    in_list = bool(LIST_GOES_ON.search(after) or (not opens and AFTER_LIST.search(before)))
    if not opens:
        return "capital inside a sentence" if kind == "municipality" or in_list else None
    acts = in_list or _verb_follows(after) or not after.strip(" .!\n")
    return "subject of a verb at the start of a sentence" if acts else None


def _verb_follows(after: str) -> bool:
    """Tell whether a finite verb in the singular stands behind a name: "Best ziet ervan af", not "Best lastig"."""
    found = NEXT_WORDS.match(after)
    if found is None:
        return False
    word, following = found[1], found[2] or ""
    if following in _ordinary("nouns_after_an_adjective") or f"{word} {following}" in _ordinary("phrases"):
        return False
    if word in _ordinary("verbs"):
        return True
    return word not in _ordinary("no_verbs") and bool(VERB_ENDING.search(word))


def _ordinary(part: str) -> list[str]:
    words: list[str] = load_lexicon("ordinary_words")[part]
    return words


def _around(text: str, item: Candidate) -> tuple[str, str]:
    """Return what stands before and behind a candidate, as far as the rules see."""
    return text[max(0, item.start - WINDOW) : item.start], text[item.end : item.end + WINDOW]


def _sentence_of(before: str, after: str) -> str:
    """Return what surrounds a name up to the nearest sentence ends."""
    return re.split(r"[.!?]\s", before)[-1] + "¤" + re.split(r"[.!?](?:\s|$)", after)[0]


def name_municipality(code: str) -> str:
    """Return the official name of a municipality, or the code where it is not known."""
    municipality = read_gazetteer().municipalities.get(code)
    return municipality.name if municipality else code
