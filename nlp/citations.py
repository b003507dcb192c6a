"""Find legal citations in Dutch text: laws and their articles, rulings, parliamentary papers, journals.

The steps are those of a citation finder for case law: find cheap anchors (names of laws, the word
"artikel", "ECLI:"), read each citation forward from its anchor, link it to its law, then resolve the short
forms ("dat artikel", "het tweede lid", "artikel 18 van die wet") to what was cited last, where that is
clear. What shapes are understood is described in `docs/citations.md`.
"""

from __future__ import annotations

from nlp.citation_addresses import address_of
from nlp.citation_laws import LawHit, drop_overlaps, find_laws, fold_text
from nlp.citation_links import read_citations
from nlp.citation_names import find_lone_names
from nlp.citation_papers import find_acts, find_papers
from nlp.citation_reading import Cited, Reading
from nlp.citation_short import resolve_short_forms
from staving.schema import Mention, MentionKind, derive_id


def find_citations(text: str, document_id: str = "", date: str | None = None) -> list[Mention]:
    """Return the provisions, laws, rulings and publications that a text cites, in the order of their start.

    Args:
        text: Any text; it is never changed.
        document_id: The document the mentions are to point to.
        date: Date of the text (ISO), decides between laws of one name.

    Returns:
        One mention of kind norm for each article, paragraph and point that is cited. Articles that share one
        name of a law share one span; a law named without an article counts too.

    >>> [(m.value, m.article, m.paragraph, m.point) for m in find_citations("artikel 6, lid 1, onder e, AVG")]
    [('AVG', '6', '1', 'e')]
    """
    folded = fold_text(text)
    papers = find_papers(text, folded)
    hits: list[LawHit] = find_laws(text, folded, date)
    hits.extend(find_acts(text, folded))
    starts = {hit.start for hit in hits}
    hits.extend(hit for hit in find_lone_names(text) if hit.start not in starts)
    if not hits and not papers and "art" not in folded:
        return []
    reading = Reading(text=text, folded=folded, hits=drop_overlaps(hits), papers=papers)
    read_citations(reading)
    resolve_short_forms(reading)
    cited = sorted(reading.cited, key=lambda one: (one.start, one.end, one.order))
    seen: set[str] = set()
    mentions: list[Mention] = []
    for one in cited:
        mention = _mention_of(one, text, document_id)
        if mention.id not in seen:
            seen.add(mention.id)
            mentions.append(mention)
    return mentions


def _mention_of(cited: Cited, text: str, document_id: str) -> Mention:
    return Mention(
        id=derive_id(
            document_id,
            cited.start,
            cited.end,
            MentionKind.NORM,
            cited.norm,
            cited.article,
            cited.paragraph,
            cited.point,
        ),
        document_id=document_id,
        kind=MentionKind.NORM,
        start=cited.start,
        end=cited.end,
        text=text[cited.start : cited.end],
        value=cited.norm,
        article=cited.article,
        paragraph=cited.paragraph,
        point=cited.point,
        identifier=cited.identifier,
        rule=cited.rule,
    )


def link_norm(mention: Mention, date: str | None = None) -> str | None:
    """Return the address where the cited text can be read, or None when the identifier gives none.

    Args:
        mention: A mention of kind norm.
        date: Date of the text that cites (ISO): the address is that of the text of a Dutch law in force on that day.

    Returns:
        What `nlp.citation_addresses.address_of` gives for its identifier, article and paragraph.
    """
    return address_of(mention.identifier, mention.article, date, paragraph=mention.paragraph)
