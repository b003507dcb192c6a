"""Assert who does what: municipality × practice × status, as the text says it.

For each practice the clause that names it gives the status (`nlp.status`); the municipality is the one that the clause
ties to it: as subject, agent, place or owner, in a clause above, or as "de gemeente" through the municipality in
focus. A practice of somebody else (a resident, the press, a company) or a mere mention gives no assertion.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc, Token

from nlp.clauses import Clause, climb, cut_clauses
from nlp.gazetteer import read_gazetteer
from nlp.patterns import PatternSet, fold
from nlp.practices import Hit, load_practice_rules
from nlp.status import NEGATIONS, Scope, Verdict, hide, read_status, words_of
from nlp.times import UNTIL, read_times
from staving.schema import Assertion, Mention, MentionKind, Status, derive_id

POLARITY = frozenset({"niet", "wel", "nooit", "evenmin", "ook", "geen"})
PAIRED = frozenset(
    {
        ",",
        "en",
        "noch",
        "of",
        "in",
        "de",
        "ook",
        "alsook",
        "evenals",
        "alsmede",
        "zowel",
        "als",
        "gemeente",
        "gemeenten",
        "(",
        ")",
        "&",
        "te",
    }
)
COMPARED = re.compile(
    r"\b(?:anders dan|in tegenstelling tot|naar (?:het )?voorbeeld van|in navolging van|net als|zoals (?:in )?|dan in|dan|"
    r"buurgemeenten?|buurman|buurstad|samen met collega's (?:uit|van)|afkijken (?:van|bij)|leren van|niet ver van|naast|nabij|richting|vlak bij|bij collega's in)"
    r"(?: (?:de )?gemeenten?| het voorbeeld van| bijvoorbeeld)?\s(?:in )?$",
    re.IGNORECASE,
)
PRONOUNS = frozenset(
    {
        "ze",
        "die",
        "deze",
        "dat",
        "het",
        "ermee",
        "daarmee",
        "hiermee",
        "ervan",
        "daarvan",
        "daartoe",
        "ertoe",
        "erin",
        "er",
        "eraan",
        "daaraan",
        "zoiets",
        "hetzelfde",
        "dit",
    }
)
OPENERS = frozenset(
    {"dat", "dit", "daar", "daarmee", "hiermee", "daarvan", "daartoe", "zoiets", "hier", "hieraan", "daaraan"}
)
ABOUT = frozenset({"over", "omtrent", "inzake", "rondom", "rond", "betreffende"})
PAST_DATE = re.compile(r"\b(?:[Gg]edurende|[Tt]ijdens|in) (?:\w+ ){0,4}?(?:19|20)\d\d\b")


@dataclass(slots=True, kw_only=True)
class State:
    """What the text has said so far."""

    focus: str | None
    focus_sentence: int = -1
    made: list[tuple[int, Assertion]] = field(default_factory=list)
    pending: list[tuple[int, Hit]] = field(default_factory=list)
    """Practices that no municipality was tied to yet, with their sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the sentences of one text share."""

    doc: Doc
    document_id: str
    date: str | None
    home: str | None
    mentions: tuple[tuple[int, int, Mention], ...]
    """Municipalities with their first and last token."""


@cache
def _outsiders() -> PatternSet:
    return PatternSet({"outsider": list(words_of("outsiders"))}, {})


@cache
def _clients() -> PatternSet:
    return PatternSet({"client": list(words_of("clients"))}, {})


def find_assertions(
    doc: Doc,
    sentences: Sequence[tuple[int, int]],
    mentions: Iterable[Mention],
    hits: Iterable[Hit],
    document_id: str = "",
    *,
    date: str | None = None,
    home: str | None = None,
    focus: str | None = None,
) -> list[Assertion]:
    """Return what a text says of municipalities and practices, in the order of the text.

    Args:
        doc: The text; the sentences with practices, and those after them, are parsed.
        sentences: Its sentences, as ranges of tokens.
        mentions: Municipalities named in it.
        hits: Practices named in it.
        document_id: Document they belong to.
        date: Date of the text (ISO).
        home: Code of the municipality whose own text this is.
        focus: Code of the municipality that the headline names.
    """
    places = []
    for mention in mentions:
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if mention.kind == MentionKind.MUNICIPALITY and span is not None:
            places.append((span.start, span.end - 1, mention))
    setting = Setting(doc=doc, document_id=document_id, date=date, home=home, mentions=tuple(places))
    by_sentence: dict[int, list[Hit]] = {}
    for hit in hits:
        by_sentence.setdefault(hit.sentence, []).append(hit)
    state = State(focus=focus or home)
    if state.focus:
        state.focus_sentence = 0
    for number, (start, end) in enumerate(sentences):
        here = [place for place in places if start <= place[0] < end]
        found = by_sentence.get(number, [])
        if found:
            _read_sentence(setting, state, number, start, end, here, found)
        else:
            if here and state.pending and state.pending[-1][0] == number - 1:
                _take_up(setting, state, number, start, end, here)
            if state.made and state.made[-1][0] >= number - 2:
                _follow_up(setting, state, number, start, end)
        if here:
            acting = _acting(doc, here)
            state.focus, state.focus_sentence = acting.value, number
    return _settle([assertion for _, assertion in state.made])


def _read_sentence(
    setting: Setting,
    state: State,
    number: int,
    start: int,
    end: int,
    here: list[tuple[int, int, Mention]],
    hits: list[Hit],
) -> None:
    doc = setting.doc
    clauses = cut_clauses(doc, start, end)
    tail = doc[start:end].text.rstrip(" \n\"'”’“»)")
    is_question = tail.endswith("?")
    ellipses = _find_ellipses(doc, end, here)
    elliptic = {place[2].id for place, _ in ellipses}
    for hit in hits:
        index = _clause_of(clauses, hit.anchor[0])
        clause = clauses[index]
        if _belongs_to_others(doc, clauses, index, hit, here):
            continue
        verdict = read_status(doc, _without(clauses, index, ellipses), index, hit, is_question=is_question)
        if verdict is None:
            continue
        tied, how = _tie(
            setting, state, number, clauses, index, hit, [place for place in here if place[2].id not in elliptic]
        )
        if not tied:
            state.pending.append((number, hit))
        if not tied or _is_mere_talk(doc, clause, hit, verdict):
            continue
        verdict = _date_verdict(doc, clause, verdict)
        verdict = _take_back(doc, clauses, index, hit, verdict)
        by = _attribute(doc, clauses, index, start, end)
        text_start, text_end = doc[clause.tokens[0]].idx, doc[clause.tokens[-1]].idx + len(doc[clause.tokens[-1]].text)
        for mention in tied:
            _make(setting, state, number, hit.practice, mention, verdict, (text_start, text_end), by, how)
        _inherit(
            setting,
            state,
            number,
            clauses,
            index,
            hit,
            here,
            {mention.value for mention in tied} | {place[2].value for place, _ in ellipses},
        )
        for place, word in ellipses:
            if place[0] > clause.tokens[0]:
                other = _elliptic_verdict(word, verdict)
                span = (place[2].start, doc[min(place[1] + 3, end - 1)].idx)
                _make(setting, state, number, hit.practice, place[2], other, span, by, "same predicate, left out")


def _make(
    setting: Setting,
    state: State,
    number: int,
    practice: str,
    mention: Mention,
    verdict: Verdict,
    span: tuple[int, int],
    by: str | None,
    how: str,
) -> None:
    text = setting.doc.text
    times = read_times(text[span[0] : span[1]], verdict.status)
    code = mention.value
    assertion = Assertion(
        id=derive_id(setting.document_id, code, practice, verdict.status, span[0], span[1]),
        document_id=setting.document_id,
        municipality=code,
        practice=practice,
        status=verdict.status,
        start=span[0],
        end=span[1],
        text=text[span[0] : span[1]],
        since=times.since,
        until=times.until,
        asserted_by=by,
        rule=f"{practice}; {how}; {verdict.rule}",
    )
    state.made.append((number, assertion))


def _clause_of(clauses: Sequence[Clause], token: int) -> int:
    return next((number for number, clause in enumerate(clauses) if token in clause.tokens), 0)


def _without(clauses: list[Clause], index: int, ellipses: list[tuple[tuple[int, int, Mention], str]]) -> list[Clause]:
    """Return the clauses with the elliptic parts taken out of the clause of the practice."""
    if not ellipses:
        return clauses
    cut = min(place[0] for place, _ in ellipses) - 1
    clause = clauses[index]
    kept = [token for token in clause.tokens if token < cut] or clause.tokens
    trimmed = dataclasses.replace(clause, tokens=kept)
    return [*clauses[:index], trimmed, *clauses[index + 1 :]]


# --- which municipality ---------------------------------------------------------------------------------


def _tie(
    setting: Setting,
    state: State,
    number: int,
    clauses: Sequence[Clause],
    index: int,
    hit: Hit,
    here: list[tuple[int, int, Mention]],
) -> tuple[list[Mention], str]:
    """Return the municipalities that the text ties to a practice, and how."""
    doc = setting.doc
    usable = [place for place in here if not _is_compared(doc, place)]
    chain = [clauses[index], *climb(clauses, index)]
    for depth, clause in enumerate(chain):
        own = [place for place in usable if place[0] in clause.tokens]
        if own:
            group = _choose_group(doc, own, hit, clause)
            return [place[2] for place in group], "same clause" if depth == 0 else "clause above"
    below = [
        place
        for place in usable
        if any(place[0] in clause.tokens for clause in clauses if clause.parent == index or clause.parent is not None)
    ]
    if below:
        group = _choose_group(doc, below, hit, clauses[index])
        return [place[2] for place in group], "same sentence"
    if usable:
        group = _choose_group(doc, usable, hit, clauses[index])
        return [place[2] for place in group], "same sentence"
    return _from_focus(setting, state, number, clauses, index)


def _from_focus(
    setting: Setting, state: State, number: int, clauses: Sequence[Clause], index: int
) -> tuple[list[Mention], str]:
    doc = setting.doc
    if state.focus is None:
        return [], ""
    words = {word for clause in clauses for word in clause.words(doc)}
    near = number - state.focus_sentence <= 1
    anaphor = bool(words & words_of("anaphors"))
    passive = any(doc[token].dep_ in {"nsubj:pass", "aux:pass"} for token in clauses[index].tokens)
    if (
        not (anaphor and (near or number - state.focus_sentence <= 6 or setting.home))
        and not (near and (passive or anaphor))
        and not setting.home
    ):
        if not (near and _has_no_subject_of_its_own(doc, clauses[index])):
            return [], ""
    gazetteer = read_gazetteer()
    mention = Mention(
        id="",
        document_id=setting.document_id,
        kind=MentionKind.MUNICIPALITY,
        start=0,
        end=0,
        text="",
        value=state.focus,
        current=gazetteer.find_current(state.focus),
        rule="focus",
    )
    return [mention], "municipality in focus"


def _has_no_subject_of_its_own(doc: Doc, clause: Clause) -> bool:
    if {"akkoord", "toestemming", "instemmen", "toestemmen"} & set(clause.words(doc)):
        return True
    subjects = [doc[token] for token in clause.tokens if doc[token].dep_ in {"nsubj", "nsubj:pass"}]
    return all(token.pos_ != "PROPN" and not _is_outsider(token) for token in subjects)


def _is_compared(doc: Doc, place: tuple[int, int, Mention]) -> bool:
    """Tell whether a municipality is only compared with, or lies in a name of somebody else's."""
    before = doc.text[max(0, place[2].start - 60) : place[2].start]
    return bool(COMPARED.search(before))


