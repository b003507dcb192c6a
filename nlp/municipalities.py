"""Find municipalities: names, places inside them and adjectives, told from words, people and other bodies.

A name of the gazetteer is a candidate; what stands before and after it decides (`lexicon/municipality_contexts.json`).
Each mention says which rule let it in. Names that are ordinary words too ("Best", "Houten") need more than a capital
where every sentence has one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick

from nlp.gazetteer import Gazetteer, Place, read_gazetteer
from nlp.lexicons import load_lexicon
from staving.schema import Mention, MentionKind, derive_id

WINDOW = 70
"""How many characters before and after a name the rules see."""

LETTER = re.compile(r"[^\W_]")
SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n]|^[^\w]*)[\s\"'„“”‘’«»(\[–—-]*$")
FORMER = re.compile(r"\b(?:[Vv]oormalige|[Tt]oenmalige|[Oo]ude|[Vv]roegere) (?:gemeente )?$")
SINCE_MERGED = re.compile(
    r"^\s?\((?:nu|inmiddels|thans|later|sinds \d{4}|vandaag)\b|^,? (?:nu|inmiddels|thans) (?:deel van|onderdeel van|opgegaan in)"
)
MERGER = re.compile(r"\b(?:opheffing|fusie|herindeling|opgeheven|gefuseerd|fuseerde|opgegaan|opging|samengegaan)\b")
UNTIL = re.compile(r"\b[Tt]ot\b[^.]{0,30}\b(?:19|20)\d\d\b")
FINITE_VERB = re.compile(
    r"^ (?:(?:is|heeft|had|was|wil|gaat|doet|ziet|zal|kan|mag|moet|nam|liet|kwam|ging|gaf|zegt|zou|blijft|hield|koos|"
    r"begon|(?!wordt het)wordt|bewaart|werkt|laat|zet|neemt|maakt|houdt|stopt|"
    r"(?!(?:wordt|tot|niet|met|het|dat|wat|uit|want|nooit|eerst|juist|naast|sinds|niets|vast|best|haast|meest|laatst|zacht|licht|recht|wit|"
    r"omdat|zodat|nadat|doordat|voordat|totdat|kost|buiten)\b)[a-zë]{2,}(?:t|de|te))\b"
    r"(?! (?:tafel|tafels|schot|deur|bank|vloer|kast|stoel|hek)))"
)
LIST_GOES_ON = re.compile(r"^(?:,| en| of| noch|,? maar) (?:in |de |ook )?[A-Z]")
AFTER_LIST = re.compile(r"[A-Z][\w'-]+(?:,| en| noch| of) (?:in )?$")
PARENTHESIS = re.compile(r"^\s?\(gemeente ([A-Z][\w' -]+)\)|^,? gemeente ([A-Z][\w'-]+)")


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
    automaton = ahocorasick.Automaton()
    adjectives: dict[str, str] = dict(load_lexicon("municipality_contexts")["adjectives"])
    for name, places in gazetteer.places.items():
        if places[0].kind == "municipality" and " " not in name and name.isalpha() and len(name) > 3:
            for form in _adjectives_of(name):
                if form not in gazetteer.places:
                    adjectives.setdefault(form, places[0].code)
    for name in gazetteer.places:
        if name in gazetteer.provinces and gazetteer.places[name][0].kind != "municipality":
            continue
        plain = "".join(mark for mark in unicodedata.normalize("NFD", name) if not unicodedata.combining(mark))
        forms = {name, plain, name.replace("-", " "), plain.replace("-", " ")} if len(name) > 6 else {name}
        forms |= {form.upper() for form in forms} if len(name) > 4 else set()
        for form in forms:
            if form == name or form not in gazetteer.places:
                automaton.add_word(form, (form, name, False))
    for form in adjectives:
        if form not in automaton:
            automaton.add_word(form, (form, form, True))
    automaton.make_automaton()
    return automaton, adjectives


def _adjectives_of(name: str) -> Iterator[str]:
    if name.endswith("en"):
        yield name + "se"
    elif name.endswith(("a", "e", "o", "i")):
        yield name + "se"
    elif name.endswith(("s", "x")):
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
        if start and (
            LETTER.match(plain[start - 1])
            or (plain[start - 1] in "-'" and start > 1 and LETTER.match(plain[start - 2]))
        ):
            continue
        if end < len(plain) and LETTER.match(plain[end]):
            continue
        if end + 1 < len(plain) and plain[end] in "-/@_" and LETTER.match(plain[end + 1]):
            continue
        found.append(Candidate(start=start, end=end, name=name, is_adjective=is_adjective))
    found.sort(key=lambda item: (item.start, -item.end))
    kept: list[Candidate] = []
    for item in (_without_qualifier(item, plain) for item in found):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _without_qualifier(item: Candidate, text: str) -> Candidate:
    """Return a candidate without the province in brackets behind it: that tells twins apart and is no part of the name."""
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
            code, why = _choose(text, context, item, gazetteer, date, certain)
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
    before = text[max(0, item.start - WINDOW) : item.start]
    after = text[item.end : item.end + WINDOW]
    flags = frozenset(
        flag
        for flag, holds in (
            ("word", any(place.is_word for place in places)),
            ("surname", any(place.is_surname for place in places)),
        )
        if holds
    )
    for rule in load_rules():
        if rule.fits(item.name, flags, before, after):
            return rule.id if rule.accept else None
    kind = places[0].kind
    if kind == "locality":
        return None
    opens = bool(SENTENCE_START.search(before)) or item.start == 0
    if "word" not in flags and item.name not in load_lexicon("ordinary_words")["words"]:
        if kind == "residence" and opens and "surname" in flags:
            return None
        return "unambiguous name"
    if not opens:
        if kind == "residence" and not LIST_GOES_ON.search(after) and not AFTER_LIST.search(before):
            return None
        return "capital inside a sentence"
    if kind == "municipality" and (FINITE_VERB.search(after) or LIST_GOES_ON.search(after) or not after.strip(" .!\n")):
        return "subject of a verb at the start of a sentence"
    return None


def _choose(
    text: str, context: str, item: Candidate, gazetteer: Gazetteer, date: str | None, certain: Counter[str]
) -> tuple[str, str]:
    """Return the code that a name means here, and why."""
    places = gazetteer.places[item.name]
    before = text[max(0, item.start - WINDOW) : item.start]
    after = text[item.end : item.end + WINDOW]
    former = [
        place.code for place in places if place.kind == "municipality" and not gazetteer.exists_at(place.code, date)
    ]
    living = [place for place in places if place.code not in former]
    ended = [code for code in former if (gazetteer.municipalities[code].valid_to or "9999") < (date or "9999")]
    if ended and not any(place.kind == "municipality" for place in living):
        sentence = _sentence_of(before, after)
        if (
            FORMER.search(before)
            or SINCE_MERGED.search(after)
            or MERGER.search(sentence)
            or UNTIL.search(sentence)
            or re.search(r"\b[Gg]emeente $", before)
        ):
            return max(ended, key=lambda code: gazetteer.municipalities[code].valid_to or ""), "former municipality"
    if not living:
        code = max(former, key=lambda code: gazetteer.municipalities[code].valid_to or "9999")
        return gazetteer.follow(code, date) or gazetteer.find_current(
            code
        ) or code, "former name, its successor at the date"
    if len({place.code for place in living}) == 1:
        return living[0].code, living[0].kind
    named = PARENTHESIS.search(after)
    if named:
        name = (named[1] or named[2]).strip()
        codes = {place.code for place in gazetteer.places.get(name, ()) if place.kind == "municipality"}
        for place in living:
            if place.code in codes:
                return place.code, f"{place.kind} in {name}"
    twins = load_lexicon("municipality_contexts")["twins"]
    near = before[-40:] + "|" + after[:40]
    for place in living:
        if any(hint in near for hint in twins.get(place.province, ())):
            return place.code, f"{place.kind} in {place.province}"
    for place in living:
        if (
            place.kind != "municipality"
            and certain[place.code]
            and re.search(rf"\b(?:bij|in) {re.escape(gazetteer.municipalities[place.code].name)}", after)
        ):
            return place.code, f"{place.kind} beside {gazetteer.municipalities[place.code].name}"
    owners = [place for place in living if place.kind == "municipality"]
    if len(owners) == 1:
        return owners[0].code, "municipality rather than village"
    pool = owners or living
    for place in pool:
        if certain[place.code]:
            return place.code, "named elsewhere in the text"
    for place in pool:
        if any(hint in context for hint in twins.get(place.province, ())):
            return place.code, f"{place.kind} in {place.province}"
    return pool[0].code, f"{pool[0].kind}; others share the name"


def _sentence_of(before: str, after: str) -> str:
    """Return what surrounds a name up to the nearest sentence ends."""
    return re.split(r"[.!?]\s", before)[-1] + "¤" + re.split(r"[.!?](?:\s|$)", after)[0]


def name_municipality(code: str) -> str:
    """Return the official name of a municipality, or the code where it is not known."""
    municipality = read_gazetteer().municipalities.get(code)
    return municipality.name if municipality else code


def find_codes(mentions: Iterable[Mention]) -> set[str]:
    """Return the codes among mentions."""
    return {mention.value for mention in mentions if mention.kind == MentionKind.MUNICIPALITY}
