"""Find legal citations in Dutch text: laws and their articles, rulings, parliamentary papers, journals.

The steps are those of a citation finder for case law: find cheap anchors (names of laws, the word
"artikel", "ECLI:"), read each citation forward from its anchor, link it to its law, then resolve the short
forms ("dat artikel", "het tweede lid", "artikel 18 van die wet") to what was cited last, where that is
clear. What shapes are understood is described in `docs/citations.md`.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from spacy.language import Language
from spacy.tokens import Doc

from nlp.citation_laws import LawHit, drop_overlaps, find_laws, fold_text
from nlp.citation_links import Cited, Reading, read_citations
from nlp.citation_papers import find_acts, find_papers
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
        date: With a date (ISO) the address is that of the text of a Dutch law in force on that day.

    Returns:
        An address on wetten.overheid.nl (article links are jci 1.3), eur-lex.europa.eu,
        uitspraken.rechtspraak.nl, hudoc.echr.coe.int, zoek.officielebekendmakingen.nl or
        lokaleregelgeving.overheid.nl. Nothing is fetched: whether the page exists is not known.
    """
    identifier = mention.identifier or ""
    if re.fullmatch(r"BWB[RV]\d{7}", identifier):
        return _link_law(identifier, mention, date)
    if identifier.startswith("ECLI:"):
        return _link_ruling(identifier)
    for expression, address in _ADDRESSES:
        match = re.fullmatch(expression, identifier)
        if match:
            return address.format(match[1])
    return None


_ADDRESSES = (
    (r"(3\d{4}[A-Z]\d{4}|12\d{3}P/TXT)", "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX:{}"),
    (r"(CVDR\d+)", "https://lokaleregelgeving.overheid.nl/{}"),
    (r"kst-(\d{5}(?:-(?:[IVX]+|R\d+))?)", "https://zoek.officielebekendmakingen.nl/dossier/{}"),
    (
        r"((?:kst|stb|stcrt|gmb|trb|prb|wsb|bgr|h-[te]k|ah-[te]k|kv-tk|blg)-\d[\dA-Z-]*)",
        "https://zoek.officielebekendmakingen.nl/{}.html",
    ),
)


def _link_law(identifier: str, mention: Mention, date: str | None) -> str:
    day = date if date and re.fullmatch(r"\d{4}-\d\d-\d\d", date) else None
    if not mention.article or not re.match(r"\d", mention.article):
        return f"https://wetten.overheid.nl/{identifier}" + (f"/{day}" if day else "")
    article = mention.article
    if identifier.startswith("BWBR") and mention.value == "BW":
        article = article.split(":", 1)[-1]
    letter = "v" if identifier.startswith("BWBV") else "c"
    link = f"https://wetten.overheid.nl/jci1.3:{letter}:{identifier}&artikel={quote(article, safe=':')}"
    if mention.paragraph and mention.paragraph.isdigit():
        link += f"&lid={mention.paragraph}"
    return link + (f"&z={day}&g={day}" if day else "")


def _link_ruling(ecli: str) -> str | None:
    country = ecli.split(":")[1]
    if country == "NL":
        return f"https://uitspraken.rechtspraak.nl/details?id={ecli}"
    if country == "EU":
        return f"https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=ecli:{ecli}"
    if country == "CE":
        return "https://hudoc.echr.coe.int/eng#" + quote(f'{{"ecli":["{ecli}"]}}', safe=":,")
    return None


class CitationFinder:
    """spaCy component that writes the citations of a document to `doc._.norms`."""

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with its citations."""
        doc._.norms = tuple(find_citations(doc.text, date=doc.user_data.get("date")))
        return doc


@Language.factory("staving_citations", assigns=["doc._.norms"])
def make_citation_finder(nlp: Language, name: str) -> CitationFinder:  # noqa: ARG001 - spaCy hands over both
    """Return the component `staving_citations`: it needs no other component and no trained model."""
    if not Doc.has_extension("norms"):
        Doc.set_extension("norms", default=())
    return CitationFinder()