def _choose_group(
    doc: Doc, places: list[tuple[int, int, Mention]], hit: Hit, clause: Clause
) -> list[tuple[int, int, Mention]]:
    """Return the municipalities that stand together and act: those of the subject, else those nearest to the practice."""
    groups: list[list[tuple[int, int, Mention]]] = []
    for place in sorted(places, key=lambda item: item[0]):
        if groups and _stand_together(doc, groups[-1][-1], place):
            groups[-1].append(place)
        else:
            groups.append([place])
    if len(groups) > 1:
        for group in groups:
            if any(_is_subject(doc[place[0]], place) for place in group):
                return group
    inside = [group for group in groups if any(place[0] in clause.tokens for place in group)]
    return min(inside or groups, key=lambda group: min(abs(place[0] - hit.anchor[0]) for place in group))


def _stand_together(doc: Doc, first: tuple[int, int, Mention], second: tuple[int, int, Mention]) -> bool:
    between = [fold(doc[index].text) for index in range(first[1] + 1, second[0])]
    return (
        len(between) <= 4
        and bool(between)
        and all(word in PAIRED for word in between)
        and any(word in {",", "en", "noch", "of", "evenals", "als", "&"} for word in between)
    )


def _is_subject(token: Token, place: tuple[int, int, Mention]) -> bool:
    for index in range(place[0], place[1] + 1):
        current = token.doc[index]
        for _ in range(4):
            if current.dep_ in {"nsubj", "nsubj:pass", "obl:agent"}:
                return True
            if current.dep_ not in {"appos", "flat", "nmod", "conj", "amod"} or current.head.i == current.i:
                break
            current = current.head
    return False


