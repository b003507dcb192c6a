"""Read texts: all components over one text, in the order in which they need each other."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from nlp.assertions import find_assertions
from nlp.citations import find_citations
from nlp.lexicons import load_lexicon
from nlp.municipalities import find_municipalities
from nlp.pipeline import cut_sentences, load_pipeline, parse_sentences
from nlp.practices import Hit, as_mentions, find_practices
from nlp.quotations import find_quotations
from staving.schema import Annotation, Mention, TextItem

DATE = re.compile(r"\d{4}(?!\d)")
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


def annotate_text(nlp: Language, item: TextItem, *, parse: bool = True) -> Annotation:
    """Return the annotation of one text.

    Only sentences that hold a practice, and the two after them, are parsed.

    Args:
        nlp: The pipeline.
        item: The text.
        parse: False for a text whose form makes grammar needless, such as a register entry: it gets no assertions.
    """
    date = item.date if item.date and DATE.match(item.date) else None  # what is no date is none
    doc = nlp.make_doc(item.text)
    sentences = cut_sentences(doc)
    municipalities = find_municipalities(item.text, item.id, date=date, title=item.title, home=item.municipality)
    hits = find_practices(doc, sentences)
    chosen = _choose_sentences(doc, sentences, hits, municipalities) if parse else set()
    parse_sentences(nlp, doc, sentences, chosen, _stand_ins(doc, municipalities))
    focus = None
    if item.title:
        in_title = find_municipalities(item.title, date=date, home=item.municipality)
        focus = in_title[0].value if in_title else None
    assertions = (
        find_assertions(doc, sentences, municipalities, hits, item.id, home=item.municipality, focus=focus, date=date)
        if parse
        else []
    )
    mentions = [*municipalities, *as_mentions(doc, hits, item.id), *find_citations(item.text, item.id, date)]
    return Annotation(
        id=item.id,
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end, mention.value))),
        quotations=tuple(sorted(find_quotations(doc, item.id), key=lambda quotation: quotation.start)),
        assertions=tuple(assertions),
        sentences=tuple((doc[start].idx, doc[end - 1].idx + len(doc[end - 1].text)) for start, end in sentences),
    )


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
