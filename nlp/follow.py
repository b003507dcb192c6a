"""Read on: what later words say of a practice that was named before.

Four ways in which Dutch leaves the practice out: no predicate ("…, Epe niet"), a pronoun ("…, maar Ede houdt ze aan"),
a sentence that takes it up ("Daar doet Ede niet aan") and one that settles it ("Dat gebeurt niet meer").
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from nlp.attribution import find_subject
from nlp.cues import NEGATIONS, Scope, words_of
from nlp.patterns import fold
from nlp.practices import Hit, load_practice_rules
from nlp.sentences import Named, Sentence
from nlp.status import Verdict, read_status
from nlp.ties import choose_group, is_compared, is_subject
from nlp.times import UNTIL, read_times
from staving.schema import Assertion, Status, derive_id

POLARITY = frozenset("niet wel nooit evenmin ook geen".split())
STRENGTHENING = (
    "in het geheel ",
    "helemaal ",
    "juist ",
    "nog ",
    "weer ",
    "al jaren ",
    "al lang ",
    "absoluut ",
    "zeker ",
    "voorlopig ",
)
BEFORE_NAME = frozenset("in bij te de gemeente weer dan".split())
UNITS = frozenset("uur uren dag dagen week weken maand maanden jaar jaren kwartaal minuten keer".split())
ONLY = frozenset("alleen slechts uitsluitend enkel hooguit pas".split())
GAPPING = ONLY | frozenset("al sinds vanaf na reeds zelfs idem eveneens binnen".split())
"""Words with which a clause goes on that shares the verb before: "in Ede een week, in Epe al na drie dagen"."""

LINKS = frozenset(", ; en maar terwijl".split())
PRONOUNS = frozenset(
    (
        "ze die deze dat daar hier het ermee daarmee hiermee ervan daarvan daartoe ertoe erin er eraan daaraan "
        "zoiets hetzelfde dit"
    ).split()
)
OPENERS = frozenset("dat dit daar daarmee hiermee daarvan daartoe zoiets hier hieraan daaraan".split())
SETTLERS = OPENERS | frozenset("ze die deze ook".split())
THINGS = frozenset("ze die deze hem".split())
WITH_IT = frozenset("ermee daarmee hiermee daar ervan daarvan eraan daaraan".split())
STARTERS = frozenset('maar en inmiddels volgens toch nu echter " „ “'.split())
NORMS = frozenset("moet moeten mag mogen dient dienen verboden tenzij avg wet zou zouden zolang".split())
LONGEST_ECHO = 20
"""Most words in a sentence that settles the one before."""

USING = frozenset("gebruikt gebruiken gebruikte gebruikten aan aangezet ingeschakeld benut".split())
TRIALS = frozenset("proef pilot experiment test".split())
YES = frozenset("ja jazeker inderdaad zeker jawel".split())
NO = frozenset("nee neen nimmer geenszins".split())
ANSWERING = frozenset("antwoord antwoorden a ad : . ) college reactie op vraag".split())
LONG_WORD = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A municipality, how it stands to a practice, and the characters that say so."""

    code: str
    verdict: Verdict
    start: int
    end: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elided:
    """A municipality that shares the predicate of a clause before."""

    place: Named
    words: tuple[str, ...]
    """What is said of it: niet, wel, ook niet …"""


def find_ellipses(sentence: Sentence) -> list[Elided]:
    """Return the municipalities of which only yes or no is said: "…, Epe niet", "en in Ede evenmin"."""
    doc, found = sentence.doc, []
    for place in sentence.named:
        before = range(max(sentence.start, place.first - 4), place.first)
        links = [index for index in before if fold(doc[index].text) in LINKS]
        if not links or any(doc[index].pos_ in {"VERB", "AUX"} for index in range(links[-1], place.first)):
            continue
        after = _words_after(sentence, place)
        opening = [fold(doc[index].text) for index in range(links[-1] + 1, place.first)]
        yes_no = next((word for word in opening if word in POLARITY), None)
        if yes_no and not after and set(opening) <= POLARITY | BEFORE_NAME:
            found.append(Elided(place=place, words=(yes_no,)))
            continue
        words = _shorten(_drop_brackets([fold(doc[index].text) for index in after]))
        if any(doc[index].pos_ in {"VERB", "AUX"} for index in after):
            continue
        is_short = bool(words) and len(words) <= 3 and words[0] in POLARITY
        if is_short or (words and words[0] in GAPPING):
            found.append(Elided(place=place, words=tuple(words)))
    return found