def _acting(doc: Doc, here: list[tuple[int, int, Mention]]) -> Mention:
    """Return the municipality of a sentence that later sentences speak of as "de gemeente"."""
    for place in here:
        if _is_subject(doc[place[0]], place) and not _is_compared(doc, place):
            return place[2]
    usable = [place for place in here if not _is_compared(doc, place)]
    return (usable or here)[0][2]


# --- somebody else's practice ----------------------------------------------------------------------------


def _is_outsider(token: Token) -> bool:
    """Tell whether a noun is somebody other than a municipality; its own "sociale recherche" is none."""
    if token.i and fold(token.nbor(-1).text) == "sociale":
        return False
    return _outsiders().has_anchor([fold(token.text)])


def _belongs_to_others(
    doc: Doc, clauses: Sequence[Clause], index: int, hit: Hit, here: list[tuple[int, int, Mention]]
) -> bool:
    """Tell whether somebody other than a municipality does it."""
    if hit.practice == "resident_recording":
        return True
    clause = clauses[index]
    if {"een", "ander"} <= set(clause.words(doc)) or any(
        {"ander", "andere"} & {fold(doc[spot].text)} and fold(doc[spot].nbor(-1).text) == "de"
        for spot in clause.tokens
        if spot
    ):
        return True
    predicate = doc[hit.anchor[0]]
    verbal = predicate.pos_ in {"VERB", "AUX"} or predicate.i == clause.head
    doing = any(fold(doc[token].text) in words_of("doing") for token in clause.tokens)
    for token in (doc[position] for position in clause.tokens):
        if token.dep_ == "obl:agent" and _is_outsider(token):
            return True
        if token.dep_ != "nsubj" or token.i in hit.words and not verbal:
            continue
        if any(place[0] <= token.i <= place[1] for place in here):
            continue
        named = {spot for place in here for spot in range(place[0], place[1] + 1)}
        owner = [fold(doc[spot].text) for spot in range(token.i + 1, min(token.i + 4, len(doc))) if spot not in named]
        if (
            len(owner) == 3
            and owner[0] == "van"
            and _outsiders().has_anchor(owner[1:])
            and not _clients().has_anchor(owner[1:])
        ):
            return True
        if _is_outsider(token) and (verbal or doing) and _comes_before_or_acts(doc, token, clause):
            return True
    after = [fold(doc[index].text) for index in range(hit.anchor[-1] + 1, min(hit.anchor[-1] + 4, len(doc)))]
    if (
        len(after) == 3
        and after[0] == "van"
        and _outsiders().has_anchor(after[1:3])
        and not _clients().has_anchor(after[1:3])
    ):
        return True
    agent = re.search(r"\bdoor (?:de |het |een |zijn |haar )?(\w+)", doc[clause.tokens[0] : clause.tokens[-1] + 1].text)
    return bool(agent and _outsiders().has_anchor([fold(agent[1])]))


