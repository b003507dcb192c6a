"""How a clause says that a municipality stands to a practice: in use, stopped, conditional and so on.

The order of the questions is the rule: what is asked or unknown before what is said to be so, what was given up
before what is planned, what is planned before what is refused. Each question is one small function; the first that
has an answer gives the status.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc

from nlp.clauses import Clause, climb, is_finite
from nlp.cues import NEGATIONS, Scope
from nlp.patterns import fold
from nlp.practices import Hit, load_practice_rules
from nlp.silence import BEFOREHAND, JUDGEMENTS, MAY, ONLY, says_nothing, words_before
from staving.schema import Status

PAST_FORM = re.compile(
    r"(?:[dt]en?|nam(?:en)?|liet(?:en)?|was|waren|ging(?:en)?|hield(?:en)?|hing(?:en)?|gaf|gaven|deed|deden|keek|keken|"
    r"sloeg(?:en)?|droeg(?:en)?|bezocht|zocht|schreef|schreven|bleef|las|lazen|vroeg(?:en)?|trok(?:ken)?|koos|kozen|"
    r"kwam(?:en)?|stond|mocht|kon(?:den)?|moest|zag(?:en)?|wees|wezen|reed)$"
)
END = re.compile(r"\btot (?:en met |aan )?(?:de|het|haar|zijn|hun|vorige?|begin|eind|medio|dit|die|dat|in|ver in|aan) ")
RULING = re.compile(
    r"\b(?:ECLI:|CRvB\b|Centrale Raad van Beroep|Raad van State\b|Hoge Raad\b|(?:rechtbank|gerechtshof|kantonrechter|"
    r"voorzieningenrechter)\b[^.]{0,60}\b(?:oordeel\w*|vonnis\w*|uitspraak|beslist\w*|besliste|bepaalde|vernietig\w*))"
)
NEARBY = 250
"""Characters before and after a clause within which a court that is named speaks of it."""

PERFECT = frozenset("heeft hebben had hadden is zijn".split())
UNTIL_NOW = frozenset("sinds sedert vanaf inmiddels nu tegenwoordig".split())
DUTY = frozenset(
    (
        "moet moeten moest moesten dient dienen diende hoort horen behoort zou zouden verplicht verplichten vereist "
        "vereisen nodig noodzakelijk voorgeschreven schrijft hoeft hoeven mag mogen eist plicht eerst"
    ).split()
)
"""What is only said to be due or allowed was neither done nor left undone."""

NEEDLESS = frozenset("nodig noodzakelijk onnodig overbodig".split())
STANDING = frozenset({"panic_button", "record_on_incident"})
USES = frozenset("gebruikt ingedrukt nodig gehoord afgegaan".split())
"""Practices that are in use where they are at hand, and the words of needing them."""

COMING = frozenset(
    "krijgt krijgen komt komen gaat gaan begint beginnen voert voeren plaatst plaatsen hangt schaft".split()
)
"""Verbs of what is still to come, where "zodra" stands beside them."""

AFTER = BEFOREHAND | {"nadat", "zodra", "totdat"}
SHOWN = NEGATIONS | {"rust", "ongemoeid", "toestemming", "instemming", "akkoord"}
"""Words of a practice that still say how it stands."""

BUYING = ("plaatsen", "invoeren", "aanschaffen", "kopen", "ophangen", "inzetten", "beginnen", "starten")
PERMISSION = frozenset("mocht mochten mogen gemogen".split())
BODIES = frozenset("gemeente gemeenten stad dorp plaats college dienst raad wethouder burgemeester".split())
WEAK = ("stated", "negation", "past", "simple past", "condition")
"""Rules that go by the bare form of a clause."""

DECISIVE = ("planned", "stopped", "withdrawn", "hearsay")
OBJECTS = frozenset({"nsubj:pass", "obj", "nsubj"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and the rules that gave it."""

    status: Status
    rule: str


