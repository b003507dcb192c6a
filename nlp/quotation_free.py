"""Find indirect speech without a conjunction: before "zegt X", around "volgens X", with te, behind a colon."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.quotation_clauses import Reported, clause_end, is_hypothetical, skip_relative
from nlp.quotation_cues import (
    Cue,
    find_attribution,
    find_particle,
    load_cues,
    read_following_cue,
    read_leading_cue,
    read_preceding,
    read_subject,
    read_verb,
    word_list,
)
from nlp.quotation_tokens import QUOTE, WORD, Token
from nlp.speaker_words import is_role, load_words
from nlp.speakers import Speaker, read_phrase

_STOPS = frozenset(".!?…")
_SHORTEST = 3
"""Words that make a clause."""
_NEGATIONS = frozenset({"niet", "geen", "nooit", "niets", "evenmin", "amper", "nauwelijks"})


def find_free(tokens: Sequence[Token], labels: dict[int, str]) -> Reported | None:
    """Return the indirect speech of a sentence in which no conjunction introduces it.

    Args:
        tokens: Tokens of the sentence.
        labels: Entity labels by start.
    """
    return (
        _find_closed_by_cue(tokens, labels)
        or _find_according(tokens, labels)
        or _find_according_within(tokens, labels)
        or _find_infinitive(tokens, labels)
        or _find_after_colon(tokens, labels)
    )


def _find_closed_by_cue(tokens: Sequence[Token], labels: dict[int, str]) -> Reported | None:
    """Read a clause without marks that a cue closes or parts: "Er is niets bewaard, zegt de wethouder."."""
    if tokens[0].kind == QUOTE or tokens[0].low in word_list("subordinators") or len(tokens) < len("a b , c d".split()):
        return None
    if find_attribution(tokens, 0):
        return None
    first_comma = 1
    quote = next((n for n, token in enumerate(tokens) if token.kind == QUOTE), len(tokens))
    for number in range(min(len(tokens) - 2, quote - 1), first_comma, -1):
        if tokens[number].text != ",":
            continue
        cue = read_following_cue(tokens, number + 1, labels, after_quote=False)
        if cue is None or cue.speaker is None or cue.use == "n":
            continue
        if _refuses(tokens, number):
            return None
        rest = tokens[cue.next :]
        if any(token.low == "dat" for token in rest) or not _is_closed(tokens, rest):
            continue
        # A mark that was never closed is not part of the words.
        first = tokens[_skip_number(tokens, 0, number - 1)]
        if _is_parted(tokens, number, cue):
            return Reported(first.start, tokens[clause_end(tokens, cue.next + 1, {}) - 1].end, cue)
        return Reported(first.start, tokens[number - 1].end, cue) if number > first_comma else None
    return None


def _is_closed(tokens: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Tell whether what follows a cue leaves it whole: the end, a phrase, or little behind a fronted clause."""
    words = load_words()
    if not rest or rest[0].kind != WORD or rest[0].low in words.prepositions | words.adverbs:
        return True
    little = 6
    is_fronted = tokens[0].low == "dat" or tokens[0].low in word_list("question_words")
    return is_fronted and len(rest) <= little and all(token.text != "," for token in rest)


def _refuses(tokens: Sequence[Token], number: int) -> bool:
    """Tell "Of dat klopt, wil de gemeente niet zeggen" (nothing is said) from "…, ontkent de gemeente niet"."""
    behind = tokens[number + 1 :]
    stop = next((n for n, token in enumerate(behind) if token.text in (",", ";")), len(behind))
    if not any(token.low in _NEGATIONS for token in behind[:stop]):
        return False
    return not any(token.low in word_list("denials") for token in behind[:stop])


def _is_parted(tokens: Sequence[Token], number: int, cue: Cue) -> bool:
    """Tell "De proef, aldus X, is geslaagd" (one clause, parted) from "Het is klaar, zegt X, en …"."""
    behind = cue.next
    if behind + 2 >= len(tokens) or tokens[behind].text != "," or tokens[behind + 1].kind != WORD:
        return False
    after = tokens[behind + 1].low
    if after in word_list("coordinators") | word_list("subordinators") or after in ("die", "dat", "wat", "waar"):
        return False
    if after.endswith("end"):
        return False
    verbs = word_list("finite_verbs")
    few = 3
    if number <= few and number > 0:
        return True
    return not any(token.low in verbs or _is_finite_like(token) for token in tokens[:number])


def _is_finite_like(token: Token) -> bool:
    return token.low in load_cues().finite or token.low in load_cues().auxiliaries