def _comes_before_or_acts(doc: Doc, subject: Token, clause: Clause) -> bool:
    """Tell whether a noun read as a subject is one: not the object of "laat" or of a municipality's own verb."""
    others = [doc[token] for token in clause.tokens if doc[token].dep_ == "nsubj" and doc[token].i != subject.i]
    return not others or subject.i < others[0].i


def _is_mere_talk(doc: Doc, clause: Clause, hit: Hit, verdict: Verdict) -> bool:
    """Tell whether the clause only speaks about the practice: "een folder over huisbezoeken"."""
    if verdict.status in {Status.CONSIDERED, Status.UNCLEAR}:
        return False
    if verdict.status == Status.NOT_USED and not verdict.rule.startswith("negation"):
        return False
    before = [doc[index] for index in range(max(clause.tokens[0], hit.anchor[0] - 4), hit.anchor[0])]
    spots = [token for token in before if fold(token.text) in ABOUT]
    if not spots or fold(doc[spots[-1].i + 1].text) == "tot":
        return False
    if any(token.pos_ in {"VERB", "AUX"} for token in before if token.i > spots[-1].i):
        return False
    return not any(
        fold(doc[token].text).startswith(("beschik", "gesprek", "gaat", "ging"))
        for token in clause.tokens
        if token < spots[-1].i
    )