class Case:
    """A practice in its clause: what the questions are put to."""

    def __init__(self, doc: Doc, clauses: Sequence[Clause], number: int, hit: Hit, *, is_question: bool) -> None:
        """Find the clause that decides.

        Args:
            doc: The parsed text.
            clauses: Clauses of the sentence.
            number: Number of the clause that names the practice.
            hit: The practice.
            is_question: Whether the sentence asks.
        """
        self.doc = doc
        self.clauses = clauses
        self.number = number
        self.hit = hit
        self.is_question = is_question
        self.hidden = _hide(doc, hit)
        self.clause, self.scope = self._decide()

    def _decide(self) -> tuple[Clause, Scope]:
        """Return the clause that decides, and its words.

        Where a relative clause tells of a thing ("camera's die met een knop starten") and the clause above says what
        becomes of that thing, the clause above decides.
        """
        clause = self.clauses[self.number]
        scope = Scope(self.doc, clause.tokens, self.hidden, self.hit.anchor)
        if clause.kind != "relative" or clause.parent is None or any(scope.has(name) for name in DECISIVE):
            return clause, scope
        above = self.clauses[clause.parent]
        shared = [index for index in self.hit.words if index in above.tokens]
        antecedent = self.doc[clause.head].head
        is_thing = antecedent.dep_ in OBJECTS and antecedent.pos_ == "NOUN" and fold(antecedent.text) not in BODIES
        if shared or is_thing:
            wider = Scope(self.doc, above.tokens, self.hidden, shared)
            if any(wider.has(name) for name in DECISIVE) or wider.negation():
                return above, wider
        return clause, scope

    @cached_property
    def negation(self) -> str | None:
        """The word that denies the practice."""
        return self.scope.negation()

    @cached_property
    def is_ruled_on(self) -> bool:
        """Whether a court speaks nearby: what it rules on lies in the past, and nothing is said of the present."""
        first, last = self.doc[min(self.clause.tokens)].idx, self.doc[max(self.clause.tokens)].idx
        return RULING.search(self.doc.text[max(0, first - NEARBY) : last + NEARBY]) is not None

    @cached_property
    def conditions(self) -> list[Clause]:
        """The conditions that hang below the clause; "pas … nadat" is one too."""
        number = next((place for place, item in enumerate(self.clauses) if item.head == self.clause.head), -1)
        only = bool(ONLY & set(self.clause.words(self.doc)))
        return [
            item
            for item in self.clauses
            if item.parent == number and (item.kind == "condition" or (only and item.mark in {"nadat", "toen"}))
        ]

    @cached_property
    def is_past(self) -> bool:
        """Whether the clause tells of the past without a word on the present: its verb is in the simple past."""
        words = self.clause.words(self.doc)
        if UNTIL_NOW & set(words):
            return False
        finite = [self.doc[index] for index in self.clause.tokens if is_finite(self.doc[index])]
        return bool(finite) and all(
            "Tense=Past" in str(token.morph) and PAST_FORM.search(fold(token.text)) for token in finite
        )

    def look(self, clause: Clause) -> Scope:
        """Return the words of another clause, without what the practice uses."""
        return Scope(self.doc, clause.tokens, self.hidden)

    def cue(self, name: str, status: Status, reason: str) -> Verdict | None:
        """Return a status where a cue of this group stands in the clause."""
        if not self.scope.has(name):
            return None
        return Verdict(status, f"{reason}: {self.scope.first(name)}")


Question = Callable[[Case], Verdict | None]


def read_status(doc: Doc, clauses: Sequence[Clause], number: int, hit: Hit, *, is_question: bool) -> Verdict | None:
    """Return how the clause of a practice says that it stands, or None where it states nothing.

    Args:
        doc: The parsed text.
        clauses: Clauses of the sentence.
        number: Number of the clause that names the practice.
        hit: The practice.
        is_question: Whether the sentence asks.
    """
    case = Case(doc, clauses, number, hit, is_question=is_question)
    if case.clause.kind == "condition" or says_nothing(case):
        return None
    asked = _first(case, UNKNOWN)
    if asked is not None:
        return asked
    is_inverse = hit.practice in load_practice_rules().inverse
    verdict = _read_absence(case) if is_inverse else _first(case, STATED)
    if verdict is None or (case.scope.has("norm") and verdict.rule.startswith(WEAK)):
        return None  # what ought to be is no statement of what is
    above = _read_above(case, verdict)
    return _read_rebuttal(case, above) if above is not None else None


def _first(case: Case, questions: Sequence[Question]) -> Verdict | None:
    for question in questions:
        verdict = question(case)
        if verdict is not None:
            return verdict
    return None


