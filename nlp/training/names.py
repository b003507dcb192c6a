"""Make training texts for the entity recogniser with other names in the place of those they hold.

    python nlp/training/names.py ner_train.spacy OUT.spacy [copies]

A silver set names the same few hundred people and places again and again, and a small model learns them by heart. Each
copy of a text keeps its words and gets, for most of its names, others of the same kind: people made of the first and
last names of the set, places of the gazetteer, organisations of `organisations.txt` and of the set.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin, Span

from staving.gazetteer import read_gazetteer

SHARE = 0.7
"""Of the names of a copy, how many are exchanged."""

KINDS = ("PER", "LOC", "ORG")
PARTICLES = ("van", "de", "van de", "van der", "van den", "ter", "ten", "el", "den", "in 't")
TITLES = frozenset("mr mr. dr dr. drs drs. ir ir. ing. prof. ds. dhr. mevr. heer mevrouw meneer".split())
FIRMS = ("Stichting", "Bureau", "Zorggroep", "Adviesbureau", "Woningstichting", "Vereniging", "Hogeschool", "Buurtteam")


class Names:
    """Names to draw from."""

    def __init__(self, docs: list[Doc], organisations: list[str], places: list[str], seed: int = 7) -> None:
        """Collect the names.

        Args:
            docs: Texts with names.
            organisations: Names of organisations.
            places: Names of places.
            seed: Where the drawing starts.
        """
        self.random = random.Random(seed)  # noqa: S311
        first: Counter[str] = Counter()
        last: Counter[str] = Counter()
        found: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for doc in docs:
            for span in doc.ents:
                if span.label_ in KINDS:
                    found[span.label_].add(span.text)
                if span.label_ == "PER" and len(span) > 1 and all(word.text.isalpha() for word in span):
                    first[span[0].text] += 1
                    last[span[-1].text] += 1
        self.first = sorted(name for name, count in first.items() if count > 1 and name[0].isupper())
        self.last = sorted(name for name in last if name[0].isupper() and len(name) > 2)
        self.places = [*places, *sorted(found["LOC"])]
        self.organisations = [*organisations * 8, *sorted(found["ORG"])]

    def draw(self, kind: str, *, is_long: bool) -> list[str]:
        """Return the words of another name.

        Args:
            kind: PER, LOC or ORG.
            is_long: Whether a person should have a first name.
        """
        if kind == "LOC":
            return self._alter(self.random.choice(self.places), self.places, 0.15).split()
        if kind == "ORG":
            return self._draw_organisation()
        last = self._alter(self.random.choice(self.last), self.last, 0.4)
        particle = self.random.choice(PARTICLES).split() if self.random.random() < 0.3 else []
        if not is_long:
            if particle:
                return [particle[0].capitalize(), *particle[1:], last]
            return [last if self.random.random() < 0.7 else self.random.choice(self.first)]
        chance = self.random.random()
        if chance < 0.12:
            initials = "".join(f"{self.random.choice('ABCDEFGHJKLMNPRSTW')}." for _ in range(self.random.randint(1, 3)))
            return [initials, *particle, last]
        if chance < 0.2:
            last = f"{last}-{self.random.choice(self.last)}"
        if chance > 0.95:
            last = f"{last[0]}."  # a suspect
        return [self._alter(self.random.choice(self.first), self.first, 0.3), *particle, last]

    def _alter(self, name: str, others: list[str], share: float) -> str:
        """Return a name, or, at this share, one that nobody bears: its first half and the second half of another."""
        other = self.random.choice(others)
        if not (name.isalpha() and other.isalpha()) or self.random.random() > share:
            return name
        return name[: (len(name) + 1) // 2] + other[len(other) // 2 :].lower()

    def _draw_organisation(self) -> list[str]:
        chance = self.random.random()
        if chance < 0.08:
            return ["".join(self.random.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in range(self.random.randint(3, 5)))]
        if chance < 0.2:
            named = self.last if self.random.random() < 0.6 else self.places
            return [self.random.choice(FIRMS), *self.random.choice(named).split()]
        return self.random.choice(self.organisations).split()


def trim(doc: Doc) -> Doc:
    """Take the title before a person, and a comma behind a name, out of the name, as CoNLL-2002 has it.

    Args:
        doc: A text with names; it is changed.
    """
    spans = []
    for span in doc.ents:
        start, end = span.start, span.end
        while start < end - 1 and span.label_ == "PER" and doc[start].lower_ in TITLES:
            start += 1
        while end - 1 > start and doc[end - 1].is_punct and doc[end - 1].text != "!":
            end -= 1
        spans.append(Span(doc, start, end, label=span.label_))
    missing = [Span(doc, token.i, token.i + 1) for token in doc if token.ent_iob == 0]
    doc.set_ents(spans, missing=missing, default="outside")
    return doc


def exchange(doc: Doc, names: Names) -> Doc:
    """Return a copy of a text with other names in it.

    Args:
        doc: The text, with its names; what is marked as missing stays so.
        names: The names to draw from.
    """
    words: list[str] = []
    spaces: list[bool] = []
    spans: list[tuple[int, int, str]] = []
    missing: list[tuple[int, int]] = []
    starts = {span.start: span for span in doc.ents}
    index = 0
    while index < len(doc):
        span = starts.get(index)
        begin = len(words)
        if span is None:
            words.append(doc[index].text)
            spaces.append(bool(doc[index].whitespace_))
            if doc[index].ent_iob == 0:
                missing.append((begin, begin + 1))
            index += 1
            continue
        drawn = None
        if span.label_ in KINDS and names.random.random() < SHARE:
            drawn = names.draw(span.label_, is_long=len(span) > 1)
        new = drawn or [token.text for token in span]
        words.extend(new)
        spaces.extend([True] * (len(new) - 1) if drawn else [bool(token.whitespace_) for token in span[:-1]])
        spaces.append(bool(span[-1].whitespace_))
        spans.append((begin, len(words), span.label_))
        index = span.end
    copy = Doc(doc.vocab, words=words, spaces=spaces)
    copy.set_ents(
        [Span(copy, start, end, label=label) for start, end, label in spans],
        missing=[Span(copy, start, end) for start, end in missing],
        default="outside",
    )
    return copy


def main(source: Path, target: Path, copies: int) -> None:
    """Write the texts and their copies.

    Args:
        source: Texts with names, in spaCy's binary form.
        target: Where to write.
        copies: How many copies of each text.
    """
    nlp = spacy.blank("nl")
    docs = [trim(doc) for doc in DocBin().from_disk(source).get_docs(nlp.vocab)]
    rows = Path(__file__).with_name("organisations.txt").read_text(encoding="utf-8").splitlines()
    places = sorted(name for name in read_gazetteer().places if name[0].isupper())
    names = Names(docs, [row for row in rows if row and not row.startswith("#")], places)
    made = [*docs, *(exchange(doc, names) for _ in range(copies) for doc in docs if doc.ents)]
    names.random.shuffle(made)
    DocBin(docs=made).to_disk(target)
    sys.stderr.write(f"{len(docs)} texts, {len(made)} with the copies, {sum(len(doc) for doc in made)} words\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 3)