# --- what is left out, what follows ----------------------------------------------------------------------


def _find_ellipses(
    doc: Doc, end: int, here: list[tuple[int, int, Mention]]
) -> list[tuple[tuple[int, int, Mention], str]]:
    """Return municipalities that share the predicate of a clause before: "…, Epe niet", "en in Ede evenmin"."""
    found = []
    for place in here:
        before = [fold(doc[index].text) for index in range(max(0, place[0] - 4), place[0])]
        joints = [spot for spot, word in enumerate(before) if word in {",", ";", "en", "maar", "terwijl"}]
        if not joints or any(
            doc[place[0] - len(before) + spot].pos_ in {"VERB", "AUX"} for spot in range(joints[-1], len(before))
        ):
            continue
        after = []
        for index in range(place[1] + 1, min(end, place[1] + 8)):
            if doc[index].is_punct and doc[index].text not in "()":
                break
            after.append(fold(doc[index].text))
        after = _drop_parenthesis(after)
        if after and len(after) <= 3 and after[0] in POLARITY and not any(_verb(doc, place, end)):
            found.append((place, " ".join(after)))
    return found


def _verb(doc: Doc, place: tuple[int, int, Mention], end: int) -> Iterable[bool]:
    for index in range(place[1] + 1, min(end, place[1] + 8)):
        if doc[index].is_punct and doc[index].text not in "()":
            return
        yield doc[index].pos_ in {"VERB", "AUX"}


def _drop_parenthesis(words: list[str]) -> list[str]:
    if "(" in words and ")" in words:
        return words[: words.index("(")] + words[words.index(")") + 1 :]
    return words


def _elliptic_verdict(words: str, verdict: Verdict) -> Verdict:
    parts = words.split()
    if "niet" in parts and "meer" in parts:
        return Verdict(Status.STOPPED, f"left out: {words}")
    if any(word in NEGATIONS for word in parts):
        return Verdict(Status.NOT_USED, f"left out: {words}")
    if parts[0] == "wel":
        return Verdict(Status.IN_USE, f"left out: {words}")
    return Verdict(verdict.status, f"{verdict.rule}; left out: {words}")