def _hide(doc: Doc, hit: Hit) -> frozenset[int]:
    """Return the positions of the words that a practice uses up; a negation stays in sight unless it is its point."""
    if hit.practice == "opt_out_consent":
        return frozenset(hit.words)
    return frozenset(index for index in hit.words if fold(doc[index].text) not in SHOWN)


# --- is it said at all? ----------------------------------------------------------------------------------


def _ask_whether(case: Case) -> Verdict | None:
    """Take "of" as open; what is under study or still to come is considered."""
    chain = [case.clauses[case.number], *climb(case.clauses, case.number)]
    whether = next((item for item in chain if item.kind == "whether"), None)
    opening = _read_opening_of(case) if whether is None else None
    if opening is not None:
        return opening
    if whether is None or JUDGEMENTS & set(whether.words(case.doc)):
        return None  # whether it is lawful takes for granted that it is done
    above = [case.look(item) for item in climb(case.clauses, case.clauses.index(whether))]
    if any(scope.has("planned") and not scope.has("unknown") for scope in above):
        return Verdict(Status.CONSIDERED, "whether, under study")
    if case.scope.has("arriving") or case.scope.has("planned"):
        return Verdict(Status.CONSIDERED, "whether it will come")
    return Verdict(Status.UNCLEAR, "whether")


def _read_opening_of(case: Case) -> Verdict | None:
    """Read a sentence that opens with "of" by its surface, where the tree has torn its clause apart."""
    words = sorted(index for item in case.clauses for index in item.tokens)
    if not words or fold(case.doc[words[0]].text) != "of" or not case.hit.anchor:
        return None
    turn = next(
        (index for index in words[1:-1] if case.doc[index].text == "," and is_finite(case.doc[index + 1])), None
    )
    if turn is None or case.hit.anchor[0] > turn:
        return None
    inside = [index for index in words if index < turn]
    if JUDGEMENTS & {fold(case.doc[index].text) for index in inside}:
        return None
    behind = Scope(case.doc, [index for index in words if index > turn], case.hidden)
    if behind.has("planned") and not behind.has("unknown"):
        return Verdict(Status.CONSIDERED, "whether, under study")
    return Verdict(Status.UNCLEAR, "whether")


def _ask_question(case: Case) -> Verdict | None:
    kind = case.clauses[case.number].kind
    asks = kind == "main" and any(
        case.look(item).has("asked") for item in case.clauses if item.parent == case.number and item.kind == "main"
    )
    if not asks and (not case.is_question or kind not in {"main", "content", "relative"}):
        return None
    if case.scope.has("planned"):
        return Verdict(Status.CONSIDERED, "question about a plan")
    return Verdict(Status.UNCLEAR, "question")


def _ask_rumour(case: Case) -> Verdict | None:
    whole = Scope(case.doc, sorted(index for item in case.clauses for index in item.tokens), case.hidden)
    if whole.has("hearsay_anywhere"):
        return Verdict(Status.UNCLEAR, f"hearsay: {whole.first('hearsay_anywhere')}")
    return None


def _ask_unknown(case: Case) -> Verdict | None:
    return case.cue("unknown_here", Status.UNCLEAR, "unknown")


def _ask_doubt(case: Case) -> Verdict | None:
    """Take "misschien" as open where it speaks of what was or is, as a plan where it speaks of what may come."""
    if not case.scope.has("doubt"):
        return None
    if case.scope.has("planned") or case.scope.has("arriving"):
        return Verdict(Status.CONSIDERED, "it may come")
    return Verdict(Status.UNCLEAR, f"doubt: {case.scope.first('doubt')}")


UNKNOWN: tuple[Question, ...] = (_ask_whether, _ask_question, _ask_rumour, _ask_unknown, _ask_doubt)


# --- what is said? ---------------------------------------------------------------------------------------


def _ask_resumed(case: Case) -> Verdict | None:
    if case.scope.has("hearsay"):
        return None
    return case.cue("resumed", Status.IN_USE, "resumed")


def _ask_ended_plan(case: Case) -> Verdict | None:
    return case.cue("ended_plan", Status.NOT_USED, "plan given up")