def _find_according(tokens: Sequence[Token], labels: dict[int, str]) -> Reported | None:
    """Read "Volgens X is er niets bewaard": the clause behind the speaker."""
    if find_attribution(tokens, 0) is None or tokens[0].low == "aldus":
        return None
    cue = read_following_cue(tokens, 0, labels, after_quote=False)
    if cue is None or cue.speaker is None:
        return None
    begin = skip_relative(tokens, cue.next)
    stop = clause_end(tokens, begin, labels) if begin < len(tokens) else begin
    if stop - begin < _SHORTEST or any(token.kind == QUOTE for token in tokens[begin:stop]):
        return None
    return Reported(tokens[begin].start, tokens[stop - 1].end, cue)


def _find_according_within(tokens: Sequence[Token], labels: dict[int, str]) -> Reported | None:
    """Read "Er is volgens X niets bewaard": the whole clause; only what stands before a closing "volgens X"."""
    if tokens[-1].text == "?" or not any(token.low in ("volgens", "naar", "in") for token in tokens):
        return None
    for index in range(2, len(tokens) - 1):
        if tokens[index].low == "aldus" or find_attribution(tokens, index) is None:
            continue
        cue = read_following_cue(tokens, index, labels, after_quote=False)
        behind = find_attribution(tokens, index) or index
        if cue is None or cue.speaker is None or not _is_sure(cue.speaker, tokens, behind):
            continue
        begin = _main_clause_start(tokens, index)
        if begin is None:
            continue
        stop = clause_end(tokens, index, labels)
        if stop <= cue.next:
            stop = index - 1 if tokens[index - 1].text == "," else index
        words = [token for token in tokens[begin:stop] if token.kind == WORD]
        if len(words) < _SHORTEST or any(token.kind == QUOTE for token in tokens[begin:stop]):
            continue
        return Reported(tokens[begin].start, tokens[stop - 1].end, cue)
    return None


def _main_clause_start(tokens: Sequence[Token], index: int) -> int | None:
    """Return where the main clause around a token begins; None within a subordinate one."""
    begin = 0
    is_open = True
    for number in range(index - 1, -1, -1):
        token = tokens[number]
        if token.text in (";", ":", "–", "—"):
            begin = number + 1
            break
        if token.text == ",":
            if tokens[number + 1].low in word_list("coordinators"):
                begin = number + 2
                break
            is_open = False
        elif is_open and number and _opens_subordinate(token):
            return None
    begin = _skip_number(tokens, begin, index)
    if is_open and (tokens[begin].low in word_list("subordinators") or tokens[begin].text == "Nu"):
        return None
    return begin


def _skip_number(tokens: Sequence[Token], begin: int, end: int) -> int:
    """Pass over signs and the number of a consideration: "4.2. Appellant heeft …"."""
    while begin < end and (
        tokens[begin].kind != WORD
        or (
            tokens[begin].text.replace(".", "").isdigit()
            and (tokens[begin + 1].is_capital or "." in tokens[begin].text)
        )
    ):
        begin += 1
    return begin


def _opens_subordinate(token: Token) -> bool:
    return (
        token.low in word_list("subordinators")
        or token.low in word_list("question_words")
        or token.low in ("die", "dat", "zodat", "waarbij", "waarin", "waarvan", "welke")
    )


def _is_sure(speaker: Speaker, tokens: Sequence[Token], index: int) -> bool:
    """Tell a person or body from any noun behind an article ("volgens een vast patroon")."""
    if speaker.name or speaker.organisation or speaker.pronoun:
        return True
    return any(is_role(word) for word in (speaker.role or "").casefold().split()) or (
        read_phrase(tokens, index, {}) is not None
    )


_LIGHT = frozenset({"ook", "zelf", "daarop", "desgevraagd", "vervolgens", "echter", "inmiddels", "daarna", "verder"})
_NO_INFINITIVES = frozenset({"groen", "alleen", "velen", "weinigen"})
_SHORT_INFINITIVES = ("gaan", "staan", "slaan", "doen", "zien", "zijn")
_PROPOSES = frozenset({"staat", "gelegenheid", "voor", "beschikbaar", "zich", "hem", "haar", "hen"})
_MOST_VERBS = 4
_OF_THINGS = ("belo", "stel", "garand", "verzeker", "claim", "laat", "liet", "geef", "gaf")
"""Verbs that things can have too: "het weer belooft mooi te worden"."""


