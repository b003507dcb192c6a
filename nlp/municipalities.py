"""Find municipalities: names, places inside them and adjectives, told from words, people and other bodies.

A name of the gazetteer is a candidate; what stands before and after it decides (`lexicon/municipality_contexts.json`).
Each mention says which rule let it in. Names that are ordinary words too ("Best", "Houten") need more than a capital
where every sentence has one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

import regex

from nlp.lexicons import load_lexicon
from nlp.place_names import SHORTEST_CAPITALS, SHORTEST_SHOUT, Candidate, find_candidates, load_names
from nlp.twins import NameInContext, choose_code
from staving.gazetteer import Place, read_gazetteer
from staving.schema import Mention, MentionKind, derive_id

WINDOW = 70
"""How many characters before a name the rules for what stands before it see."""

SENTENCE = 200
"""How many characters before and after a name count as its sentence at most."""

SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n]|^[^\w]*)[\s\"'„“”‘’«»(\[–—-]*$")
NEXT_WORDS = re.compile(r"^ ([a-zë]+)\b(?: ([a-zë]+)\b)?")
VERB_ENDING = re.compile(r"..(?:t|de|te)$")
ASIDE = re.compile(r", (?:zo|aldus|volgens|zou men|dat|waar|een gemeente|de gemeente|toch|zegt|meldt) [^.!?]{3,60}, ")
"""What is put in between a name and its verb: "Ede, zo blijkt uit het stuk, filmt"."""

SHORTEST_RARE = 7
"""Fewest letters of a village whose name is a word that rarely opens a sentence without an article: "Hoofddorp"."""

SPEAKS = re.compile(
    r" (?:zegt|zei|vindt|vond|stelt|stelde|noemt|noemde|denkt|dacht|reageert|reageerde|vertelt|vertelde|erkent|"
    r"erkende|ontkent|ontkende|vraagt|vroeg|woont|woonde|werkt|werkte|wil|wilde|hoopt|hoopte)\b"
)
"""What people do, and villages rarely: "Oosterbeek zegt" is somebody of that name."""

LETTERS = re.compile(r"[^\W\d_]+")
LINE_START = re.compile(r"(?:^|\n)[\s\"'„“]*(?:[A-Z' -]+/ ?)?$")
DATELINE = re.compile(r"(?:/ ?[A-Z' -]+)?(?: ?[-–—] ?(?=\S)| \((?:ANP|[A-Z]{2,})\)|, \d{1,2} [a-z]+ [-–—] )")
ACRONYMS = frozenset(
    "FC SC SV VV ADO NEC PEC NAC RKC AZ PSV RTV TV GGD GGZ TU UMC ROC PI AP FNV VVD PVV CDA SP D".split()
)
OF_THE_STATE = "Haags"
CARRIED = frozenset({"organisation", "court_seat", "province"})
"""Refusals that go for the next name of a pair too: "Hogeschool van Arnhem en Nijmegen"."""

LIST_GOES_ON = re.compile(r"^(?:,| en| of| noch|,? maar) (?:in |de |ook )?[A-Z]")
AFTER_LIST = re.compile(r"[A-Z][\w'-]+(?:,| en| noch| of) (?:in )?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One context rule of the lexicon."""

    id: str
    accept: bool
    before: regex.Pattern[str] | None
    after: re.Pattern[str] | None
    not_before: regex.Pattern[str] | None
    sentence: re.Pattern[str] | None
    not_sentence: re.Pattern[str] | None
    flags: frozenset[str]
    only: frozenset[str]

    def fits(self, name: str, flags: frozenset[str], before: str, after: str) -> bool:
        """Tell whether the rule speaks about this name in this place."""
        if (self.only and name not in self.only) or (self.flags and not self.flags & flags):
            return False
        near = before[-WINDOW:]
        if (self.before and not self.before.search(near)) or (self.after and not self.after.search(after)):
            return False
        if self.not_before and self.not_before.search(near):
            return False
        if not (self.sentence or self.not_sentence):
            return True
        sentence = _sentence_of(before, after)
        is_wanted = not self.sentence or bool(self.sentence.search(sentence))
        return is_wanted and not (self.not_sentence and self.not_sentence.search(sentence))


def _read_backwards(pattern: str | None) -> regex.Pattern[str] | None:
    """Compile what stands before a name: it ends at the name, and read from there most of it is refused at once."""
    return regex.compile(pattern, regex.REVERSE) if pattern else None


