"""Whether somebody other than a municipality does it, or nobody does and it is only spoken of."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from spacy.tokens import Doc, Token

from nlp.clauses import Clause, climb, is_finite
from nlp.cues import words_of
from nlp.patterns import PatternSet, fold
from nlp.practices import Hit
from nlp.sentences import Sentence
from nlp.status import Verdict
from staving.schema import Status

ABOUT = frozenset("over omtrent inzake rondom rond betreffende".split())
HAS_OVER = ("beschik", "gesprek", "gaat", "ging")
"""Words that go with "over" and still state the practice: "beschikt over camera's"."""

OFFICES = tuple(
    "wethouder burgemeester ambtena consulent gemeente raad boa handhaver controleur college dienst".split()
)
"""Beginnings of words for those who act for a municipality."""

TALKING = frozenset(
    "spreekt sprak spreken praat praatte praten gaat ging gaan vertelt vertelde schrijft schreef discussieert "
    "debatteert debatteerde verscheen verschijnt geeft gaf gaven houdt hield stelt stelde".split()
)
DEEDS = frozenset(
    "controleert controleerde controleren registreert registreerde registreren noteert noteerde noteren rust rustte "
    "verzamelt verzamelde verzamelen doorzoekt doorzocht bekijkt bekeek koppelt koppelde koppelen vergelijkt vergeleek "
    "volgt volgde volgen observeert observeerde bezoekt bezocht hanteert hanteerde analyseert analyseerde speurt "
    "speurde "
    "scant scande neemt nam nemen filmt filmde filmen wisselt wisselde houdt hield slaat sloeg gebruikten leest las "
    "screent screende monitort monitorde schaduwt "
    "schaduwde luistert luisterde schakelt schakelde verspreidt "
    "aangemaakt gemaakt gefilmd opgenomen gebruikt gevolgd gekoppeld verzameld".split()
)
"""Verbs of what others do besides the words of doing: what they do so is theirs."""

FINDING = frozenset(
    "trof troffen aantrof aangetroffen vond vonden zag zagen ontdekte ontdekten ontdekt stuitte stuitten constateerde "
    "constateert kreeg kregen ziet".split()
)
"""Verbs of those who only come upon what a municipality does."""

OF_AUTHORITY = frozenset(
    "notice_given opt_out_consent dpia_missing_or_late regulator_not_notified risk_profiling tip_line "
    "algorithmic_scoring special_category_data".split()
)
"""Practices that no resident can have: a resident as subject undergoes them."""

DEFINING = frozenset("verstaan verstaat verstond verstaande".split())
RECORDS = frozenset("gegevens informatie data cijfers".split())
"""What is not talk though it is "over" something: "gegevens over het verbruik"."""

SEATS = frozenset("in uit te".split())
PERSONS = frozenset("hij zij om".split())
LONGEST_TITLE = 4
"""Most words of the name of an outsider between the noun and its place."""

ARTICLES = frozenset("de het een zijn haar hun".split())


@cache
def _outsiders() -> PatternSet:
    return PatternSet({"outsider": sorted(words_of("outsiders"))}, {})


@cache
def _clients() -> PatternSet:
    return PatternSet({"client": sorted(words_of("clients"))}, {})


@cache
def _strangers() -> PatternSet:
    return PatternSet({"stranger": sorted(words_of("strangers"))}, {})


def is_outsider(token: Token) -> bool:
    """Tell whether a noun is somebody other than a municipality; its own "sociale recherche" is none."""
    if token.i and fold(token.nbor(-1).text) == "sociale":
        return False
    return _outsiders().has_anchor([fold(token.text)])


def is_client(token: Token) -> bool:
    """Tell whether a noun is one of those whom a municipality deals with."""
    return _clients().has_anchor([fold(token.text)])


def belongs_to_others(sentence: Sentence, index: int, hit: Hit) -> bool:
    """Tell whether somebody other than a municipality does what a clause says.

    Args:
        sentence: The sentence.
        index: Number of the clause that names the practice.
        hit: The practice.
    """
    doc, clause = sentence.doc, sentence.clauses[index]
    words = clause.words(doc)
    if (
        hit.practice == "resident_recording"
        or ("de", "ander") in pairwise(words)
        or _is_owned_by_others(sentence, hit.anchor[-1] + 1)
        or _is_done_by_others(words)
        or any(
            other.kind == "relative" and doc[other.head].head.i in hit.anchor and _is_done_by_others(other.words(doc))
            for other in sentence.clauses
        )
    ):
        return True
    predicate = doc[hit.anchor[0]]
    is_verb = predicate.pos_ in {"VERB", "AUX"} or predicate.i == clause.head
    if _comes_from_elsewhere(sentence, clause, is_verb=is_verb):
        return True
    is_deed = is_verb or bool((words_of("doing") | DEEDS) & set(words))
    subjects = _find_subjects(sentence, clause)
    is_stranger = bool(subjects) and _strangers().has_anchor([fold(subjects[0].text)])
    if is_stranger or (is_verb and _is_done_by_antecedent(sentence, clause)):
        return True
    for token in subjects:
        if any(place.first <= token.i <= place.last for place in sentence.named):
            continue
        if token.i in hit.words and not is_verb:
            continue
        if _is_owned_by_others(sentence, token.i + 1):
            return True
        if is_client(token) and (hit.practice in OF_AUTHORITY or _follows_pronoun(token)):
            continue
        if not is_client(token) and FINDING & set(words):
            continue
        if is_deed and token.i == subjects[0].i and _acts_for_itself(sentence, index, token):
            return True
    return any(doc[token].dep_ == "obl:agent" and is_outsider(doc[token]) for token in clause.tokens)


def _follows_pronoun(token: Token) -> bool:
    """Tell whether "het" before a plural is the subject and the plural its object: "omdat het inwoners filmde"."""
    return token.i > 0 and fold(token.nbor(-1).text) == "het" and "Number=Plur" in str(token.morph)


def _find_subjects(sentence: Sentence, clause: Clause) -> list[Token]:
    """Return the subjects of a clause; one that is joined by "en" and has none shares that of the clause before."""
    doc = sentence.doc
    for _ in sentence.clauses:
        tokens = [doc[index] for index in clause.tokens]
        subjects = [token for token in tokens if token.dep_ == "nsubj"]
        is_joined = doc[clause.head].dep_ == "conj" and clause.parent is not None
        passive = any(token.dep_ in {"nsubj:pass", "aux:pass"} for token in tokens)
        if subjects or passive or not is_joined or clause.parent is None:
            return subjects
        clause = sentence.clauses[clause.parent]
    return []


def _is_done_by_antecedent(sentence: Sentence, clause: Clause) -> bool:
    """Tell whether a relative clause tells what somebody else does: "haar advocaat, die alles opnam"."""
    doc = sentence.doc
    if clause.kind != "relative" or clause.parent is None:
        return False
    tokens = [doc[index] for index in clause.tokens]
    pronoun = next((token for token in tokens if fold(token.text) in {"die", "dat"}), None)
    if pronoun is None or pronoun.dep_ != "nsubj" or any(token.dep_ == "aux:pass" for token in tokens):
        return False
    antecedent = doc[clause.head].head
    return antecedent.pos_ == "NOUN" and is_outsider(antecedent)


def _comes_from_elsewhere(sentence: Sentence, clause: Clause, *, is_verb: bool) -> bool:
    """Tell whether the subject is somebody from a municipality who holds no office there: "een directeur uit Ede"."""
    doc = sentence.doc
    for place in sentence.within(clause):
        if place.first < 2 or fold(doc[place.first - 1].text) != "uit":
            continue
        person = doc[place.first - 2]
        is_office = fold(person.text).startswith(OFFICES) or person.pos_ != "NOUN"
        if not is_verb and _clients().has_anchor([fold(person.text)]):
            continue  # a resident who is visited
        if not is_office and person.i and person.dep_ == "nsubj" and fold(person.nbor(-1).text) in ARTICLES:
            return True
    return False


def _acts_for_itself(sentence: Sentence, index: int, subject: Token) -> bool:
    """Tell whether a subject is an outsider; "zij" is one where the clauses above have one as their subject."""
    if fold(subject.text) not in {"zij", "ze"}:
        return is_outsider(subject)
    above = [
        sentence.doc[token]
        for clause in climb(sentence.clauses, index)
        for token in clause.tokens
        if sentence.doc[token].dep_ in {"nsubj", "nsubj:pass"}
    ]
    return bool(above) and any(is_outsider(token) for token in above)


def _is_owned_by_others(sentence: Sentence, after: int) -> bool:
    """Tell whether "van de supermarkt" stands behind a word; what is of a resident may still be the municipality's."""
    named = {spot for place in sentence.named for spot in range(place.first, place.last + 1)}
    owner = sentence.words(after, after + 3)
    if len(owner) < 3 or owner[0] != "van" or named & set(range(after, after + 3)):
        return False
    return _outsiders().has_anchor(owner[1:]) and not _clients().has_anchor(owner[1:])