def _find_infinitive(tokens: Sequence[Token], labels: dict[int, str]) -> Reported | None:
    """Read "X zegt niets te weten", "X belooft de beelden te wissen", "X geeft toe fout te zitten"."""
    verbs = word_list("infinitive_verbs")
    for index in range(1, len(tokens) - 2):
        if tokens[index].low not in verbs:
            continue
        verb = read_verb(tokens, index, "i")
        if verb is None:
            continue
        before = read_preceding(tokens, index, labels)
        subject = before or read_subject(tokens, index + 1, labels)
        if subject is None or (
            tokens[index].low.startswith(_OF_THINGS) and not _is_sure(subject.speaker, tokens, len(tokens))
        ):
            continue
        begin = index + 1 if before else subject.next
        if verb.particles:
            particle = find_particle(tokens, begin, min(len(tokens), begin + _SHORTEST), verb)
            if particle is None:
                continue
            begin = particle
        begin = _skip_addressee(tokens, begin, labels)
        stop = clause_end(tokens, begin, labels) if begin < len(tokens) else begin
        cue = Cue(tokens[index].start, tokens[index].end, subject.speaker, begin, "infinitive", verb.use)
        if _holds_infinitive(tokens, begin, stop, tokens[index].low) and not is_hypothetical(tokens, cue):
            return Reported(tokens[begin].start, tokens[stop - 1].end, cue)
    return None


def _skip_addressee(tokens: Sequence[Token], begin: int, labels: dict[int, str]) -> int:
    """Pass over "toe", "tegen de rechter", "desgevraagd" between a verb and its infinitive clause."""
    for _ in range(3):
        if begin + 1 < len(tokens) and (tokens[begin].low in _LIGHT or tokens[begin].low == "toe"):
            begin += 1
        elif begin + 1 < len(tokens) and tokens[begin].low in ("tegen", "tegenover"):
            phrase = read_phrase(tokens, begin + 1, labels, loose=True)
            begin = phrase.next if phrase else begin
        else:
            break
    return begin


def _holds_infinitive(tokens: Sequence[Token], begin: int, stop: int, verb: str) -> bool:
    """Tell whether a clause ends in te and an infinitive, or goes on with a phrase behind it."""
    words = load_words()
    for number in range(begin, stop - 1):
        token = tokens[number]
        if token.low in ("om", "dat", "of", ":") or token.kind == QUOTE:
            return False
        if verb.startswith("stel") and token.low in _PROPOSES:
            return False
        if token.low != "te":
            continue
        after = tokens[number + 1]
        is_infinitive = after.text.islower() and after.low.endswith(("en", *_SHORT_INFINITIVES))
        if not is_infinitive or after.low in _NO_INFINITIVES:
            continue
        rest = tokens[number + 2 : stop]
        return len(rest) < _MOST_VERBS or any(part.low in words.prepositions or part.text == "," for part in rest[:3])
    return False


_SAYS = frozenset({"reageert", "reageerde", "reageerden", "vraagt", "vroeg", "vroegen", "roept", "riep", "riepen"})


def _find_after_colon(tokens: Sequence[Token], labels: dict[int, str]) -> Reported | None:
    """Read "De wethouder zegt: wij stoppen" and the headline "Wethouder: wij stoppen"."""
    colon = next((n for n, token in enumerate(tokens) if token.text == ":"), None)
    if colon is None or colon == 0 or len(tokens) - colon <= _SHORTEST or tokens[colon + 1].kind != WORD:
        return None
    after = tokens[colon + 1 :]
    if after[0].text[0].isdigit() or any(token.kind == QUOTE for token in after) or not _has_voice(after):
        return None
    cue = _cue_before_colon(tokens, colon, labels)
    if cue is None or cue.speaker is None:
        return None
    stop = len(tokens)
    while stop > colon + 1 and (tokens[stop - 1].text in _STOPS or tokens[stop - 1].text in ",;)*_"):
        stop -= 1
    return Reported(after[0].start, tokens[stop - 1].end, cue)


def _has_voice(tokens: Sequence[Token]) -> bool:
    """Tell a clause from a list or a name: a finite verb, a denial, a pronoun or a call ("stop met …")."""
    signs = word_list("finite_signs") | word_list("first_person") | {"stop", "meer"}
    return any(token.low in signs for token in tokens)


def _cue_before_colon(tokens: Sequence[Token], colon: int, labels: dict[int, str]) -> Cue | None:
    cue = read_leading_cue(tokens, colon, labels, 0, "di")
    if cue and cue.speaker:
        says = next((token.low in _SAYS for token in tokens if token.start == cue.start), False)
        words = load_words()
        near = all(token.low in words.adverbs for token in tokens[cue.next : colon])
        return cue if near and ("i" in cue.use or says) and cue.rule == "speaker_then_verb" else None
    phrase = read_phrase(tokens, 0, labels)
    if phrase is None or phrase.next != colon or phrase.speaker.pronoun:
        return None
    is_person = phrase.speaker.role or phrase.speaker.organisation or " " in (phrase.speaker.name or "")
    return Cue(tokens[colon].start, tokens[colon].end, phrase.speaker, colon + 1, "colon") if is_person else None
