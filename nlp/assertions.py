"""Assert who does what: municipality × practice × status, as the text says it.

For each practice the clause that names it gives the status (`nlp.status`); the municipality is the one that the clause
ties to it (`nlp.ties`): as subject, agent, place or owner, in a clause above, or as "de gemeente" through the
municipality in focus. A practice of somebody else (a resident, the press, a company) or a mere mention gives no
assertion (`nlp.actors`). What later words say of the same practice is read in `nlp.follow`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from nlp.actors import belongs_to_others, is_mere_talk
from nlp.attribution import find_source
from nlp.carry import carry
from nlp.clauses import Clause, is_finite
from nlp.follow import (
    Reading,
    cut_ellipses,
    find_ellipses,
    read_ellipsis,
    read_fragment,
    read_likewise,
    read_reply,
    settle_earlier,
    take_back,
    take_up,
)
from nlp.joint_bodies import JointBodyMention
from nlp.practices import Hit, load_practice_rules
from nlp.sentences import Named, Sentence, open_sentence
from nlp.status import Verdict, read_status
from nlp.ties import IN_FOCUS, Focus, Tie, is_contrasted, move_focus, tie
from nlp.times import RANGE, UNTIL, read_times
from staving.schema import Assertion, Mention, MentionKind, Status, derive_id

PAST_DATE = re.compile(r"\b(?:[Gg]edurende|[Tt]ijdens|[Tt]ussen|in) (?:\w+ ){0,4}?(?:19|20)\d\d\b")
BEGINNING = re.compile(
    r"(?i)\b(?:(?:pas|eerst|voor het eerst) (?:in |op )?(?:\w+ ){0,2}(?:19|20)\d\d|gebouwd|gemaakt|ontwikkeld|"
    r"ingevoerd|geplaatst|opgehangen|geïnstalleerd|aangeschaft|gekocht|gestart|begonnen|ingericht|aangelegd|gelanceerd|vastgesteld|"
    r"in gebruik genomen)\b"
)
"""What was made only then, or for the first time, had its beginning and not its end there."""

DATABLE = frozenset({"stated", "litotes", "simple past", "goes on"})
"""Rules whose statement a past year may put in the past."""

OFFICE = re.compile(r"\b(?:[Gg]emeente|[Cc]ollege(?: van [Bb] en W)?|[Ww]ethouders|[Rr]aad|[Gg]emeenteraad)(?: van)? $")
"""What stands before the name of a municipality that speaks."""

SUPPOSED = re.compile(
    r"[\s„“\"'‘–-]*(?:Stel (?:u |je |jullie )?(?:zich |eens )*(?:voor,? )?dat|Wat als|Gesteld dat|Veronderstel)\b"
)
"""How a sentence begins that only supposes."""

LASTING = re.compile(
    r"\b(?:ingevoerd|geplaatst|opgehangen|aangeschaft|begonnen|gestart|geïnstalleerd|besloten|aangelegd|ingericht|"
    r"sinds|vanaf)\b"
)
"""Participles whose result lasts: "heeft camera's geplaatst" speaks of now."""

MAY = frozenset("mag mogen".split())
PRONOUN_SOURCES = frozenset("ik u je jij wij we hij zij ze jullie men er dat".split())
CLAIMABLE = frozenset({Status.IN_USE, Status.CONDITIONAL})
PARTISANS = re.compile(
    r"\b(?:FNV|CNV|vakbond|bond|bewoners?|inwoners?|cliënten?|cliëntenraad|klanten|tipgevers?|klokkenluiders?|"
    r"oud-\w+|ex-\w+|voormalige?|advoca\w+|oppositie\w*|fracties?|actiegroep\w*|bijstandsgerechtigden?|buren)\b",
    re.IGNORECASE,
)
"""Sources with a side of their own: what they say is a claim, and the status stays open."""

ECHO_REACH = 2
"""How many sentences later a practice can still be settled."""


def find_assertions(
    doc: Doc,
    sentences: Sequence[tuple[int, int]],
    mentions: Iterable[Mention],
    hits: Iterable[Hit],
    document_id: str = "",
    *,
    home: str | None = None,
    focus: str | None = None,
    date: str | None = None,
    bodies: Sequence[JointBodyMention] = (),
    notes: list[tuple[Hit, str]] | None = None,
) -> list[Assertion]:
    """Return what a text says of municipalities and practices, in the order of the text.

    Args:
        doc: The text; the sentences with practices, and those after them, are parsed.
        sentences: Its sentences, as ranges of tokens.
        mentions: Municipalities named in it.
        hits: Practices named in it.
        document_id: Document they belong to.
        home: Code of the municipality whose own text this is.
        focus: Code of the municipality that the headline names.
        date: Date of the text (ISO), which "vorig jaar" is counted from.
        bodies: Joint bodies named in it: what is said of one holds for each of its members.
        notes: Takes down why a practice gave no assertion, where it gave none (`staving explain`).
    """
    reader = Reader(doc, document_id, Focus(code=focus or home, is_home=home is not None))
    reader.date = date
    reader.focus.bodies = bodies
    reader.notes = notes if notes is not None else []
    named = _place(doc, mentions)
    if len({place.code for place in named}) == 1 and any(_is_office(reader.text, place) for place in named):
        reader.focus.sole = named[0].code
    by_sentence: dict[int, list[Hit]] = {}
    for hit in hits:
        by_sentence.setdefault(hit.sentence, []).append(hit)
    for number, (start, end) in enumerate(sentences):
        here = [place for place in named if start <= place.first < end]
        has_body = any(doc[start].idx <= body.start < doc[end - 1].idx for body in bodies)
        if number in by_sentence or here or has_body or reader.awaits(number):
            reader.read(
                open_sentence(doc, reader.text, number, start=start, end=end, named=here), by_sentence.get(number, [])
            )
    return _order(reader.made)


class Reader:
    """Reads the sentences of a text one after the other, and remembers what they said."""

    def __init__(self, doc: Doc, document_id: str, focus: Focus) -> None:
        """Begin a text.

        Args:
            doc: The text.
            document_id: Document the assertions belong to.
            focus: The municipality that "de gemeente" means before any is named.
        """
        self.doc = doc
        self.text = doc.text
        self.document_id = document_id
        self.focus = focus
        self.date: str | None = None
        self.notes: list[tuple[Hit, str]] = []
        self.made: list[Assertion] = []
        self._last: list[int] = []
        self._last_sentence = -1
        self._pending: list[Hit] = []
        self._hits: list[Hit] = []
        self._asked_in_short = False

    def awaits(self, number: int) -> bool:
        """Tell whether a sentence may settle what was said before it."""
        return bool(self._last) and number - self._last_sentence <= ECHO_REACH

    def read(self, sentence: Sentence, hits: Sequence[Hit]) -> None:
        """Read a sentence.

        Args:
            sentence: The sentence.
            hits: The practices that it names.
        """
        if hits:
            before = len(self.made)
            self._hits = list(hits)
            self._pending = [hit for hit in hits if not self._read_practice(sentence, hit)]
            self._asked_in_short = sentence.is_question and not any(
                is_finite(self.doc[index]) for index in range(sentence.start, sentence.end)
            )
            if len(self.made) > before:
                self._last, self._last_sentence = list(range(before, len(self.made))), sentence.number
        else:
            self._read_echo(sentence)
        move_focus(self.focus, sentence)
        self.focus.has_acted = bool(self.made) and self.made[-1].municipality == self.focus.code

    def _read_practice(self, sentence: Sentence, hit: Hit) -> bool:
        """Read what a sentence says of a practice; False where no municipality is tied to it yet."""
        index = sentence.find_clause(hit.anchor[0])
        clause = sentence.clauses[index]
        is_supposed = SUPPOSED.match(sentence.doc[sentence.start : sentence.end].text)
        if is_supposed or belongs_to_others(sentence, index, hit):
            self.notes.append((hit, "only supposed" if is_supposed else "somebody else does it"))
            return True
        ellipses = find_ellipses(sentence)
        shown = cut_ellipses(sentence, index, ellipses)
        verdict = read_status(self.doc, shown.clauses, index, hit, is_question=sentence.is_question)
        if verdict is None or self._read_ahead(sentence, index, hit, verdict):
            if verdict is None:
                self.notes.append((hit, "the clause says nothing of how it stands: a title, a condition, a norm"))
            return True
        tied = tie(sentence, index, hit, self.focus, without=frozenset(item.place.mention.id for item in ellipses))
        if tied is None and not ellipses:
            self.notes.append((hit, "no municipality is tied to it"))
            return False
        if is_mere_talk(sentence, clause, hit, verdict) or _is_permission(clause.words(self.doc), verdict, tied):
            self.notes.append((hit, "it is only spoken of, or only permitted"))
            return True
        verdict = take_back(sentence, index, hit, _date(self.doc, clause, verdict))
        start, end = sentence.span_of(clause.tokens)
        codes, how = (tied.codes, tied.how) if tied else ((), "")
        readings = [Reading(code=code, verdict=verdict, start=start, end=end, how=how) for code in codes]
        others = [read_ellipsis(sentence, item, verdict) for item in ellipses if item.place.first > clause.tokens[0]]
        source = find_source(sentence, index)
        others.extend(self._read_contrast(sentence, clause))
        for reading in (*readings, *others):
            self._make(hit, reading, source)
        known = frozenset(reading.code for reading in (*readings, *others))
        for reading in self._carry_on(sentence, hit, verdict, known, after=index):
            self._make(hit, reading, None)
        return True

    def _read_echo(self, sentence: Sentence) -> None:
        """Read a sentence that names no practice of its own."""
        before = len(self.made)
        if sentence.named and self._pending:
            taken = take_up(sentence, self._pending)
            if not taken and self._asked_in_short:
                taken = [(hit, reading) for hit in self._pending for reading in read_reply(sentence, hit)]
            for hit, reading in taken:
                self._make(hit, reading, None)
        elif sentence.named and self.awaits(sentence.number):
            self._read_others(sentence)
        self._pending = []
        if len(self.made) > before:
            self._last, self._last_sentence = list(range(before, len(self.made))), sentence.number
        elif self.awaits(sentence.number):
            for position in self._last:
                settled = settle_earlier(sentence, self.made[position])
                if settled is not None:
                    self.made[position] = settled
                    self._last_sentence = sentence.number

    def _read_others(self, sentence: Sentence) -> None:
        """Read what a sentence says of other municipalities and the practice of the sentence before."""
        known = {self.made[position].municipality for position in self._last}
        ellipses = find_ellipses(sentence)
        shown = sentence
        if ellipses:
            shown = cut_ellipses(sentence, sentence.find_clause(ellipses[0].place.first), ellipses)
        for hit in self._hits:
            verdicts = [Verdict(Status(self.made[spot].status), "as before") for spot in self._last]
            readings = self._carry_on(shown, hit, verdicts[0], frozenset(known))
            readings.extend(read_ellipsis(sentence, item, verdicts[0]) for item in ellipses if readings)
            readings.extend([] if readings else [reading for _, reading in take_up(sentence, [hit])])
            readings.extend(read_fragment(sentence, verdicts[0]))
            readings.extend([] if readings else read_likewise(sentence, verdicts[0]))
            for reading in readings:
                if reading.code not in known:
                    self._make(hit, reading, None)

    def _read_contrast(self, sentence: Sentence, clause: Clause) -> list[Reading]:
        """Read the municipality of which the opposite is said: "niet Ede, maar Best filmt"."""
        return [
            Reading(
                code=place.code,
                verdict=Verdict(Status.NOT_USED, "not this one but the next"),
                start=place.mention.start,
                end=sentence.span_of(clause.tokens)[1],
                how="named in contrast",
            )
            for place in sentence.named
            if is_contrasted(sentence, place)
        ]

    def _read_ahead(self, sentence: Sentence, index: int, hit: Hit, verdict: Verdict) -> bool:
        """Read clauses that speak of a practice which stands only behind the colon: "Ede doet het al: filmen"."""
        clause = sentence.clauses[index]
        first = clause.tokens[0]
        after_colon = first > sentence.start and sentence.doc[first - 1].text in {":", "–", "-"}
        if not after_colon or sentence.within(clause):
            return False
        before = [position for position, item in enumerate(sentence.clauses) if item.tokens[0] < first]
        told: frozenset[str] = frozenset()
        for position in before:
            for reading in carry(sentence, position, hit, verdict, told):
                self._make(hit, reading, None)
                told |= {reading.code}
        return bool(told)

    def _carry_on(
        self, sentence: Sentence, hit: Hit, verdict: Verdict, known: frozenset[str], *, after: int | None = None
    ) -> list[Reading]:
        """Read what clauses without a practice of their own say of other municipalities and this practice."""
        own = {sentence.find_clause(other.anchor[0]) for other in self._hits} if after is not None else set()
        readings: list[Reading] = []
        for position, clause in enumerate(sentence.clauses):
            if position in own or (after is not None and clause.tokens[0] <= hit.anchor[0]):
                continue
            told = known | {reading.code for reading in readings}
            readings.extend(
                dataclasses.replace(reading, verdict=_date(self.doc, clause, reading.verdict))
                for reading in carry(sentence, position, hit, verdict, told)
            )
        return readings

    def _make(self, hit: Hit, reading: Reading, source: str | None) -> None:
        text = self.text[reading.start : reading.end]
        status = reading.verdict.status
        if source is not None and source.casefold() in PRONOUN_SOURCES:
            source = None
        if source is not None and status in CLAIMABLE and PARTISANS.search(source):
            status = Status.UNCLEAR
        times = read_times(text, status, self.date)
        self.made.append(
            Assertion(
                id=derive_id(self.document_id, reading.code, hit.practice, status, reading.start, reading.end),
                document_id=self.document_id,
                municipality=reading.code,
                practice=hit.practice,
                status=status,
                start=reading.start,
                end=reading.end,
                text=text,
                since=times.since,
                until=times.until,
                asserted_by=source,
                rule=f"{hit.pattern}; {reading.how}; {reading.verdict.rule}",
            )
        )


def _is_office(text: str, place: Named) -> bool:
    """Tell whether a municipality is named as one that can speak: "gemeente Ede", "wethouders van Ede"."""
    return bool(OFFICE.search(text[max(0, place.mention.start - 40) : place.mention.start]))


def _place(doc: Doc, mentions: Iterable[Mention]) -> list[Named]:
    places = []
    for mention in mentions:
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if mention.kind == MentionKind.MUNICIPALITY and span is not None:
            places.append(Named(first=span.start, last=span.end - 1, mention=mention))
    return places


def _is_permission(words: Sequence[str], verdict: Verdict, tied: Tie | None) -> bool:
    """Tell whether a clause only says what "de gemeente" may do, which is no statement of what one does."""
    return bool(MAY & set(words)) and verdict.rule == "stated" and tied is not None and tied.how == IN_FOCUS


def _date(doc: Doc, clause: Clause, verdict: Verdict) -> Verdict:
    """Read an action that the text puts in a past year as over: "is in juni 2014 geobserveerd", "tot 2018"."""
    if verdict.status != Status.IN_USE or verdict.rule.split(":")[0] not in DATABLE:
        return verdict
    text = doc[clause.tokens[0] : clause.tokens[-1] + 1].text
    if UNTIL.search(text) or (RANGE.search(text) and verdict.rule == "simple past"):
        return Verdict(Status.STOPPED, "until a past year")
    is_perfect = any("VerbForm=Part" in str(doc[token].morph) for token in clause.tokens)
    if is_perfect and PAST_DATE.search(text) and not LASTING.search(text) and not BEGINNING.search(text):
        return Verdict(Status.STOPPED, "done in a past year")
    return verdict


def _order(assertions: Sequence[Assertion]) -> list[Assertion]:
    """Return each statement of a clause once, in order; a weak practice gives way to another in the same clause."""
    first: dict[tuple[str, str, str, int], Assertion] = {}
    for item in assertions:
        first.setdefault((item.municipality, item.practice, item.status, item.start), item)
    weak = load_practice_rules().weak
    strong = {(item.municipality, item.start) for item in first.values() if item.practice not in weak}
    kept = [
        item for item in first.values() if item.practice not in weak or (item.municipality, item.start) not in strong
    ]
    return sorted(kept, key=lambda item: (item.start, item.end, item.practice))