def _ask_not_ruled_out(case: Case) -> Verdict | None:
    if case.scope.has("planned") and "niet uit" in case.scope.text:
        return Verdict(Status.CONSIDERED, "not ruled out")
    return case.cue("not_yet", Status.CONSIDERED, "not yet")


def _ask_no_longer(case: Case) -> Verdict | None:
    verdict = case.cue("no_longer", Status.STOPPED, "no longer")
    if verdict and case.scope.has("planned") and set(BUYING) & set(case.scope.words):
        return Verdict(Status.NOT_USED, verdict.rule)
    return verdict


def _ask_exchange(case: Case) -> Verdict | None:
    """What comes in the place of another is in use: "vervangen door een alarm", "maakten plaats voor een knop"."""
    if words_before(case.scope)[-3:] == ["in", "plaats", "van"]:
        return Verdict(Status.NOT_USED, "something else in its place")
    if not _is_replacement(case.scope, case.doc, case.hit) or case.scope.has("planned"):
        return None
    return Verdict(Status.NOT_USED, "not put in its place") if case.negation else Verdict(Status.IN_USE, "in its place")


def _ask_double(case: Case) -> Verdict | None:
    """Nothing without it is all with it: "Zonder camera begint geen gesprek"."""
    scope = case.scope
    first = min(scope.anchor, default=0)
    before = scope.words[max(0, first - 3) : first]
    if "zonder" in before and (NEGATIONS - {"zonder"}) & set(scope.words):
        return Verdict(Status.IN_USE, "nothing without it")
    return None


def _ask_withdrawn(case: Case) -> Verdict | None:
    return case.cue("withdrawn", Status.NOT_USED, "refused")


def _ask_denied(case: Case) -> Verdict | None:
    """Read a denial in the clause itself: "heeft het schaduwen altijd ontkend", "Dat … is een fabel"."""
    if case.scope.has("litotes") or case.negation:
        return None
    verdict = case.cue("denies", Status.NOT_USED, "denied")
    opens_with_that = case.scope.words[:1] == ["dat"]
    return verdict or (case.cue("denied", Status.NOT_USED, "denied") if opens_with_that else None)


def _ask_stopped(case: Case) -> Verdict | None:
    if _is_replacement(case.scope, case.doc, case.hit):
        return None
    verdict = case.cue("stopped", Status.STOPPED, "stopped")
    if verdict and case.scope.has("planned") and _stops_in_infinitive(case):
        return Verdict(Status.IN_USE, "still to stop")
    return verdict


def _ask_continued(case: Case) -> Verdict | None:
    if case.negation and case.scope.has("continued"):
        return Verdict(Status.STOPPED, f"does not go on: {case.scope.first('continued')}")
    return None if case.scope.has("hearsay") else case.cue("continued", Status.IN_USE, "goes on")


def _ask_planned(case: Case) -> Verdict | None:
    return None if case.negation else case.cue("planned", Status.CONSIDERED, "plan")


def _ask_hearsay(case: Case) -> Verdict | None:
    if case.scope.has("norm"):
        return None  # "zou er goed aan doen" is advice
    return case.cue("hearsay", Status.UNCLEAR, "hearsay")


def _ask_condition(case: Case) -> Verdict | None:
    if case.clause.mark in BEFOREHAND:
        return Verdict(Status.CONDITIONAL, "only after consent")
    verdict = case.cue("conditional", Status.CONDITIONAL, "condition")
    if verdict is None and case.negation:
        verdict = _read_exception(case)
    if verdict is not None or not case.conditions:
        return verdict
    if case.conditions[0].mark == "zodra" and COMING & set(case.scope.words):
        return Verdict(Status.CONSIDERED, "as soon as")
    if any({"ligt", "aan", "het"} <= set(item.words(case.doc)) for item in case.conditions):
        return Verdict(Status.CONSIDERED, "if it is up to somebody")
    is_double = bool(NEGATIONS & set(case.conditions[0].words(case.doc))) and bool(MAY & set(case.scope.words))
    if case.negation and case.conditions[0].mark not in {"tenzij", "mits"} and not is_double:
        return None
    return Verdict(Status.CONDITIONAL, f"condition: {case.conditions[0].mark}")