def _read_forwards(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


@cache
def load_rules() -> tuple[Rule, ...]:
    """Return the context rules in their order."""
    rules = []
    for row in load_lexicon("municipality_contexts")["rules"]:
        rules.append(
            Rule(
                id=row["id"],
                accept=row["accept"],
                flags=frozenset(row.get("flags", ())),
                only=frozenset(row.get("only", ())),
                before=_read_backwards(row.get("before")),
                not_before=_read_backwards(row.get("not_before")),
                after=_read_forwards(row.get("after")),
                sentence=_read_forwards(row.get("sentence")),
                not_sentence=_read_forwards(row.get("not_sentence")),
            )
        )
    return tuple(rules)


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
    _, adjectives = load_names()
    accepted: list[tuple[Candidate, str, frozenset[str]]] = []
    doubtful: list[tuple[Candidate, str, frozenset[str]]] = []
    refused: tuple[int, str] | None = None
    for item in find_candidates(text):
        if item.is_adjective:
            rule, refusal, codes = _judge_adjective(text, item), None, frozenset({adjectives[item.name]})
        else:
            rule, refusal = _judge(text, item, gazetteer.places[item.name])
            codes = frozenset(place.code for place in gazetteer.places[item.name])
            if refused and refused[1] in CARRIED and text[refused[0] : item.start] in {" en ", "-", "/", " & "}:
                rule, refusal = None, refused[1]
            refused = (item.end, refusal) if refusal else None
        if rule is not None:
            accepted.append((item, rule, codes))
        elif not item.is_adjective and refusal is None and text[item.end : item.end + 1] == ",":
            doubtful.append((item, "named elsewhere in the text", codes))
    sure = {item.name for item, _, _ in accepted}
    accepted.extend(found for found in doubtful if found[0].name in sure)
    accepted.sort(key=lambda found: found[0].start)
    # What is named beyond doubt helps to tell twins.
    certain: Counter[str] = Counter()
    for item, rule, codes in accepted:
        owners = [] if item.is_adjective else [p for p in gazetteer.places[item.name] if p.kind == "municipality"]
        if len(codes) == 1 or (rule == "named_office" and len(owners) == 1):
            code = owners[0].code if owners else next(iter(codes))
            certain[gazetteer.find_current(code) or code] += 1
    if home:
        certain[home] += 1
    context = f"{title or ''} {text}"
    mentions = []
    for item, rule, codes in accepted:
        if item.is_adjective:
            code, why = next(iter(codes)), "adjective"
        else:
            before, after = text[max(0, item.start - WINDOW) : item.start], text[item.end : item.end + WINDOW]
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
    if item.name.startswith(OF_THE_STATE) and _speaks_of_the_state(text, item):
        return None
    return "adjective before a municipal office" if _office().match(text, item.end) else None


def _speaks_of_the_state(text: str, item: Candidate) -> bool:
    state = next(rule.sentence for rule in load_rules() if rule.id == "the_state")
    around = _sentence_of(*_around(text, item))
    return bool(state and state.search(around.replace("gemeenteraad", ""))) and "wethouder" not in around


@cache
def _office() -> re.Pattern[str]:
    nouns = load_lexicon("municipality_contexts")["adjective_nouns"]
    return re.compile(rf" (?:[a-zë-]+e )?(?:[a-zë-]+e )?(?:oud-|ex-)?{nouns}\b")


def _judge(text: str, item: Candidate, places: tuple[Place, ...]) -> tuple[str | None, str | None]:
    """Return why a name is a municipality here, or None; and the rule that refuses it, if one does."""
    before, after = _around(text, item)
    is_shouted = text[item.start : item.end].isupper()
    if is_shouted:
        if LINE_START.search(before) and DATELINE.match(after):
            return "place at the head of a report", None
        lowered = _lower_headline(before, after)
        if lowered is None and len(item.name) < SHORTEST_CAPITALS and not item.name.isupper():
            return None, None
        before, after = lowered or (before, after)
    is_word = item.name in _ordinary("words") or (item.name.isalpha() and any(place.is_word for place in places))
    flags = {"word"} if is_word else set()
    if any(place.is_surname for place in places):
        flags.add("surname")
    for rule in load_rules():
        if rule.fits(item.name, frozenset(flags), before, after):
            return (rule.id, None) if rule.accept else (None, rule.id)
    return _judge_bare(item.name, places[0].kind, flags, before, after), None


def _judge_bare(name: str, kind: str, flags: set[str], before: str, after: str) -> str | None:
    """Return why a name that no rule speaks about is a municipality, or None."""
    opens = bool(SENTENCE_START.search(before))
    if kind == "locality":
        return None
    if kind == "residence" and opens and flags:
        is_rare = "word" not in flags or len(name) >= SHORTEST_RARE
        is_place = is_rare and _verb_follows(after) and not SPEAKS.match(after)
        return "village at the start of a sentence" if is_place else None
    if "word" not in flags:
        return "unambiguous name"
    in_list = bool(LIST_GOES_ON.search(after) or (not opens and AFTER_LIST.search(before)))
    if not opens:
        return "capital inside a sentence" if kind == "municipality" or in_list else None
    acts = in_list or _verb_follows(after) or ASIDE.match(after) or not after.strip(" .!\n")
    return "subject of a verb at the start of a sentence" if acts else None


def _lower_headline(before: str, after: str) -> tuple[str, str] | None:
    """Return what surrounds a name in a line of capitals in small letters, or None where the line has others too."""
    left, right = before.rpartition("\n")[2], after.partition("\n")[0]
    words = LETTERS.findall(f"{left} {right}")
    if not words or any(not word.isupper() for word in words) or max(map(len, words)) < SHORTEST_SHOUT + 1:
        return None
    places = read_gazetteer().places

    def lower(found: re.Match[str]) -> str:
        title = found[0].title()
        if found[0] in ACRONYMS or (title in places and not places[title][0].is_word):
            return found[0] if found[0] in ACRONYMS else title
        return found[0].lower()

    head, tail = before[: len(before) - len(left)], after[len(right) :]
    return head + LETTERS.sub(lower, left), LETTERS.sub(lower, right) + tail


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
    return text[max(0, item.start - SENTENCE) : item.start], text[item.end : item.end + SENTENCE]


def _sentence_of(before: str, after: str) -> str:
    """Return what surrounds a name up to the nearest sentence ends."""
    return re.split(r"[.!?]\s", before)[-1] + "¤" + re.split(r"[.!?](?:\s|$)", after)[0]


def name_municipality(code: str) -> str:
    """Return the official name of a municipality, or the code where it is not known."""
    municipality = read_gazetteer().municipalities.get(code)
    return municipality.name if municipality else code
