"""Cue words of speech (zegt, aldus, laat … weten) and the speaker that belongs to each.

The words are data (`lexicon/cues.json`). A cue is a finite verb with its speaker before it ("Jan zegt") or
behind it ("zegt Jan"), an auxiliary with a participle ("heeft gezegd"), or aldus and volgens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlp.lexicons import load_lexicon
from nlp.quotation_tokens import WORD, Token
from nlp.speaker_words import DETERMINERS, load_verb_forms, load_words
from nlp.speakers import Phrase, Speaker, read_phrase

FARTHEST = 30
"""Tokens between a cue and what it introduces, at most."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb of speech."""

    use: str
    """d direct, i with dat, q with of, n gives a name."""
    particles: tuple[tuple[str, ...], ...] = ()
    """Words of which one must stand in the clause."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue found in a sentence, with its speaker."""

    start: int
    end: int
    speaker: Speaker | None
    next: int
    """Token behind cue and speaker."""
    rule: str
    use: str = "d"


@dataclass(frozen=True, slots=True)
class _Lists:
    finite: dict[str, tuple[Verb, ...]]
    participles: dict[tuple[str, ...], Verb]
    auxiliaries: frozenset[str]
    data: dict[str, Any]


@cache
def load_cues() -> _Lists:
    """Return the verbs and word lists of `lexicon/cues.json`."""
    data = load_lexicon("cues")
    finite: dict[str, list[Verb]] = {}
    participles: dict[tuple[str, ...], Verb] = {}
    for entry in data["verbs"]:
        verb = Verb(entry["use"])
        for form in dict.fromkeys((*entry["finite"], entry["verb"])):
            finite.setdefault(form, []).append(verb)
        if "participle" in entry:
            participles[(entry["participle"],)] = verb
    for entry in data["particle_verbs"]:
        verb = Verb(entry["use"], tuple(tuple(particle.split()) for particle in entry["particles"]))
        for form in entry["finite"]:
            finite.setdefault(form, []).append(verb)
        for participle in entry["participles"]:
            participles[tuple(participle.split())] = verb
    # "wil weten of", "kan bevestigen dat": an infinitive behind an auxiliary.
    participles.update(
        {(entry["verb"],): Verb(entry["use"]) for entry in data["verbs"] if set(entry["use"]) & set("iq")}
    )
    participles[("weten",)] = Verb("q")
    return _Lists(
        {form: tuple(verbs) for form, verbs in finite.items()},
        participles,
        frozenset(data["auxiliaries"]),
        data,
    )


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one of the plain word lists of `lexicon/cues.json`."""
    return frozenset(load_cues().data[name])


def find_particle(tokens: Sequence[Token], start: int, end: int, verb: Verb) -> int | None:
    """Return the token behind a verb's particle between two tokens; `start` for a verb without one."""
    if not verb.particles:
        return start
    for index in range(start, end):
        for particle in verb.particles:
            if tuple(token.low for token in tokens[index : index + len(particle)]) == particle:
                return index + len(particle)
    return None


def read_verb(tokens: Sequence[Token], index: int, uses: str, *, longest: bool = False) -> Verb | None:
    """Return the verb of speech at a token that can be used as asked, its particle ahead in the clause.

    With `longest`, a verb whose particle stands there goes before the same form without one.
    """
    if tokens[index].kind != WORD:
        return None
    verbs = load_cues().finite.get(tokens[index].low, ())
    for verb in reversed(verbs) if longest else verbs:
        if not set(verb.use) & set(uses):
            continue
        limit = min(len(tokens), index + 16)
        if find_particle(tokens, index + 1, limit, verb) is not None:
            return verb
    return None