def _read_exception(case: Case) -> Verdict | None:
    """Read what the same sentence excepts from a no: "nooit …; na een incident altijd"."""
    behind = sorted(
        index for item in case.clauses for index in item.tokens if index > max(case.hit.words, default=index)
    )
    scope = Scope(case.doc, behind, case.hidden)
    return Verdict(Status.CONDITIONAL, f"exception: {scope.first('excepted')}") if scope.has("excepted") else None


def _ask_negation(case: Case) -> Verdict | None:
    if case.negation is None:
        return None
    if case.hit.practice in STANDING and "nooit" in case.scope.words and USES & set(case.scope.words):
        return Verdict(Status.IN_USE, "there, though never needed")
    if PERMISSION & set(case.scope.words) and case.is_past:
        return Verdict(Status.STOPPED, "done, though it was not allowed")
    return Verdict(Status.NOT_USED, f"negation: {case.negation}")


def _ask_circumstance(case: Case) -> Verdict | None:
    sentence = case.doc[case.clause.tokens[0]].sent if case.doc.has_annotation("SENT_START") else None
    if sentence is not None and fold(sentence[0].text) in ONLY and sentence.start < case.clause.tokens[0]:
        opening = Scope(case.doc, range(sentence.start, case.clause.tokens[0]), case.hidden)
        if opening.has("conditional"):
            return Verdict(Status.CONDITIONAL, f"condition: {opening.first('conditional')}")
    return case.cue("conditional_weak", Status.CONDITIONAL, "condition")


def _ask_begun(case: Case) -> Verdict | None:
    return case.cue("begun", Status.IN_USE, "begun")


def _ask_past(case: Case) -> Verdict | None:
    """What is over only where the text says so; the simple past alone tells of the time reported."""
    below = [item.mark for item in case.clauses if item.parent is not None and case.clauses[item.parent] is case.clause]
    is_aside = case.hit.anchor and case.doc[case.hit.anchor[0]].dep_ == "amod"
    if (case.scope.has("former") and not is_aside) or (
        case.is_past and ("totdat" in below or END.search(case.scope.text))
    ):
        return Verdict(Status.STOPPED, "past")
    if case.is_ruled_on and (case.is_past or PERFECT & set(case.scope.words)) and not UNTIL_NOW & set(case.scope.words):
        return Verdict(Status.STOPPED, "past, in a ruling")
    return Verdict(Status.IN_USE, "simple past") if case.is_past else None


def _ask_relative(case: Case) -> Verdict | None:
    """What hangs below the practice itself may end or deny it: "een recorder die nooit aan is geweest"."""
    for clause in case.clauses:
        if clause.kind == "relative" and case.doc[clause.head].head.i in case.hit.anchor:
            below = Scope(case.doc, clause.tokens, frozenset())
            if below.has("stopped"):
                return Verdict(Status.STOPPED, f"stopped: {below.first('stopped')}")
            if below.has("unused") and below.negation():
                return Verdict(Status.NOT_USED, f"negation: {below.negation()}")
    return None


def _ask_discussed(case: Case) -> Verdict | None:
    """Leave open what is only spoken of: "bespreekt het filmen van gesprekken"."""
    return case.cue("discussed", Status.UNCLEAR, "only spoken of")


def _take_as_said(case: Case) -> Verdict | None:
    return Verdict(Status.IN_USE, "litotes" if case.scope.has("litotes") else "stated")


STATED: tuple[Question, ...] = (
    _ask_resumed,
    _ask_ended_plan,
    _ask_not_ruled_out,
    _ask_no_longer,
    _ask_exchange,
    _ask_double,
    _ask_withdrawn,
    _ask_denied,
    _ask_stopped,
    _ask_continued,
    _ask_planned,
    _ask_hearsay,
    _ask_condition,
    _ask_negation,
    _ask_circumstance,
    _ask_discussed,
    _ask_begun,
    _ask_past,
    _ask_relative,
    _take_as_said,
)


def _read_absence(case: Case) -> Verdict | None:
    """Read a practice that is the absence of something: no DPIA, no notification."""
    scope = case.scope
    if scope.has("hearsay"):
        return Verdict(Status.UNCLEAR, f"hearsay: {scope.first('hearsay')}")
    needless = bool(NEEDLESS & set(scope.words)) and bool({"niet", "geen", "onnodig", "overbodig"} & set(scope.words))
    if not needless and (case.clause.mark in AFTER or (DUTY & set(scope.words) and not scope.has("late"))):
        return None
    if needless or scope.has("late") or case.negation or {"niet", "nooit", "geen", "zonder"} & set(scope.words):
        return Verdict(Status.IN_USE, "it is missing or late")
    if {"had", "hadden"} & set(scope.words) and "moeten" in scope.words:
        return Verdict(Status.IN_USE, "it should have been done")
    if scope.has("planned") or not scope.has("completed"):
        return None
    return Verdict(Status.NOT_USED, "it was done")