def _shorten(words: list[str]) -> list[str]:
    """Return words without what only strengthens a yes or no: "in het geheel niet", "juist wel"."""
    text = " ".join(words)
    for strong in STRENGTHENING:
        text = text.removeprefix(strong)
    return text.split()


def _words_after(sentence: Sentence, place: Named) -> list[int]:
    after = []
    for index in range(place.last + 1, min(sentence.end, place.last + 8)):
        if sentence.doc[index].is_punct and sentence.doc[index].text not in "()":
            break
        after.append(index)
    return after


def _drop_brackets(words: list[str]) -> list[str]:
    if "(" in words and ")" in words:
        return words[: words.index("(")] + words[words.index(")") + 1 :]
    return words


def cut_ellipses(sentence: Sentence, index: int, ellipses: Sequence[Elided]) -> Sentence:
    """Return a sentence whose clause of the practice ends before the first ellipsis."""
    if not ellipses:
        return sentence
    cut = min(item.place.first for item in ellipses) - 1
    clause = sentence.clauses[index]
    kept = [token for token in clause.tokens if token < cut] or clause.tokens
    clauses = list(sentence.clauses)
    clauses[index] = dataclasses.replace(clause, tokens=kept)
    return dataclasses.replace(sentence, clauses=tuple(clauses))


def read_ellipsis(sentence: Sentence, item: Elided, verdict: Verdict) -> Reading:
    """Return what an ellipsis says, given what the full clause says."""
    words = " ".join(item.words)
    told = range(item.place.last + 1, min(item.place.last + 1 + len(item.words), sentence.end))
    scope = Scope(sentence.doc, told, frozenset())
    if item.words[0] in GAPPING and (
        item.words[0] in ONLY or scope.has("conditional") or scope.has("conditional_weak")
    ):
        other = Verdict(Status.CONDITIONAL, f"left out: {words}")
    elif {"niet", "meer"} <= set(item.words):
        other = Verdict(Status.STOPPED, f"left out: {words}")
    elif NEGATIONS & set(item.words):
        other = Verdict(Status.NOT_USED, f"left out: {words}")
    elif item.words[0] == "wel":
        other = Verdict(Status.IN_USE, f"left out: {words}")
    else:
        other = Verdict(verdict.status, f"{verdict.rule}; left out: {words}")
    end = sentence.doc[min(item.place.last + len(item.words), sentence.end - 1)]
    return Reading(
        code=item.place.code,
        verdict=other,
        start=item.place.mention.start,
        end=end.idx + len(end.text),
        how="same predicate, left out",
    )


def read_pronouns(sentence: Sentence, index: int, hit: Hit, known: frozenset[str]) -> list[Reading]:
    """Return what later clauses say of other municipalities and the same practice: "…, maar Ede houdt ze aan".

    Args:
        sentence: The sentence.
        index: Number of the clause that names the practice.
        hit: The practice.
        known: Codes of which the clause itself speaks.
    """
    readings = []
    for position, clause in enumerate(sentence.clauses):
        if position == index or clause.tokens[0] <= hit.anchor[0] or clause.kind in {"condition", "relative"}:
            continue
        places = [
            item for item in sentence.within(clause) if item.code not in known and not is_compared(sentence, item)
        ]
        pronoun = next((token for token in clause.tokens if fold(sentence.doc[token].text) in PRONOUNS), None)
        if not places or pronoun is None or any(_names_practice(sentence.doc, token) for token in clause.tokens):
            continue
        how = "pronoun for the practice"
        readings.extend(_read_stand_in(sentence, position, hit, pronoun=pronoun, places=places, how=how))
    return readings


