"""Read texts: all components over one text, in the order in which they need each other."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from nlp.assertions import find_assertions
from nlp.citations import find_citations
from nlp.joint_bodies import find_joint_bodies
from nlp.lexicons import load_lexicon
from nlp.municipalities import find_municipalities
from nlp.pipeline import Unparsed, cut_sentences, load_pipeline, parse_sentences
from nlp.practices import Hit, as_mentions, find_practices
from nlp.quotations import find_quotations
from staving.languages import is_foreign
from staving.schema import Annotation, Mention, TextItem

DATE = re.compile(r"\d{4}(?!\d)")
SHORTEST_FOREIGN = 60
"""Characters that a text must have before its language is judged."""

MOJIBAKE = re.compile(r"Ã[\u0080-\u00bf«©¨¶¼¯]|â€[\u0080-\u00bf™œ\u009d˜“”¦]|Â[\u00a0£©°·»«]|\ufffd{2}")
"""UTF-8 that was read as Windows-1252: "cliÃ«nt"."""

CHAIN = 12
"""How many sentences that each name a municipality may compare them after the practice was named."""

STAND_INS = {1: ("Utrecht",), 2: ("Den", "Haag")}


def annotate(items: Iterable[TextItem], *, model: str | None = None) -> Iterator[Annotation]:
    """Yield the annotation of each text, in the order of the texts.

    Args:
        items: The texts.
        model: An installed spaCy pipeline to parse with; None for the one of the package.

    Raises:
        ModelError: The pipeline cannot be loaded.
    """
    nlp = load_pipeline(model)
    for item in items:
        yield annotate_text(nlp, item)


def annotate_text(
    nlp: Language, item: TextItem, *, parse: bool = True, notes: list[tuple[Hit, str]] | None = None
) -> Annotation:
    """Return the annotation of one text.

    Args:
        nlp: The pipeline.
        item: The text.
        parse: False for a text whose form makes grammar needless, such as a register entry: it gets no assertions.
        notes: Takes down why a practice gave no assertion.
    """
    return annotate_texts(nlp, [item], parse=[parse], notes=notes)[0]


def annotate_texts(
    nlp: Language,
    items: Sequence[TextItem],
    *,
    parse: Sequence[bool] | None = None,
    notes: list[tuple[Hit, str]] | None = None,
) -> list[Annotation]:
    """Return the annotations of some texts, whose sentences are parsed in one go.

    Only sentences that hold a practice, and those that may go on about it, are parsed.

    Args:
        nlp: The pipeline.
        items: The texts.
        parse: For each text, False where its form makes grammar needless; None: all are parsed.
        notes: Takes down why a practice gave no assertion.
    """
    wanted = parse if parse is not None else [True] * len(items)
    opened = [_open(nlp, item, parse=one) for item, one in zip(items, wanted, strict=True)]
    parse_sentences(nlp, [text.unparsed for text in opened if text is not None and text.parse])
    return [
        Annotation(id=item.id, flags=flag_text(item.text)) if text is None else _finish(text, notes)
        for item, text in zip(items, opened, strict=True)
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    """A text with what is found in it without grammar."""

    item: TextItem
    date: str | None
    doc: Doc
    sentences: list[tuple[int, int]]
    municipalities: list[Mention]
    hits: list[Hit]
    flags: tuple[str, ...]
    parse: bool
    unparsed: Unparsed


def _open(nlp: Language, item: TextItem, *, parse: bool) -> _Opened | None:
    """Return a text with what is found in it without grammar, or None where it is in another language."""
    flags = flag_text(item.text)
    if any(flag.startswith("language:") for flag in flags):
        return None
    date = item.date if item.date and DATE.match(item.date) else None  # what is no date is none
    doc = nlp.make_doc(item.text)
    sentences = cut_sentences(doc)
    municipalities = find_municipalities(item.text, item.id, date=date, title=item.title, home=item.municipality)
    hits = find_practices(doc, sentences)
    parse = parse and bool(hits) and nlp.has_pipe("parser")  # without a practice nothing is stated of one
    chosen = _choose_sentences(doc, sentences, hits, municipalities) if parse else set()
    stand_ins = _stand_ins(doc, municipalities) if parse else {}
    return _Opened(
        item=item,
        date=date,
        doc=doc,
        sentences=sentences,
        municipalities=municipalities,
        hits=hits,
        flags=flags,
        parse=parse,
        unparsed=Unparsed(doc=doc, sentences=sentences, chosen=chosen, stand_ins=stand_ins),
    )


def _finish(text: _Opened, notes: list[tuple[Hit, str]] | None) -> Annotation:
    """Return the annotation of a text that is parsed."""
    item, doc, date = text.item, text.doc, text.date
    focus = None
    if item.title:
        in_title = find_municipalities(item.title, date=date, home=item.municipality)
        focus = in_title[0].value if in_title else None
    assertions = (
        find_assertions(
            doc,
            text.sentences,
            text.municipalities,
            text.hits,
            item.id,
            home=item.municipality,
            focus=focus,
            date=date,
            notes=notes,
            bodies=find_joint_bodies(item.text, date=date),
        )
        if text.parse
        else []
    )
    mentions = [*text.municipalities, *as_mentions(doc, text.hits, item.id), *find_citations(item.text, item.id, date)]
    return Annotation(
        id=item.id,
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.value))),
        quotations=tuple(sorted(find_quotations(doc, item.id), key=lambda quotation: quotation.start)),
        assertions=tuple(assertions),
        sentences=tuple((doc[start].idx, doc[end - 1].idx + len(doc[end - 1].text)) for start, end in text.sentences),
        flags=text.flags,
    )


def flag_text(text: str) -> tuple[str, ...]:
    """Return what is wrong with a text: another language, letters that were decoded wrongly.

    A text is taken for another language only where it is long enough to tell and Dutch words are rare in it: Dutch
    reports quote foreign sentences.

    >>> flag_text("The council has decided that the recordings of the conversations will be kept for four weeks.")
    ('language:en',)
    """
    flags = []
    language = is_foreign(text) if len(text) >= SHORTEST_FOREIGN else None
    if language is not None:
        flags.append(f"language:{language}")
    if MOJIBAKE.search(text):
        flags.append("encoding")
    return tuple(flags)


def _choose_sentences(
    doc: Doc, sentences: list[tuple[int, int]], hits: list[Hit], municipalities: list[Mention]
) -> set[int]:
    """Return the numbers of the sentences whose grammar is needed.

    Those that hold a practice, the two behind them, and what goes on naming one municipality after the other.
    """
    chosen = {number for hit in hits for number in range(hit.sentence, min(hit.sentence + 3, len(sentences)))}
    if not chosen:
        return chosen
    starts = [doc[start].idx for start, _ in sentences]
    naming = {bisect_right(starts, mention.start) - 1 for mention in municipalities}
    for number in sorted({hit.sentence for hit in hits}):
        following = number + 1
        while following in naming and following - number <= CHAIN:
            chosen.add(following)
            following += 1
    return chosen


def _stand_ins(doc: Doc, municipalities: list[Mention]) -> dict[int, str]:
    """Return well-known words for the parser to see in place of the names already found and of rare verbs."""
    verbs: dict[str, str] = load_lexicon("assertion_cues")["stand_ins"]
    shown = {token.i: verbs[token.lower_] for token in doc if token.lower_ in verbs}
    for mention in municipalities:
        if mention.rule.startswith("adjective"):
            continue
        span = doc.char_span(mention.start, mention.end)
        if span is not None and len(span) in STAND_INS:
            shown.update(zip(range(span.start, span.end), STAND_INS[len(span)], strict=True))
    return shown