def read_subject(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> Phrase | None:
    """Return the speaker behind a finite verb: "zegt gisteren ook wethouder Jan"."""
    words = load_words()
    pronoun = _read_pronoun(tokens, index)
    if pronoun:
        return pronoun
    for position in range(index, min(index + 4, len(tokens))):
        token = tokens[position]
        if token.kind != WORD:
            return None
        phrase = read_phrase(tokens, position, labels, loose=True)
        if phrase:
            return phrase
        if token.low not in words.adverbs:
            break
    return _read_later_subject(tokens, index, labels)


def _read_later_subject(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> Phrase | None:
    """Return the speaker behind a phrase with a preposition: "zegt namens de vakbond Jan de Wit"."""
    words = load_words()
    if index >= len(tokens) or tokens[index].low not in words.prepositions:
        return None
    if tokens[index].low == "namens":
        body = read_phrase(tokens, index + 1, labels, loose=True)
        if body:
            following = read_phrase(tokens, body.next, labels)
            return following or body
    for position in range(index + 2, min(index + 7, len(tokens))):
        token = tokens[position]
        if token.kind != WORD or token.low in words.prepositions:
            return None
        phrase = read_phrase(tokens, position, labels)
        if phrase and (phrase.speaker.pronoun or (phrase.speaker.role and phrase.speaker.name)):
            return phrase
    return None


def _read_pronoun(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read "schrijft u" and "zei die." (the one spoken to), not "zei die man" or a relative clause."""
    if index >= len(tokens) or tokens[index].low not in ("u", "die", "deze"):
        return None
    token = tokens[index]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.low != "u" and after and after.kind == WORD and after.low not in load_words().adverbs:
        return None
    return Phrase(Speaker(start=token.start, end=token.end, pronoun="u" if token.low == "u" else "d"), index + 1)


def read_preceding(tokens: Sequence[Token], verb: int, labels: dict[int, str], start: int = 0) -> Phrase | None:
    """Return the speaker in front of a finite verb: "Wethouder Jan, die dit jaar begon, zegt"."""
    words = load_words()
    end = verb
    if end - 1 > start and tokens[end - 1].text == ",":
        comma = next((n for n in range(end - 2, start, -1) if tokens[n].text == ","), None)
        if comma is None:
            return _read_with_relative(tokens, start, end)
        return (
            _ending_at(tokens, start, comma, labels)
            or _ending_at(tokens, start, end - 1, labels)
            or _ending_at(tokens, start, end, labels)
        )
    for _ in range(3):
        phrase = _ending_at(tokens, start, end, labels)
        if phrase:
            return phrase
        if end - 1 > start and tokens[end - 1].low in words.adverbs:
            end -= 1
            continue
        break
    return _read_with_phrases(tokens, start, verb, labels)


def _read_with_phrases(tokens: Sequence[Token], start: int, end: int, labels: dict[int, str]) -> Phrase | None:
    """Return the speaker of "De school van mijn dochter meldt": nothing but phrases between it and the verb."""
    words = load_words()
    phrase = read_phrase(tokens, start, labels)
    if phrase is None or phrase.speaker.pronoun or phrase.next >= end or end - phrase.next > FARTHEST // 3:
        return None
    between = tokens[phrase.next : end]
    closed = load_verb_forms() | {"en", "of", "die", "dat", "te"}
    if between[0].low not in words.prepositions or any(token.kind != WORD or token.low in closed for token in between):
        return None
    return Phrase(phrase.speaker, end)


def _read_with_relative(tokens: Sequence[Token], start: int, end: int) -> Phrase | None:
    """Return the speaker of "De moeder die haar zoon bracht, zegt"."""
    phrase = read_phrase(tokens, start, {}, loose=True)
    if phrase and phrase.next < end and tokens[phrase.next].low in ("die", "dat", "wie", "wiens", "wier"):
        return Phrase(phrase.speaker, end)
    return None


def _is_object(tokens: Sequence[Token], begin: int, start: int) -> bool:
    """Tell whether a phrase hangs on a preposition before it ("aan de nieuwe raad"), so that it is no subject."""
    words = load_words()
    if begin > start and tokens[begin - 1].low in DETERMINERS:
        return True
    back = begin
    while back > start and (
        tokens[back - 1].low in DETERMINERS or (tokens[back - 1].text.islower() and tokens[back - 1].low.endswith("e"))
    ):
        back -= 1
    return back > start and tokens[back - 1].low in words.prepositions


def _ending_at(tokens: Sequence[Token], start: int, end: int, labels: dict[int, str]) -> Phrase | None:
    for begin in range(max(start, end - 14), end):
        if tokens[begin].kind != WORD or _is_object(tokens, begin, start):
            continue
        phrase = read_phrase(tokens, begin, labels, loose=begin == start or tokens[begin].low in DETERMINERS)
        if phrase and phrase.next == end:
            # A phrase between two verbs of one clause is no subject: what stands before it must end a clause.
            return phrase
    return None


def read_following_cue(tokens: Sequence[Token], index: int, labels: dict[int, str], *, after_quote: bool) -> Cue | None:
    """Return the cue that begins at a token: "zegt Jan", "aldus Jan", "laat Jan weten", "zo meldt Jan".

    Args:
        tokens: Tokens of the sentence.
        index: First token that can belong to the cue.
        labels: Entity labels by start.
        after_quote: Whether marked words stand before it: then verbs that are no verbs of speech count too.
    """
    if index + 1 < len(tokens) and tokens[index].low in ("zo", "dat", "dus", "dit"):
        inner = read_following_cue(tokens, index + 1, labels, after_quote=False)
        if inner:
            return inner
    if index >= len(tokens) or tokens[index].kind != WORD:
        return None
    if find_attribution(tokens, index):
        return _read_attribution(tokens, index, labels)
    found = _read_reaction(tokens, index, labels) or _read_verb_first(tokens, index, labels)
    if found is None and tokens[index].low in load_cues().auxiliaries:
        found = _read_auxiliary_first(tokens, index, labels)
    if found is None and after_quote and _looks_like_verb(tokens[index]):
        found = _read_open_verb(tokens, index, labels)
    return found


def _read_attribution(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> Cue | None:
    """Read "aldus Jan", "volgens de gemeente", "volgens hem"."""
    begin = find_attribution(tokens, index) or index + 1
    phrase = _read_object_pronoun(tokens, begin) or read_phrase(tokens, begin, labels, loose=True)
    if phrase is None:
        return None
    rule = tokens[index].low if begin == index + 1 else "attribution"
    return Cue(tokens[index].start, tokens[begin - 1].end, phrase.speaker, phrase.next, rule)


def find_attribution(tokens: Sequence[Token], index: int) -> int | None:
    """Return the token behind "aldus", "volgens" or "naar het oordeel van"; None where none begins."""
    low = tokens[index].low
    if low in ("aldus", "volgens"):
        return index + 1
    if low in ("naar", "in"):
        for phrase in load_cues().data["attribution_phrases"]:
            words = phrase.split()
            if [token.low for token in tokens[index : index + len(words)]] == words:
                return index + len(words)
    return None


def _read_verb_first(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> Cue | None:
    """Read "zegt Jan", "laat Jan weten"."""
    verb = read_verb(tokens, index, "din")
    phrase = read_subject(tokens, index + 1, labels) if verb else None
    if verb is None or phrase is None:
        return None
    particle = find_particle(tokens, index + 1, min(len(tokens), phrase.next + 8), verb)
    if particle is None:
        return None
    token, behind = tokens[index], max(phrase.next, particle)
    return Cue(token.start, token.end, phrase.speaker, behind, "verb_then_speaker", verb.use)


def _read_auxiliary_first(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> Cue | None:
    """Read "heeft Jan gezegd", "zou de gemeente hebben gemeld"."""
    phrase = read_subject(tokens, index + 1, labels)
    if phrase:
        for later in range(phrase.next, min(phrase.next + 8, len(tokens))):
            if _participle_at(tokens, later):
                token = tokens[index]
                return Cue(token.start, token.end, phrase.speaker, later + 1, "auxiliary_then_speaker")
    return None


def _read_open_verb(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> Cue | None:
    """Read a verb that is no verb of speech behind a quotation: "QUOTE, bladert Jan door zijn map."."""
    phrase = read_phrase(tokens, index + 1, labels)
    if phrase is None or phrase.speaker.organisation:
        return None
    behind = tokens[phrase.next] if phrase.next < len(tokens) else None
    words = load_words()
    if behind is None or behind.kind != WORD or behind.low in words.adverbs | words.prepositions:
        return Cue(tokens[index].start, tokens[index].end, phrase.speaker, phrase.next, "verb_after_quotation")
    return None


def _read_object_pronoun(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Read the pronoun of "volgens hem" and "volgens haar is dat zo", not the possessive of "volgens haar zoon"."""
    if index >= len(tokens) or tokens[index].low not in ("hem", "haar"):
        return None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if tokens[index].low == "haar" and after and after.kind == WORD and not _begins_clause(tokens, index + 1):
        return None
    pronoun = "m" if tokens[index].low == "hem" else "f"
    return Phrase(Speaker(start=tokens[index].start, end=tokens[index].end, pronoun=pronoun), index + 1)


def _begins_clause(tokens: Sequence[Token], index: int) -> bool:
    """Tell the verb of "volgens haar slaapt Lot" from the noun of "volgens haar arts slaapt Lot"."""
    low = tokens[index].low
    if low in load_verb_forms():
        return True
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    starts = after is not None and (after.is_capital or after.low in DETERMINERS or after.low in ("er", "ze", "hij"))
    return starts and low.endswith(("t", "de", "te", "den", "ten", "en"))


def _read_reaction(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> Cue | None:
    """Read "is de reactie van wethouder Jan", "luidt het antwoord van de gemeente"."""
    if tokens[index].low in ("staat", "stond", "valt", "luidt", "is"):
        document = _read_document(tokens, index, labels)
        if document:
            return document
    if tokens[index].low not in ("is", "was", "luidt", "luidde", "klinkt"):
        return None
    for position in range(index + 1, min(index + 4, len(tokens) - 2)):
        if tokens[position].low in word_list("reaction_nouns") and tokens[position + 1].low in ("van", "bij"):
            phrase = read_phrase(tokens, position + 2, labels, loose=True)
            if phrase:
                return Cue(tokens[index].start, tokens[position].end, phrase.speaker, phrase.next, "reaction")
        if tokens[position].low == "bij":
            phrase = read_phrase(tokens, position + 1, labels, loose=True)
            if phrase:
                return Cue(tokens[index].start, tokens[position].end, phrase.speaker, phrase.next, "reaction")
    return None


def _read_document(tokens: Sequence[Token], index: int, labels: dict[int, str]) -> Cue | None:
    """Read "staat in een verklaring van de gemeente": whose paper it is speaks."""
    limit = min(index + 6, len(tokens) - 2)
    for position in range(index + 1, limit):
        if tokens[position].low in word_list("paper_nouns") and tokens[position + 1].low == "van":
            phrase = read_phrase(tokens, position + 2, labels, loose=True)
            if phrase:
                return Cue(tokens[index].start, tokens[position].end, phrase.speaker, phrase.next, "paper")
    return None


def _participle_at(tokens: Sequence[Token], index: int) -> Verb | None:
    participles = load_cues().participles
    for length in (1, 2, 3):
        verb = participles.get(tuple(token.low for token in tokens[index : index + length]))
        if verb:
            return verb
    return None


def _looks_like_verb(token: Token) -> bool:
    return (
        token.kind == WORD
        and token.text.islower()
        and len(token.low) > len("zei")
        and token.low.endswith(tuple(load_cues().data["open_verbs_end"]))
        and token.low not in word_list("not_verbs")
        and token.low not in load_words().adverbs
    )


def read_leading_cue(
    tokens: Sequence[Token], end: int, labels: dict[int, str], start: int = 0, uses: str = "di"
) -> Cue | None:
    """Return the last cue with a speaker before a token: "Jan zegt: QUOTE", "volgens Jan is het QUOTE".

    Args:
        tokens: Tokens of the sentence.
        end: The token that follows (a quotation, or the colon before it).
        labels: Entity labels by start.
        start: First token that may belong to it.
        uses: Which verbs count.
    """
    for index in range(end - 1, max(start, end - FARTHEST) - 1, -1):
        token = tokens[index]
        if token.kind != WORD:
            continue
        if token.low in load_cues().data["attributions"]:
            attribution = _read_attribution(tokens, index, labels)
            if attribution and attribution.next <= end:
                return attribution
        verb = read_verb(tokens[:end], index, uses, longest=True)
        if verb:
            found = read_preceding(tokens, index, labels, start) or read_subject(tokens[:end], index + 1, labels)
            if found:
                particle = find_particle(tokens[:end], index + 1, end, verb)
                behind = max(index + 1, found.next, particle or 0)
                return Cue(token.start, token.end, found.speaker, behind, "speaker_then_verb", verb.use)
        participle = _participle_at(tokens, index)
        if participle and set(participle.use) & set(uses):
            cue = _read_perfect(tokens, index, labels, start, participle)
            if cue:
                return cue
    return None


def _read_perfect(
    tokens: Sequence[Token], participle: int, labels: dict[int, str], start: int, verb: Verb
) -> Cue | None:
    """Read "Jan heeft in de raad gezegd", "namens appellant is aangevoerd", "door Jan is gesteld"."""
    for index in range(participle - 1, max(start, participle - 16) - 1, -1):
        token = tokens[index]
        if token.low in ("namens", "door"):
            phrase = read_phrase(tokens, index + 1, labels, loose=True)
            if phrase and phrase.next <= participle:
                return Cue(
                    tokens[participle].start,
                    tokens[participle].end,
                    phrase.speaker,
                    participle + 1,
                    "passive",
                    verb.use,
                )
        if token.low in load_cues().auxiliaries:
            passive = token.low in ("is", "zijn", "was", "waren", "wordt", "worden", "werd", "werden")
            if passive:
                continue
            found = read_preceding(tokens, index, labels, start) or read_subject(tokens[:participle], index + 1, labels)
            if found:
                return Cue(token.start, token.end, found.speaker, participle + 1, "perfect", verb.use)
    return None
