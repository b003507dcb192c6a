"""Whether a clause names a practice only to say something of another kind: a title, a topic, a judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Doc

from nlp.cues import NEGATIONS, Scope
from nlp.patterns import fold
from nlp.practices import Hit

if TYPE_CHECKING:
    from nlp.status import Case

BEFOREHAND = frozenset({"voordat", "alvorens", "opdat", "vooraleer"})
RULES = tuple("protocol regeling beleidsregel verordening reglement richtlijn werkinstructie handreiking".split())
NEARBY = 6
LIGHT = frozenset({"DET", "ADJ", "ADP", "NOUN", "ADV", "NUM", "PROPN", "SYM"})
ASKING = frozenset("waarop waarom waarvoor waarmee hoe wanneer hoelang".split())
POINTING = frozenset("die deze dit dat zulke".split())
CAN = frozenset("kan kunnen kon konden".split())
JUDGEMENTS = frozenset(
    "rechtmatig onrechtmatig toegestaan wettig proportioneel evenredig noodzakelijk effectief voldoen voldoet deugt "
    "deugen strookt stroken terecht zorgvuldig doelmatig".split()
)
CONSENT = frozenset(
    "toestemming handtekening akkoord instemming formulier tekenen ondertekenen tekent ondertekent instemmen".split()
)
SPANS = frozenset("jaar jaren maand maanden week weken dag dagen".split())
MAY = frozenset({"mag", "mogen"})
ONLY = frozenset("pas alleen slechts uitsluitend enkel".split())


def says_nothing(case: Case) -> bool:
    """Tell whether the clause names the practice only to say something of another kind.

    Args:
        case: The practice in its clause.
    """
    scope = case.scope
    if (
        (case.clause.mark in BEFOREHAND and not _waits_for_consent(case))
        or _is_later_condition(case)
        or (_is_title(case.doc, case.hit) and not scope.has("stopped"))
    ):
        return True
    if _is_passed_over(case):
        return True
    first = min(scope.anchor, default=len(scope.words))
    if any(_leads_to(scope, match.words[-1], first) for match in scope.found.get("aside", ())):
        return True
    if scope.has("aside_anywhere") and case.hit.practice != "opt_out_consent":
        return True
    if scope.has("valued") and NEGATIONS & set(scope.words) and not case.is_question:
        return True
    return bool(MAY & set(scope.words) and scope.has("by_norm") and not case.negation and not scope.has("stopped"))


def _waits_for_consent(case: Case) -> bool:
    """Tell whether the clause is what comes after consent: "vraagt een handtekening voordat het gesprek begint"."""
    above = case.clauses[case.clause.parent].words(case.doc) if case.clause.parent is not None else []
    return bool(CONSENT & set(above)) and not NEGATIONS & set(above)


def _leads_to(scope: Scope, low: int, high: int) -> bool:
    """Tell whether only an article and the like stand between two places."""
    between = [scope.doc[scope.tokens[spot]] for spot in range(low + 1, high)]
    return low < high <= low + NEARBY and all(token.pos_ in LIGHT for token in between)


def _is_later_condition(case: Case) -> bool:
    """Tell whether the clause is what must come first: "zet camera's pas aan nadat een toets is gedaan"."""
    clause = case.clause
    if clause.mark not in {"nadat", "toen"} or clause.parent is None or case.hit.practice == "record_on_incident":
        return False
    above = case.clauses[clause.parent].words(case.doc)
    return bool(ONLY & set(above)) and not SPANS & set(above)  # "pas twee jaar nadat" tells what happened


def _is_title(doc: Doc, hit: Hit) -> bool:
    """Tell whether the practice only stands in the title of rules: "heeft een Protocol cameratoezicht"."""
    first = min(hit.anchor)
    for index in range(first - 1, max(-1, first - NEARBY), -1):
        if fold(doc[index].text).startswith(RULES):
            return True
        if doc[index].pos_ not in LIGHT | {"CCONJ"} and fold(doc[index].text) != "en":
            return False
    return False


def _is_passed_over(case: Case) -> bool:
    """Tell whether the clause takes the practice for granted, as a possibility or as what somebody objects to."""
    words, scope = case.clause.words(case.doc), case.scope
    opening = [word for word in words if word[0].isalnum()][:2]
    before = words_before(scope)
    if case.clause.kind == "content" and CAN & set(words) and {"worden"} & set(words):
        return True
    if opening[:1] == ["die"] and {"bezwaar", "bezwaren"} & set(words):
        return True
    if ASKING & set(opening[:1]) and POINTING & set(before[-1:]):
        return True
    return bool(JUDGEMENTS & set(words) and "door" in before[-1:])


def words_before(scope: Scope) -> list[str]:
    """Return the four words before the practice."""
    first = min(scope.anchor, default=0)
    return scope.words[max(0, first - 4) : first]