def read_fragment(sentence: Sentence, verdict: Verdict) -> list[Reading]:
    """Return what a sentence without a verb says of other municipalities: "Hollands Kroon niet."."""
    doc = sentence.doc
    tokens = [doc[index] for index in range(sentence.start, sentence.end)]
    if any(token.pos_ in {"VERB", "AUX"} for token in tokens):
        return []
    readings = []
    for place in sentence.named:
        words = [fold(doc[index].text) for index in _words_after(sentence, place)]
        if words and len(words) <= 3 and words[0] in POLARITY:
            readings.append(read_ellipsis(sentence, Elided(place=place, words=tuple(words)), verdict))
    return readings


def take_up(sentence: Sentence, hits: Sequence[Hit]) -> list[tuple[Hit, Reading]]:
    """Return what a sentence says of practices that the sentence before named: "Daar doet Ede niet aan"."""
    spots = range(sentence.start, min(sentence.end, sentence.start + 3))
    pronoun = next((token for token in spots if fold(sentence.doc[token].text) in OPENERS), None)
    if pronoun is None:
        return []
    index = sentence.find_clause(pronoun)
    places = [item for item in sentence.within(sentence.clauses[index]) if not is_compared(sentence, item)]
    if not places:
        return []
    return [
        (hit, reading)
        for hit in hits
        for reading in _read_stand_in(
            sentence, index, hit, pronoun=pronoun, places=places, how="takes up the sentence before"
        )
    ]


def read_likewise(sentence: Sentence, verdict: Verdict) -> list[Reading]:
    """Return what a sentence says of other municipalities by an idiom alone: "Ede deed hetzelfde", "Ede bedankte"."""
    scope = Scope(sentence.doc, range(sentence.start, sentence.end), frozenset())
    if sentence.is_question or scope.has("planned") or scope.has("hearsay"):
        return []
    if scope.has("declined"):
        other = Verdict(Status.NOT_USED, f"declined: {scope.first('declined')}")
    elif scope.has("likewise") and not scope.negation():
        other = Verdict(verdict.status, f"{verdict.rule}; likewise: {scope.first('likewise')}")
    else:
        return []
    start, end = sentence.span_of(range(sentence.start, sentence.end))
    return [
        Reading(code=place.code, verdict=other, start=start, end=end, how="idiom for the same practice")
        for place in sentence.named
        if not is_compared(sentence, place) and (place.first == sentence.start or is_subject(sentence.doc, place))
    ]


def read_reply(sentence: Sentence, hit: Hit) -> list[Reading]:
    """Return what a sentence replies to a question that is only a noun: "Nepprofielen? Die had Sluis nooit."."""
    place = sentence.named[0]
    index = sentence.find_clause(place.first)
    clause = sentence.clauses[index]
    whole = dataclasses.replace(
        clause, kind="main", mark="", parent=None, tokens=list(range(sentence.start, sentence.end))
    )
    stand_in = dataclasses.replace(hit, anchor=(sentence.start,), words=())
    verdict = read_status(sentence.doc, [whole], 0, stand_in, is_question=False)
    if verdict is None:
        return []
    start, end = sentence.span_of(whole.tokens)
    return [
        Reading(code=place.code, verdict=verdict, start=start, end=end, how="reply to a short question")
        for place in choose_group(sentence, list(sentence.named), place.first, whole)
    ]


def _read_stand_in(
    sentence: Sentence, index: int, hit: Hit, *, pronoun: int, places: Sequence[Named], how: str
) -> list[Reading]:
    stand_in = dataclasses.replace(hit, anchor=(pronoun,), words=(pronoun,))
    verdict = read_status(sentence.doc, sentence.clauses, index, stand_in, is_question=False)
    if verdict is None:
        return []
    clause = sentence.clauses[index]
    start, end = sentence.span_of(clause.tokens)
    return [
        Reading(code=place.code, verdict=verdict, start=start, end=end, how=how)
        for place in choose_group(sentence, places, pronoun, clause)
    ]