def _inherit(
    setting: Setting,
    state: State,
    number: int,
    clauses: list[Clause],
    index: int,
    hit: Hit,
    here: list[tuple[int, int, Mention]],
    known: set[str],
) -> None:
    """Read later clauses that speak of the same practice by a pronoun: "…, maar Ede houdt ze aan"."""
    doc = setting.doc
    for position, clause in enumerate(clauses):
        if position == index or clause.tokens[0] <= hit.anchor[0] or clause.kind in {"condition", "relative"}:
            continue
        places = [
            place
            for place in here
            if place[0] in clause.tokens and place[2].value not in known and not _is_compared(doc, place)
        ]
        words = clause.words(doc)
        if not places or not PRONOUNS & set(words) or any(_is_hit_word(doc, token) for token in clause.tokens):
            continue
        pronoun = next(token for token in clause.tokens if fold(doc[token].text) in PRONOUNS)
        stand_in = dataclasses.replace(hit, anchor=(pronoun,), words=(pronoun,))
        verdict = read_status(doc, clauses, position, stand_in, is_question=False)
        if verdict is None:
            continue
        span = (doc[clause.tokens[0]].idx, doc[clause.tokens[-1]].idx + len(doc[clause.tokens[-1]].text))
        for place in _choose_group(doc, places, stand_in, clause):
            _make(setting, state, number, hit.practice, place[2], verdict, span, None, "pronoun for the practice")


def _take_up(
    setting: Setting, state: State, number: int, start: int, end: int, here: list[tuple[int, int, Mention]]
) -> None:
    """Read a sentence that takes up the practice of the one before: "Gesprekken opnemen? Daar doet Ede niet aan"."""
    doc = setting.doc
    clauses = cut_clauses(doc, start, end)
    hits = [hit for sentence, hit in state.pending if sentence == number - 1]
    pronoun = next((index for index in range(start, min(end, start + 3)) if fold(doc[index].text) in OPENERS), None)
    if pronoun is None:
        return
    index = _clause_of(clauses, pronoun)
    for hit in hits:
        stand_in = dataclasses.replace(hit, anchor=(pronoun,), words=(pronoun,))
        verdict = read_status(doc, clauses, index, stand_in, is_question=False)
        places = [place for place in here if place[0] in clauses[index].tokens and not _is_compared(doc, place)]
        if verdict is None or not places:
            continue
        span = (doc[start].idx, doc[end - 1].idx + len(doc[end - 1].text))
        for place in _choose_group(doc, places, stand_in, clauses[index]):
            _make(setting, state, number, hit.practice, place[2], verdict, span, None, "takes up the sentence before")


def _take_back(doc: Doc, clauses: list[Clause], index: int, hit: Hit, verdict: Verdict) -> Verdict:
    """Let a clause that goes on about the same thing end it: "plaatste camera's, maar haalde die weer weg"."""
    if verdict.status not in {Status.IN_USE, Status.CONSIDERED}:
        return verdict
    for position, clause in enumerate(clauses):
        later = position != index and clause.parent == index and clause.tokens[0] > hit.anchor[0]
        if not later or clause.kind not in {"main", "elliptic"} or doc[clause.head].dep_ not in {"conj", "parataxis"}:
            continue
        words = set(clause.words(doc))
        if not PRONOUNS & words or any(
            doc[token].dep_ == "nsubj" and fold(doc[token].text) not in PRONOUNS for token in clause.tokens
        ):
            continue
        stand_in = dataclasses.replace(hit, anchor=(clause.head,), words=())
        other = read_status(doc, clauses, position, stand_in, is_question=False)
        if other is not None and other.status == Status.STOPPED and not other.rule.startswith("past"):
            return Verdict(Status.STOPPED if verdict.status == Status.IN_USE else Status.NOT_USED, other.rule)
    return verdict