def _is_replacement(scope: Scope, doc: Doc, hit: Hit) -> bool:
    """Tell whether the practice is what took the place of another: "vervangen door alarmknoppen"."""
    if any(fold(doc[index].text).startswith(("vervang", "verving")) for index in hit.words):
        return True  # the practice itself is worded so: "vervangen door een alarm"
    makes_room = "plaats voor" in scope.text and any(word.startswith(("maak", "gemaakt")) for word in scope.words)
    replaces = any(word.startswith(("vervang", "verving", "plaatsgemaakt")) for word in scope.words)
    if not scope.anchor or not (makes_room or replaces):
        return False
    return bool({"door", "voor"} & set(scope.words[max(0, scope.anchor[0] - 4) : scope.anchor[0]]))


def _stops_in_infinitive(case: Case) -> bool:
    return any(
        "VerbForm=Inf" in str(case.doc[case.scope.tokens[position]].morph)
        for match in case.scope.found["stopped"]
        for position in match.anchor
    )


# --- what do the clauses above say to it? ----------------------------------------------------------------


def _read_rebuttal(case: Case, verdict: Verdict) -> Verdict:
    """Let a later main clause of the sentence say no to the whole: "…; de gemeente zelf zegt van niet"."""
    if verdict.status not in {Status.IN_USE, Status.CONDITIONAL}:
        return verdict
    for number, clause in enumerate(case.clauses):
        if clause.kind != "main" or number == case.number or clause.tokens[0] <= case.clause.tokens[-1]:
            continue
        if any(item.parent == number and item.kind in {"content", "whether"} for item in case.clauses):
            continue
        below = Scope(case.doc, clause.tokens, frozenset())
        if " van niet" in below.text or (below.has("denied") and {"dat", "dit"} & set(below.words)):
            return Verdict(Status.UNCLEAR, f"{verdict.rule}; yes against no: {below.first('denied')}")
    return verdict


def _read_above(case: Case, verdict: Verdict) -> Verdict | None:
    """Let the clauses above a reported clause have their say: "ontkent dat …", "niet bekend is dat …"."""
    current = case.clauses[case.number]
    for governor in climb(case.clauses, case.number):
        if current.kind not in {"content", "whether"}:
            break
        if governor.kind == "condition":
            return None
        above = case.look(governor)
        if above.has("no_longer") and not above.has("reporting") and not above.has("unknown"):
            return None
        verdict = _judge(verdict, above)
        current = governor
    return verdict


def _judge(verdict: Verdict, scope: Scope) -> Verdict:
    """Return what a governing clause makes of a status: the first of its cues that has a say."""
    status = verdict.status
    asserted = {Status.IN_USE, Status.CONDITIONAL}
    denial = {
        Status.IN_USE: Status.NOT_USED,
        Status.CONSIDERED: Status.NOT_USED,
        Status.NOT_USED: Status.UNCLEAR,
        Status.STOPPED: Status.IN_USE,
    }
    turns: tuple[tuple[str, Status | None], ...] = (
        ("neither", Status.UNCLEAR),
        ("demanded", Status.UNCLEAR),
        ("denied", None if scope.has("litotes") else denial.get(status, status)),
        ("unknown", Status.UNCLEAR),
        ("withdrawn", Status.NOT_USED if status in {*asserted, Status.CONSIDERED} else None),
        ("planned", Status.CONSIDERED if status in asserted and not scope.has("reporting") else None),
        ("hearsay", Status.UNCLEAR if status == Status.IN_USE else None),
        ("former", Status.STOPPED if status == Status.IN_USE and not scope.has("reporting") else None),
    )
    for name, turned in turns:
        if turned is not None and scope.has(name):
            return Verdict(turned, f"{verdict.rule}; {name}: {scope.first(name)}")
    return verdict