def take_back(sentence: Sentence, index: int, hit: Hit, verdict: Verdict) -> Verdict:
    """Let a clause that goes on about the same thing end it: "plaatste camera's, maar haalde die weer weg"."""
    if verdict.status not in {Status.IN_USE, Status.CONSIDERED}:
        return verdict
    doc = sentence.doc
    for position, clause in enumerate(sentence.clauses):
        if position == index or clause.tokens[0] <= hit.anchor[0] or clause.kind != "main":
            continue
        turns = clause.parent is None and fold(doc[clause.tokens[0]].text) in {"maar", "doch"}
        if not turns and (clause.parent != index or doc[clause.head].dep_ not in {"conj", "parataxis"}):
            continue
        subjects = {fold(doc[token].text) for token in clause.tokens if doc[token].dep_ == "nsubj"}
        goes_on = doc[clause.head].dep_ == "conj" and not subjects and clause.tokens[0] == clause.head - 2
        if not (PRONOUNS & set(clause.words(doc)) or goes_on) or subjects - PRONOUNS - words_of("planword"):
            continue
        stand_in = dataclasses.replace(hit, anchor=(clause.head,), words=())
        other = read_status(doc, sentence.clauses, position, stand_in, is_question=False)
        if other is None or other.rule == "past":
            continue
        if other.status == Status.STOPPED and verdict.status == Status.IN_USE:
            return other
        if other.status == Status.NOT_USED and verdict.status == Status.IN_USE and USING & set(clause.words(doc)):
            return other  # it is there, "maar zij gebruikt het niet"
        if other.status in {Status.STOPPED, Status.NOT_USED} and verdict.status == Status.CONSIDERED:
            return Verdict(Status.NOT_USED, other.rule)
    return verdict


def _names_practice(doc: Doc, token: int) -> bool:
    word = doc[token]
    is_content = word.pos_ in {"NOUN", "VERB"} and len(word.text) > LONG_WORD
    return is_content and load_practice_rules().patterns.has_anchor([fold(word.text)])


def settle_earlier(sentence: Sentence, item: Assertion) -> Assertion | None:
    """Return an assertion as the next sentence leaves it ("Dat gebeurt niet meer"), or None where it says nothing."""
    doc = sentence.doc
    tokens = range(sentence.start, sentence.end)
    answered = _answer(sentence, item)
    if answered is not None or len(tokens) > LONGEST_ECHO or sentence.is_question:
        return answered
    if sentence.named and all(place.code != item.municipality for place in sentence.named):
        return None
    scope = Scope(doc, tokens, frozenset())
    over = _end_of_a_trial(sentence, scope, item)
    if over is not None:
        return over
    answers = (
        " van niet" in scope.text or " van wel" in scope.text or (scope.has("denied") and not scope.has("unknown"))
    )
    if (
        not scope.has("does")
        or not (answers or _takes_up(scope.words) or (scope.has("stopped") and _is_about_them(scope)))
        or scope.has("norm")
        or NORMS & set(scope.words)
    ):
        return None
    text = doc[sentence.start : sentence.end].text
    status = _settle(scope, Status(item.status))
    claimed = item.asserted_by is not None or scope.words[0] == "niet" or "hearsay" in (item.rule or "")
    says_so = scope.has("reporting") or words_of("anaphors") & set(scope.words)
    if status == Status.NOT_USED and claimed and scope.has("denied") and says_so:
        status = Status.UNCLEAR  # one says yes and another no
    if status is None or status == item.status:
        since = read_times(text, item.status).since
        changed = item.since is None and since is not None and not scope.negation()
        return dataclasses.replace(item, since=since) if changed else None
    by = item.asserted_by
    if by is None and (" van niet" in scope.text or scope.has("denied")):
        by = find_subject(doc, tokens)
    return dataclasses.replace(
        item,
        id=derive_id(item.document_id, item.municipality, item.practice, status, item.start, item.end),
        status=status,
        until=item.until or read_times(text, status).until,
        asserted_by=by,
        rule=f"{item.rule}; next sentence: {scope.text.strip(' .□')}",
    )