def _is_hit_word(doc: Doc, token: int) -> bool:
    return (
        load_practice_rules().patterns.has_anchor([fold(doc[token].text)])
        and doc[token].pos_ in {"NOUN", "VERB"}
        and len(doc[token].text) > 8
    )


def _follow_up(setting: Setting, state: State, number: int, start: int, end: int) -> None:
    """Let a sentence without a practice speak about the practice before it: "Dat gebeurt niet meer"."""
    doc = setting.doc
    tokens = list(range(start, end))
    if len(tokens) > 20 or doc[start:end].text.rstrip().endswith("?"):
        return
    scope = Scope(doc, tokens, frozenset())
    last = state.made[-1][0]
    recent = [(position, item) for position, (sentence, item) in enumerate(state.made) if sentence == last]
    opening = [word for word in scope.words[:3]]
    speaks = (
        bool(set(opening) & {"dat", "dit", "daar", "daarmee", "hiermee", "ze", "die", "deze", "dat", "zoiets", "ook"})
        or " van niet" in " ".join(scope.words)
        or " van wel" in " ".join(scope.words)
        or (scope.has("denied") and not scope.has("unknown"))
    )
    if not speaks or not scope.has("does"):
        return
    for position, item in recent:
        status = _after(scope, Status(item.status))
        if status is None or status == item.status:
            begun = read_times(doc[start:end].text, item.status)
            if item.since is None and begun.since and opening and not scope.negation():
                state.made[position] = (number, dataclasses.replace(item, since=begun.since))
            continue
        by = item.asserted_by
        words = " ".join(scope.words)
        if by is None and (" van niet" in words or scope.has("denied")):
            by = _subject_text(doc, tokens)
        times = read_times(doc[start:end].text, status)
        state.made[position] = (
            number,
            dataclasses.replace(
                item,
                id=derive_id(item.document_id, item.municipality, item.practice, status, item.start, item.end),
                status=status,
                since=item.since,
                until=item.until or times.until,
                asserted_by=by,
                rule=f"{item.rule}; next sentence: {words.strip(' .□')}",
            ),
        )


def _after(scope: Scope, status: Status) -> Status | None:
    words = " ".join(scope.words)
    if scope.has("stopped"):
        return Status.STOPPED if status in {Status.IN_USE, Status.STOPPED, Status.CONDITIONAL} else None
    if scope.has("denied") or scope.has("withdrawn") or " van niet" in words:
        return (
            Status.NOT_USED
            if status in {Status.IN_USE, Status.UNCLEAR, Status.CONDITIONAL, Status.CONSIDERED}
            else None
        )
    if scope.has("yes") or " van wel" in words:
        return Status.IN_USE if status == Status.UNCLEAR else None
    if scope.negation() and status in {Status.IN_USE, Status.UNCLEAR}:
        return Status.NOT_USED
    return None


# --- who says so, when -----------------------------------------------------------------------------------


