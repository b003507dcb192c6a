"""Read the quotations of one text: pair the marks, judge each stretch, find who speaks.

A speaker is named only where the text ties it to the words: in the same sentence, in the sentence next to
it, or because the quotation goes on.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property

from nlp.people import People
from nlp.quotation_cues import Cue, read_following_cue, read_leading_cue
from nlp.quotation_judge import is_quotation, is_title
from nlp.quotation_marks import DASH, Marked, find_marked, find_paragraphs
from nlp.quotation_reported import find_reported
from nlp.quotation_tokens import QUOTE, WORD, Sentence, Token, blank_markup, read_sentences
from nlp.speaker_words import load_words
from nlp.speakers import Speaker, read_phrase
from staving.schema import QuotationType

_STOPS = frozenset(".!?…")
_JOINTS = frozenset({"en", "maar", "want", "dus"})


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation with its speaker, before it becomes a record."""

    start: int
    end: int
    type: QuotationType
    speaker: Speaker | None
    cue: tuple[int, int] | None
    rule: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a marked stretch stands: its sentence and its token in it."""

    sentence: int
    index: int


class QuotationReader:
    """Reads the quotations of one text."""

    def __init__(self, text: str, labels: dict[int, str]) -> None:
        self.text = text = blank_markup(text)
        self.labels = labels
        self.paragraphs = find_paragraphs(text)
        self.marked = self._choose_dashes(find_marked(text, self.paragraphs))
        self.sentences = read_sentences(text, self.paragraphs, self.marked)
        self.places = {
            token.marked: _Place(number, index)
            for number, sentence in enumerate(self.sentences)
            for index, token in enumerate(sentence.tokens)
            if token.kind == QUOTE
        }
        self.closes = [one.close for one in self.marked]
        self.direct: dict[int, Found] = {}
        self.cues: dict[int, Cue] = {}

    @cached_property
    def people(self) -> People:
        """The persons of the text, collected when the first speaker is looked up."""
        return People(self.sentences, self.labels)

    def _choose_dashes(self, marked: list[Marked]) -> list[Marked]:
        """Keep of what is spoken behind a dash the first stretch that a cue follows."""
        kept: list[Marked] = []
        closed = -1
        for one in marked:
            if one.family != DASH:
                kept.append(one)
            elif one.open > closed and self._is_followed_by_cue(one):
                kept.append(one)
                closed = one.open
        return [one for number, one in enumerate(kept) if number == 0 or one.open >= kept[number - 1].close]

    def _is_followed_by_cue(self, one: Marked) -> bool:
        end = min(len(self.text), one.close + 200)
        sentence = read_sentences(self.text, [(one.close, end)], [])
        if not sentence:
            return False
        tokens = sentence[0].tokens
        begin = 0
        while begin < len(tokens) and tokens[begin].text in ",-–—":
            begin += 1
        cue = read_following_cue(tokens, begin, self.labels, after_quote=False)
        return cue is not None and cue.speaker is not None

    # --- direct ----------------------------------------------------------------------------------------

    def read_direct(self) -> list[Found]:
        """Return the quotations between marks in the order of their start."""
        for number, one in enumerate(self.marked):
            place = self.places.get(number)
            if place is None:
                continue
            found = self._read_marked(number, one, place)
            if found:
                self.direct[number] = found
        self._look_ahead()
        return [self.direct[number] for number in sorted(self.direct)]

    def _read_marked(self, number: int, one: Marked, place: _Place) -> Found | None:
        before = self.direct.get(number - 1)
        sentence = self.sentences[place.sentence]
        if one.continues:
            return self._read_continued(number, one, place, before) if before else None
        cue = self._find_cue(sentence, place)
        if is_title(self.text, one, sentence.tokens, place.index, cue):
            return None
        kind = is_quotation(self.text, one, sentence.tokens, place.index, cue)
        if not kind:
            return None
        if cue:
            self.cues[number] = cue
            speaker = self._complete(cue.speaker)
            return self._make(one, speaker, (cue.start, cue.end), f"direct:{cue.rule}")
        speaker, rule, span = self._find_speaker(number, place)
        return self._make(one, speaker, span, f"direct:{rule}")

    def _read_continued(self, number: int, one: Marked, place: _Place, before: Found) -> Found:
        """Give a further paragraph the speaker of the first; a cue behind the last one names it for all."""
        if before.speaker is None:
            cue = self._find_cue(self.sentences[place.sentence], place)
            if cue:
                speaker = self._complete(cue.speaker)
                span = (cue.start, cue.end)
                earlier = number - 1
                while earlier in self.direct:
                    self.direct[earlier] = replace(
                        self.direct[earlier], speaker=speaker, cue=span, rule=f"direct:{cue.rule}"
                    )
                    if not self.marked[earlier].continues:
                        break
                    earlier -= 1
                return self._make(one, speaker, span, "continued_paragraph")
        return self._make(one, before.speaker, before.cue, "continued_paragraph")

    def _make(self, one: Marked, speaker: Speaker | None, cue: tuple[int, int] | None, rule: str) -> Found:
        return Found(one.start, one.end, QuotationType.DIRECT, speaker, cue, rule)

    def _complete(self, speaker: Speaker | None) -> Speaker | None:
        if speaker is None:
            return None
        done = self.people.complete(speaker)
        if done.pronoun == "u":
            return None
        if done.pronoun:
            return self._last_speaker_before(speaker.start)
        return done

    def _last_speaker_before(self, position: int) -> Speaker | None:
        number = bisect_left(self.closes, position + 1) - 1
        for earlier in range(number, max(-1, number - 12), -1):
            found = self.direct.get(earlier)
            if found and found.speaker:
                return found.speaker
        return None

    def _find_cue(self, sentence: Sentence, place: _Place) -> Cue | None:
        """Return the cue of a marked stretch within its sentence or in "Dat zegt X" behind it."""
        tokens, index = sentence.tokens, place.index
        after = index + 1
        while after < len(tokens) and tokens[after].text in ",-–—":
            after += 1
        if after < len(tokens) and tokens[after].kind == WORD:
            one = self.marked[tokens[index].marked]
            # "zegt" must follow at once; ", zegt" and "!” zegt" are the same.
            cue = read_following_cue(
                tokens, after, self.labels, after_quote=after > index + 1 or self.text[one.end - 1] in _STOPS
            )
            if cue and cue.speaker:
                return cue
        middle = self._find_middle_cue(tokens, index)
        if middle:
            return middle
        leading = self._find_leading(tokens, index) or self._find_shared(tokens, index)
        if leading:
            if leading.speaker and leading.speaker.pronoun:
                named = self._find_closing_name(tokens, index)
                return replace(leading, speaker=named.speaker) if named else leading
            return leading
        if after >= len(tokens) or tokens[after].text in _STOPS:
            return self._find_next_sentence_cue(place)
        return None

    def _find_middle_cue(self, tokens: tuple[Token, ...], index: int) -> Cue | None:
        """Return the cue between the parts of a split quotation: QUOTE, zegt Jan, QUOTE."""
        previous = next((n for n in range(index - 1, -1, -1) if tokens[n].kind == QUOTE), None)
        if previous is None or tokens[previous].marked not in self.direct:
            return None
        after = previous + 1
        while after < index and tokens[after].text in ",-–—":
            after += 1
        cue = read_following_cue(tokens[:index], after, self.labels, after_quote=True)
        if (
            cue
            and cue.speaker
            and all(
                token.kind != WORD or token.low in load_words().adverbs
                for token in tokens[cue.next : index]
                if token.low not in ("en", "maar", "want", "dus")
            )
        ):
            return cue
        return cue if cue and cue.speaker and tokens[index - 1].text in (",", ":", ".") else None

    def _find_leading(self, tokens: tuple[Token, ...], index: int) -> Cue | None:
        """Return the cue before a marked stretch: "Jan zegt: QUOTE", "De voorzitter: QUOTE", "noemt het QUOTE"."""
        begin = next((n + 1 for n in range(index - 1, -1, -1) if tokens[n].kind == QUOTE), 0)
        end = index
        colon = index > 0 and tokens[index - 1].text == ":"
        if colon:
            end = index - 1
        cue = read_leading_cue(tokens, end, self.labels, begin, "dinq")
        if cue and cue.speaker:
            return cue
        if colon and end > begin:
            phrase = read_phrase(tokens, begin, self.labels, loose=True)
            if phrase and phrase.next <= end and not phrase.speaker.pronoun:
                rest = tokens[phrase.next : end]
                few = 8
                is_sure = not phrase.speaker.name or " " in phrase.speaker.name or self._is_known(phrase.speaker)
                if not rest or (is_sure and len(rest) <= few and rest[0].kind == WORD):
                    speaker = phrase.speaker
                    return Cue(tokens[end].start, tokens[end].end, speaker, index, "colon")
            heading = _single_capital(tokens, begin, end)
            if heading:
                return Cue(tokens[end].start, tokens[end].end, heading, index, "colon")
        return None

    def _find_shared(self, tokens: tuple[Token, ...], index: int) -> Cue | None:
        """Return the cue of "noemt het plan QUOTE en de timing QUOTE" for the second stretch."""
        previous = next((n for n in range(index - 1, -1, -1) if tokens[n].kind == QUOTE), None)
        earlier = self.cues.get(tokens[previous].marked) if previous is not None else None
        if previous is None or earlier is None or "n" not in earlier.use or earlier.start > tokens[previous].start:
            return None
        between = tokens[previous + 1 : index]
        few = 6
        is_list = 0 < len(between) <= few and between[0].text in (",", "en", "maar", "of")
        return earlier if is_list and all(token.text == "," or token.kind == WORD for token in between) else None

    def _find_closing_name(self, tokens: tuple[Token, ...], index: int) -> Cue | None:
        """Return whom a pronoun before a quotation stands for: "Volgens haar is het QUOTE …, zegt Els Bos."."""
        for number in range(index + 1, len(tokens) - 2):
            if tokens[number].text == ",":
                cue = read_following_cue(tokens, number + 1, self.labels, after_quote=False)
                if cue and cue.speaker and cue.speaker.name:
                    return cue
        return None

    def _find_next_sentence_cue(self, place: _Place) -> Cue | None:
        """Return the cue of "Dat vertelt Nico", "Zo reageert Nico", "Aldus Nico" in the next sentence."""
        if place.sentence + 1 >= len(self.sentences):
            return None
        tokens = self.sentences[place.sentence + 1].tokens
        if tokens[0].low in ("dat", "zo", "aldus", "dit"):
            cue = read_following_cue(tokens, 0, self.labels, after_quote=False)
            if cue and cue.speaker:
                return replace(cue, rule="cue_next")
        return None

    def _sentence_beside(self, number: int, step: int) -> Sentence | None:
        other = number + step
        if 0 <= other < len(self.sentences) and self.sentences[other].paragraph == self.sentences[number].paragraph:
            return self.sentences[other]
        return None

    # --- speakers from around --------------------------------------------------------------------------

    def _find_speaker(self, number: int, place: _Place) -> tuple[Speaker | None, str, tuple[int, int] | None]:
        """Return the speaker of a quotation without a cue, and the rule that gave it."""
        previous = self._sentence_beside(place.sentence, -1)
        own = self.sentences[place.sentence]
        if previous is not None and previous.tokens[-1].kind != QUOTE and not self._is_spent(previous):
            speaker = self._subject_of(previous, allow_role=True)
            if speaker:
                return speaker, "previous_sentence", None
        earlier = self.direct.get(number - 1)
        if (
            earlier
            and earlier.speaker
            and self._paragraph_of(number - 1) == own.paragraph
            and not self._new_person(earlier, own.tokens[place.index].start)
        ):
            return earlier.speaker, "goes_on", None
        if place.index > 1 and not self._is_spent(own):
            subject = self._subject_of(Sentence(own.tokens[: place.index], own.paragraph), allow_role=True)
            if subject:
                return subject, "own_sentence", None
        if previous is None and place.index == 0:
            across = self._introduced_before(place)
            if across:
                return across, "introduced", None
        return None, "no_speaker", None

    def _is_spent(self, sentence: Sentence) -> bool:
        """Tell whether a sentence already serves a quotation of its own."""
        return any(token.kind == QUOTE and token.marked in self.direct for token in sentence.tokens)

    def _introduced_before(self, place: _Place) -> Speaker | None:
        """Return whom the paragraph before introduces with a colon at its end."""
        if place.sentence == 0:
            return None
        before = self.sentences[place.sentence - 1]
        if before.tokens[-1].text != ":":
            return None
        cue = read_leading_cue(before.tokens, len(before.tokens) - 1, self.labels, 0, "diq")
        return self._complete(cue.speaker) if cue else None

    def _paragraph_of(self, number: int) -> int:
        place = self.places.get(number)
        return self.sentences[place.sentence].paragraph if place else -1

    def _new_person(self, earlier: Found, end: int) -> bool:
        """Tell whether somebody else is named between a quotation and a position."""
        same = (earlier.speaker.name or "").split()[-1:] if earlier.speaker else []
        for person in self.people.before(end)[:6]:
            other = person.speaker
            is_same = (other.name or "").split()[-1:] == same or (
                earlier.speaker and other.start == earlier.speaker.start
            )
            if earlier.end <= other.start < end and not is_same:
                return True
        return False

    def _subject_of(self, sentence: Sentence, *, allow_role: bool) -> Speaker | None:
        """Return the person or body that a sentence is about: its subject."""
        tokens = sentence.tokens
        phrase = read_phrase(tokens, 0, self.labels)
        if phrase and phrase.next < len(tokens) and not self._is_followed_by_name(tokens, phrase.next):
            speaker = phrase.speaker
            is_person = speaker.name is None or " " in speaker.name or speaker.role or self._is_known(speaker)
            if is_person and (allow_role or speaker.name):
                return self._complete(speaker)
        for index in range(1, min(len(tokens), 5)):
            if tokens[index].low in load_words().pronouns and tokens[index - 1].kind == WORD:
                gender = load_words().pronouns[tokens[index].low]
                return self._complete(Speaker(start=tokens[index].start, end=tokens[index].end, pronoun=gender))
        return None

    def _is_followed_by_name(self, tokens: tuple[Token, ...], index: int) -> bool:
        return tokens[index].low in ("en", "of") and index + 1 < len(tokens) and tokens[index + 1].is_capital

    def _is_known(self, speaker: Speaker) -> bool:
        full = self.people.complete(speaker)
        return bool(full.name and " " in full.name) or bool(full.role) or self.labels.get(speaker.start) == "PER"

    def _look_ahead(self) -> None:
        """Give quotations still without a speaker the person that the next sentence is about."""
        for number, found in self.direct.items():
            if found.speaker or found.rule != "direct:no_speaker":
                continue
            place = self.places[number]
            if self._sentence_beside(place.sentence, -1) is not None and place.index == 0:
                continue
            following = self._sentence_beside(place.sentence, 1)
            if following is None or following.tokens[0].kind == QUOTE:
                continue
            speaker = self._subject_of(following, allow_role=False)
            if speaker and speaker.name:
                self.direct[number] = replace(found, speaker=speaker, rule="direct:next_sentence")

    # --- indirect --------------------------------------------------------------------------------------

    def read_indirect(self) -> list[Found]:
        """Return the reported clauses outside the marks."""
        found: list[Found] = []
        for sentence in self.sentences:
            for reported in find_reported(sentence, self.labels):
                if self._is_quoted(reported.start, reported.end):
                    continue
                speaker = self._complete(reported.cue.speaker)
                if speaker is None and reported.cue.speaker and reported.cue.speaker.pronoun == "u":
                    # "U geeft aan dat u verhuist": an instruction to anybody, unless a letter names whom.
                    continue
                cue = (reported.cue.start, reported.cue.end)
                rule = f"indirect:{reported.cue.rule}"
                found.append(Found(reported.start, reported.end, QuotationType.INDIRECT, speaker, cue, rule))
        return found

    def _is_quoted(self, start: int, end: int) -> bool:
        number = bisect_left(self.closes, end)
        return number in self.direct and self.marked[number].start <= start


def _single_capital(tokens: tuple[Token, ...], begin: int, end: int) -> Speaker | None:
    """Return whom a headline like "Bewoners: ‘…’" names by one word that no list holds."""
    if end - begin == 1 and tokens[begin].is_capital and tokens[begin].text not in load_words().not_names:
        return Speaker(role=tokens[begin].text, start=tokens[begin].start, end=tokens[begin].end)
    return None