def _end_of_a_trial(sentence: Sentence, scope: Scope, item: Assertion) -> Assertion | None:
    """Return an assertion whose plan, trial or purchase the next sentence says came to nothing, or None."""
    status = Status(item.status)
    text = sentence.doc[sentence.start : sentence.end].text
    words = {fold(sentence.doc[index].text) for index in range(sentence.start, sentence.end)}
    end = None
    if status == Status.CONSIDERED and scope.has("ended_plan"):
        new, why = Status.NOT_USED, f"plan given up: {scope.first('ended_plan')}"
    elif status == Status.IN_USE and scope.has("unopened") and _takes_up(scope.words):
        new, why = Status.NOT_USED, f"never begun: {scope.first('unopened')}"
    elif status == Status.IN_USE and TRIALS & words and UNTIL.search(text):
        end = read_times(text, Status.STOPPED).until
        new, why = Status.STOPPED, "trial until a day"
    else:
        return None
    return dataclasses.replace(
        item,
        id=derive_id(item.document_id, item.municipality, item.practice, new, item.start, item.end),
        status=new,
        until=item.until or end,
        rule=f"{item.rule}; next sentence: {why}",
    )


def _answer(sentence: Sentence, item: Assertion) -> Assertion | None:
    """Return an assertion as "Ja." or "Nee." behind its question leaves it, or None where there is no such answer."""
    words = [fold(token.text) for token in sentence.doc[sentence.start : sentence.start + 6] if token.text[0].isalnum()]
    while words and (words[0] in ANSWERING or words[0].isdigit()):
        words = words[1:]
    if item.status != Status.UNCLEAR or "question" not in (item.rule or "") or not words:
        return None
    if words[0] not in YES | NO:
        return None
    is_inverse = item.practice in load_practice_rules().inverse
    status = Status.IN_USE if (words[0] in YES) != is_inverse else Status.NOT_USED
    scope = Scope(sentence.doc, range(sentence.start, sentence.end), frozenset())
    if words[0] in YES and (scope.has("conditional") or scope.has("conditional_weak")):
        status = Status.CONDITIONAL
    return dataclasses.replace(
        item,
        id=derive_id(item.document_id, item.municipality, item.practice, status, item.start, item.end),
        status=status,
        rule=f"{item.rule}; answer: {words[0]}",
    )


def _takes_up(words: Sequence[str]) -> bool:
    """Tell whether a sentence begins with "dat" or the like, or with a word that may stand before it."""
    first = [word for word in words[:3] if word not in STARTERS]
    return bool(first) and first[0] in SETTLERS


def _is_about_them(scope: Scope) -> bool:
    """Tell whether a municipality does something with "ze" or "die": "De gemeente heeft ze laten weghalen"."""
    if scope.has("planned") or not words_of("anaphors") & set(scope.words):
        return False
    return bool(THINGS & set(scope.words[1:6]) or WITH_IT & set(scope.words))


def _settle(scope: Scope, status: Status) -> Status | None:
    """Return the status that a sentence about "dat" leaves, or None where it says nothing of it."""
    if scope.has("stopped"):
        return Status.STOPPED if status in {Status.IN_USE, Status.CONDITIONAL} else None
    if scope.has("denied") and status == Status.NOT_USED:
        return Status.UNCLEAR
    if scope.has("denied") or scope.has("withdrawn") or " van niet" in scope.text:
        return Status.NOT_USED if status != Status.STOPPED else None
    if scope.has("yes") or " van wel" in scope.text:
        return Status.IN_USE if status == Status.UNCLEAR else None
    if scope.negation() and status in {Status.IN_USE, Status.UNCLEAR}:
        return Status.NOT_USED
    return None