def locates_outsider(doc: Doc, first: int) -> bool:
    """Tell whether a municipality is only where an outsider sits: "energiebedrijf Zonnekracht in Ede".

    Args:
        doc: The text.
        first: Position of the first word of the municipality's name.
    """
    if not first or fold(doc[first - 1].text) not in SEATS:
        return False
    for index in range(first - 2, max(-1, first - 2 - LONGEST_TITLE), -1):
        token = doc[index]
        if is_outsider(token):
            return not _clients().has_anchor([fold(token.text)]) and fold(token.text) not in PERSONS
        if not token.text[0].isupper():
            return False
    return False


def _is_done_by_others(words: list[str]) -> bool:
    """Tell whether the clause names an outsider as agent: "door de politie"."""
    for position, word in enumerate(words):
        if word == "door":
            agent = [other for other in words[position + 1 : position + 3] if other not in ARTICLES][:1]
            if _outsiders().has_anchor(agent):
                return True
    return False


def is_mere_talk(sentence: Sentence, clause: Clause, hit: Hit, verdict: Verdict) -> bool:
    """Tell whether a clause only speaks about a practice: "een folder over huisbezoeken"."""
    is_refused = verdict.status == Status.NOT_USED and not verdict.rule.startswith("negation")
    if is_refused or verdict.status in {Status.CONSIDERED, Status.UNCLEAR}:
        return False
    doc = sentence.doc
    whole = [doc[index] for index in range(sentence.start, sentence.end)]
    if not any(is_finite(token) or "VerbForm=Part" in str(token.morph) for token in whole) and any(
        fold(token.text) in ABOUT for token in whole
    ):
        return True
    if (clause.kind == "relative" and _is_topic(doc, doc[clause.head].head)) or (
        (fold(whole[0].text) in ABOUT and _speaks_of_what_opens(sentence, hit))
        or (fold(whole[0].text) == "onder" and any(fold(token.text) in DEFINING for token in whole))
    ):
        return True
    before = [doc[index] for index in range(max(clause.tokens[0], hit.anchor[0] - 4), hit.anchor[0])]
    spot = next((token.i for token in reversed(before) if fold(token.text) in ABOUT), None)
    if spot is None or fold(doc[spot + 1].text) == "tot" or (spot and fold(doc[spot - 1].text) in RECORDS):
        return False
    if any(token.pos_ in {"VERB", "AUX"} for token in before if token.i > spot):
        return False
    return not any(fold(doc[token].text).startswith(HAS_OVER) for token in clause.tokens if token < spot)


def _speaks_of_what_opens(sentence: Sentence, hit: Hit) -> bool:
    """Tell whether a sentence opens with its topic: "Over huisbezoeken en algoritmes spreekt een onderzoeker"."""
    if any(is_finite(sentence.doc[index]) for index in range(sentence.start, hit.anchor[0])):
        return False
    behind = [fold(sentence.doc[index].text) for index in range(hit.anchor[-1] + 1, sentence.end)]
    return bool(TALKING & set(behind[:8]))


def _is_topic(doc: Doc, noun: Token) -> bool:
    """Tell whether somebody else is what is told about: "een film over een man die …"."""
    before = [fold(doc[index].text) for index in range(max(0, noun.i - 2), noun.i)]
    return bool(ABOUT & set(before)) and is_outsider(noun)