def _attribute(doc: Doc, clauses: Sequence[Clause], index: int, start: int, end: int) -> str | None:
    """Return who says what the clause says, or None where the text says it itself."""
    sentence = doc[start:end].text
    according = re.search(
        r"\b(?:[Vv]olgens|[Aa]ldus|[Nn]aar zeggen van) ((?:(?!\b(?:filmt|zou|zouden|is|wordt|worden|heeft|neemt|maakt)\b)[\w'’().-]+ ?){1,6})",
        sentence,
    )
    if according:
        return _trim_name(according[1])
    for governor in climb(clauses, index):
        if Scope(doc, governor.tokens, frozenset()).has("reporting"):
            name = _subject_text(doc, governor.tokens)
            if name:
                return name
    for number, clause in enumerate(clauses):
        if (
            number != index
            and clause.parent == index
            and clause.kind in {"main", "adverbial"}
            and doc[clause.head].dep_ in {"parataxis", "conj", "advcl"}
        ):
            if (
                clause.tokens[0] > clauses[index].tokens[0]
                and Scope(doc, clause.tokens, frozenset()).has("reporting")
                and len(clause.tokens) <= 12
            ):
                name = _subject_text(doc, clause.tokens)
                if name:
                    return name
    colon = re.match(r"^([^:.;?!]{3,60}): ", sentence)
    if (
        colon
        and doc[clauses[index].tokens[0]].idx >= doc[start].idx + colon.end() - 1
        and not re.search(
            r"\b(?:beleid\w*|besluit|nieuws|conclusie|feit|vraag|let op|gevolg|resultaat)\b", colon[1], re.IGNORECASE
        )
    ):
        if not any(
            token.pos_ in {"VERB", "AUX"} for token in doc[start:end] if token.idx < doc[start].idx + colon.end()
        ):
            return colon[1].strip()
    return None


def _subject_text(doc: Doc, tokens: Sequence[int]) -> str | None:
    for index in tokens:
        token = doc[index]
        if token.dep_ in {"nsubj", "nsubj:pass"} and token.pos_ != "SCONJ":
            members = [item.i for item in token.subtree if item.i in tokens]
            if not members:
                continue
            first, last = members[0], members[-1]
            while last - first > 8:
                last -= 1
            return doc[first : last + 1].text.strip(" ,.:")
    return None


def _trim_name(text: str) -> str | None:
    words = text.split()
    kept: list[str] = []
    for word in words:
        lowered = word.lower().strip(".,")
        if (
            kept
            and not word[0].isupper()
            and lowered
            not in {"van", "de", "der", "den", "het", "een", "ten", "en", "burgemeester", "gemeente", "college"}
            and kept[-1].lower() not in {"de", "het", "een", "van", "zijn", "haar", "onze", "den"}
        ):
            break
        kept.append(word)
        if word.endswith((".", ",")) and len(word) > 2:
            break
    return " ".join(kept).strip(" ,.") or None


def _date_verdict(doc: Doc, clause: Clause, verdict: Verdict) -> Verdict:
    """Read an action that the text puts in a past year as over: "is in juni 2014 geobserveerd"."""
    text = doc[clause.tokens[0] : clause.tokens[-1] + 1].text
    if (
        verdict.status == Status.IN_USE
        and verdict.rule in {"stated", "litotes"}
        and read_times(text, "stopped").until
        and UNTIL.search(text)
    ):
        return Verdict(Status.STOPPED, "until a past year")
    if verdict.status != Status.IN_USE or verdict.rule != "stated":
        return verdict
    perfect = any("VerbForm=Part" in str(doc[token].morph) for token in clause.tokens)
    resultative = re.search(
        r"\b(?:ingevoerd|geplaatst|opgehangen|aangeschaft|begonnen|gestart|geïnstalleerd|besloten|aangelegd|ingericht|sinds|vanaf)\b",
        text,
    )
    if perfect and PAST_DATE.search(text) and not resultative:
        return Verdict(Status.STOPPED, "done in a past year")
    return verdict


def _settle(assertions: list[Assertion]) -> list[Assertion]:
    """Return the assertions of a text: each once; where yes stands against no in one sentence, unclear."""
    seen: dict[tuple[str, str, str], Assertion] = {}
    for item in assertions:
        seen.setdefault((item.municipality, item.practice, item.status), item)
    rules = load_practice_rules()
    kept = list(seen.values())
    return sorted(
        (item for item in kept if item.practice not in rules.weak or not _has_better(item, kept, rules.weak)),
        key=lambda item: (item.start, item.end, item.practice),
    )


def _has_better(item: Assertion, kept: list[Assertion], weak: frozenset[str]) -> bool:
    return any(
        other.start == item.start and other.municipality == item.municipality and other.practice not in weak
        for other in kept
    )
