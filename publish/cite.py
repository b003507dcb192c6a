"""Footnotes and list entries after the Leidraad voor juridische auteurs.

Pure functions from a document and its source to a `Citation`. A text of ours that summarises somebody else's work is
cited as a summary: publisher and date are those of the work, the outlet is ours, and the author's name never stands
there as if the words were the author's. What the Leidraad leaves open (decisions of authorities, council papers,
entries of registers, letters) follows the same order: who, date, number, name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from publish.dates import is_exact, name_session, write_date
from publish.names import list_authors, load_abbreviations, name_authors, name_work
from publish.rich import Form, Line, clean, compose, end_sentence, italic, join_lines, write
from staving.schema import Document, DocumentKind, Mention, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """How one source is cited; the lines carry no full stop yet."""

    reference: Line
    """The reference, as it stands in a running note or text."""
    entry: Line | None = None
    """The entry in the list of sources; None for what the Leidraad keeps out of the list."""

    @property
    def text(self) -> str:
        """The footnote in plain text, with its full stop."""
        return self.write(Form.TEXT)

    @property
    def markdown(self) -> str:
        """The footnote in Markdown, with its full stop."""
        return self.write(Form.MARKDOWN)

    @property
    def html(self) -> str:
        """The footnote in HTML, escaped, with its full stop."""
        return self.write(Form.HTML)

    def write(self, form: Form) -> str:
        """Return the footnote in one of the three forms."""
        return write(end_sentence(self.reference), form)

    def write_entry(self, form: Form) -> str | None:
        """Return the entry in the list of sources, or None."""
        return write(end_sentence(self.entry), form) if self.entry else None


def cite(document: Document, source: Source, *, pinpoint: str | None = None) -> Citation:
    """Return the citation of a document.

    Args:
        document: What is cited.
        source: The outlet or body that published it.
        pinpoint: Place in it: a page (`4`), a consideration (`4.3`) or an article (`6 lid 1 onder e`), according to
            what the document is; with `p.`, `r.o.`, `art.` or `par.` before it, it is taken as it is.

    Returns:
        Footnote and list entry.
    """
    if document.based_on_url or document.based_on_publisher:
        return _cite_summary(document, source, pinpoint)
    return _FORMS.get(document.kind, _cite_web_page)(document, source, pinpoint)


def join_citations(citations: Iterable[Citation], form: Form = Form.TEXT) -> str:
    """Return one note for several sources: joined by a semicolon, with one full stop.

    >>> join_citations([cite_law("AVG", "5"), cite_law("AVG", "6", "1", "e")])
    'art. 5 AVG; art. 6 lid 1 onder e AVG.'
    """
    lines = dict.fromkeys(citation.reference for citation in citations)
    return write(end_sentence(join_lines(lines, "; ")), form)


def cite_law(law: str, article: str | None = None, paragraph: str | None = None, point: str | None = None) -> Citation:
    """Return the citation of a provision.

    >>> cite_law("Participatiewet", "53a", "6").text
    'art. 53a lid 6 Participatiewet.'
    """
    parts = [f"art. {article}" if article else "", f"lid {paragraph}" if article and paragraph else ""]
    parts += [f"onder {point}" if article and point else "", law]
    return Citation(reference=compose(" ".join(clean(part) for part in parts if part)))


def cite_mention(mention: Mention) -> Citation:
    """Return the citation of a provision or ruling that a text names."""
    if mention.value == "ECLI" and mention.identifier:
        return cite_ruling(mention.identifier)
    return cite_law(mention.value, mention.article, mention.paragraph, mention.point)


def cite_ruling(ecli: str, day: str | None = None, pinpoint: str | None = None, *, court: str = "") -> Citation:
    """Return the citation of a ruling.

    Args:
        ecli: European Case Law Identifier; its third part names the court.
        day: Date of the ruling; without it the year in the ECLI is given.
        pinpoint: Consideration.
        court: Name of the court where its code is not known.
    """
    ecli = clean(ecli).upper()
    parts = ecli.split(":")
    name = court
    if len(parts) == 5:
        table = load_abbreviations()["courts"]
        name = table.get(parts[2]) or table.get(f"{parts[1]}:{parts[2]}") or court or parts[2]
    when = write_date(day) or (parts[3] if len(parts) == 5 else None)
    head = " ".join(part for part in (clean(name), when) if part)
    return Citation(
        reference=compose(", ".join(part for part in (head, ecli, _point(pinpoint, "r.o.")) if part)),
        entry=compose(", ".join(part for part in (head, ecli) if part)),
    )


def cite_parliament(
    *, chamber: str, session: str | None, dossier: str, number: str, page: str | None = None, kind: str | None = None
) -> Citation:
    """Return the citation of a parliamentary paper.

    Args:
        chamber: `I` or `II`.
        session: Parliamentary year, as `2017/18`.
        dossier: Number of the dossier, with its Roman part if it has one.
        number: Number within the dossier.
        page: Page or pages.
        kind: What paper it is (MvT, NV, …).
    """
    series = italic(f"Kamerstukken {chamber}")
    rest = ", ".join(part for part in (session, dossier, f"nr. {number}", _point(page, "p.")) if part)
    line = compose(series, f" {clean(rest)}", f" ({clean(kind)})" if kind else None)
    return Citation(reference=line, entry=line)


def shorten_address(url: str | None, *, whole: bool = False) -> str | None:
    """Return an address without scheme and `www.`, or None when it is no web address.

    Args:
        url: The address.
        whole: Keep the path; queries and fragments are always left out.

    >>> shorten_address("https://www.autoriteitpersoonsgegevens.nl/nl/over?x=1")
    'autoriteitpersoonsgegevens.nl'
    >>> shorten_address("javascript:alert(1)") is None
    True
    """
    try:
        parts = urlsplit(clean(url or "").replace(" ", ""))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return host.removeprefix("www.") + (parts.path.rstrip("/") if whole else "")


# --- the forms ---------------------------------------------------------------------------------------------


def _cite_article(document: Document, source: Source, pinpoint: str | None) -> Citation:
    """Cite an article of an outlet: the title stands in the note only when no author is known."""
    day = write_date(document.published)
    outlet = compose(italic(source.name), f" {day}" if day else None)
    # Without page and exact date a reader cannot find the article in the paper: the address helps.
    address = None if is_exact(document.published) else shorten_address(document.canonical_url, whole=True)
    tail = [outlet, _as_line(_point(pinpoint, "p.")), _as_line(address)]
    people = list_authors(document, source)
    title = compose(_quote(document.title))
    short, full = name_authors(people)
    return Citation(
        reference=join_lines([_as_line(short) or title, *tail], ", "),
        entry=join_lines([_as_line(full), title, *tail], ", "),
    )


def _cite_web_page(document: Document, _source: Source, pinpoint: str | None) -> Citation:
    address = shorten_address(document.canonical_url) or _name_file(document)
    parts = [compose(_quote(document.title)), _as_line(address), _as_line(_point(pinpoint, "p."))]
    return Citation(reference=join_lines(parts, ", "))


def _cite_ruling(document: Document, source: Source, pinpoint: str | None) -> Citation:
    if document.identifier:
        return cite_ruling(document.identifier, document.published, pinpoint, court=source.name)
    line = compose(" ".join(part for part in (clean(source.name), write_date(document.published)) if part))
    return Citation(
        reference=join_lines([line, compose(_quote(document.title)), _as_line(_point(pinpoint, "r.o."))], ", ")
    )


def _cite_statute(document: Document, _source: Source, pinpoint: str | None) -> Citation:
    name = load_abbreviations()["laws"].get(document.identifier or "") or clean(document.title)
    return Citation(reference=compose(f"{_point(pinpoint, 'art.')} " if pinpoint else None, name))


def _cite_local_regulation(document: Document, _source: Source, pinpoint: str | None) -> Citation:
    head = compose(f"{_point(pinpoint, 'art.')} " if pinpoint else None, clean(document.title))
    line = compose(head, f" ({clean(document.identifier)})" if document.identifier else None)
    return Citation(reference=line, entry=compose(clean(document.title), *line[len(head) :]))


def _cite_publication(document: Document, source: Source, pinpoint: str | None) -> Citation:
    match = re.fullmatch(r"(?P<gazette>[a-z]+)-(?P<year>\d{4})-(?P<number>[\w-]+)", (document.identifier or "").lower())
    gazette = load_abbreviations()["gazettes"].get(match["gazette"]) if match else None
    if match is None or gazette is None:
        return _cite_report(document, source, pinpoint)
    line = join_lines(
        [
            compose(_quote(document.title)),
            compose(italic(gazette), f" {match['year']}"),
            compose(match["number"]),
            _as_line(_point(pinpoint, "p.")),
        ],
        ", ",
    )
    return Citation(reference=line, entry=line)


def _cite_parliamentary_paper(document: Document, source: Source, pinpoint: str | None) -> Citation:
    match = re.search(
        r"(?P<dossier>\d{2}\s?\d{3})(?:[- ](?P<part>[IVXLC]+))?(?:-|,?\s+nr\.?\s*)(?P<number>\w+)$",
        clean(document.identifier or ""),
    )
    if match is None:
        return _cite_report(document, source, pinpoint)
    chamber = "I" if "eerste" in f"{source.name} {document.fields.get('kamer', '')}".casefold() else "II"
    stated = re.match(r"(\d{4})\D+(?:20|19)?(\d{2})$", str(document.fields.get("vergaderjaar", "")))
    return cite_parliament(
        chamber=chamber,
        session=f"{stated[1]}/{stated[2]}" if stated else name_session(document.published),
        dossier=match["dossier"].replace(" ", "") + (f" {match['part']}" if match["part"] else ""),
        number=match["number"],
        page=pinpoint,
        kind=document.fields.get("soort"),
    )


def _cite_report(document: Document, source: Source, pinpoint: str | None) -> Citation:
    """Cite a decision of an authority by number and call name, another paper by its body, title and date."""
    body = load_abbreviations()["authorities"].get(source.name, clean(source.name))
    day = write_date(document.published)
    where = _as_line(_point(pinpoint, "p."))
    if source.kind == "authority" and document.identifier:
        name = document.fields.get("roepnaam") or document.title
        head = compose(" ".join(part for part in (body, day) if part))
        number = compose(clean(document.identifier), " (", italic(str(name)), ")")
        line = join_lines([head, number, where], ", ")
        return Citation(reference=line, entry=line)
    short, full = name_authors(list_authors(document, source))
    title = compose(italic(document.title))
    lines = [join_lines([compose(who or body), title, _as_line(day), where], ", ") for who in (short, full)]
    return Citation(reference=lines[0], entry=lines[1])


def _cite_council_paper(document: Document, source: Source, pinpoint: str | None) -> Citation:
    day = write_date(document.published)
    parts = [
        compose(clean(source.name)),
        compose(_quote(document.title)),
        compose(f"raadsstuk {day}" if day else "raadsstuk"),
    ]
    line = join_lines([*parts, _as_line(_point(pinpoint, "p."))], ", ")
    return Citation(reference=line, entry=line)


def _cite_register_entry(document: Document, source: Source, _pinpoint: str | None) -> Citation:
    body = document.fields.get("organization") or document.fields.get("organisatie")
    who = clean(body) if isinstance(body, str) else ""
    parts = [compose(_quote(document.title)), compose(f"{who} in {source.name}" if who else clean(source.name))]
    return Citation(reference=join_lines([*parts, _as_line(shorten_address(document.canonical_url))], ", "))


def _cite_letter(document: Document, source: Source, pinpoint: str | None) -> Citation:
    day = write_date(document.published)
    sender = f"van {clean(source.name)}" if source.kind != "user" else ""
    head = compose(" ".join(part for part in ("Brief", sender, day) if part))
    parts = [head, compose(_quote(document.title)), _as_line(_point(pinpoint, "p."))]
    line = join_lines(parts, ", ")
    return Citation(reference=line, entry=line)


def _cite_summary(document: Document, source: Source, pinpoint: str | None) -> Citation:
    """Cite our own summary of somebody else's work, so that nobody takes our words for theirs."""
    ruling = document.identifier if (document.identifier or "").upper().startswith("ECLI:") else None
    name = document.based_on_publisher or shorten_address(document.based_on_url) or "onbekende bron"
    day = write_date(document.based_on_date)
    work = (
        cite_ruling(ruling, document.based_on_date, pinpoint, court=name).reference
        if ruling
        else compose(name_work(name), f" {day}" if day else None)
    )
    head = compose("Samenvatting van ", work, f" ({clean(source.name)})")
    line = join_lines([head, _as_line(shorten_address(document.based_on_url, whole=True))], ", ")
    return Citation(reference=line, entry=line)


_FORMS: dict[str, Callable[[Document, Source, str | None], Citation]] = {
    DocumentKind.ARTICLE: _cite_article,
    DocumentKind.WEB_PAGE: _cite_web_page,
    DocumentKind.RULING: _cite_ruling,
    DocumentKind.STATUTE: _cite_statute,
    DocumentKind.LOCAL_REGULATION: _cite_local_regulation,
    DocumentKind.OFFICIAL_PUBLICATION: _cite_publication,
    DocumentKind.COUNCIL_PAPER: _cite_council_paper,
    DocumentKind.PARLIAMENTARY_PAPER: _cite_parliamentary_paper,
    DocumentKind.REGISTER_ENTRY: _cite_register_entry,
    DocumentKind.LETTER: _cite_letter,
    DocumentKind.REPORT: _cite_report,
}

_PINPOINT = re.compile(r"(?:p|pp|r\.o|rov|art|par|nr|§)\b", re.IGNORECASE)


def _point(pinpoint: str | None, mark: str) -> str | None:
    if not pinpoint or not clean(pinpoint):
        return None
    words = clean(pinpoint)
    return words if _PINPOINT.match(words) else f"{mark} {words}"


def _quote(title: str) -> str:
    """Return a title between single marks; marks inside become double, a full stop at its end goes."""
    words = re.sub(r"(?<!\w)[‘'](.+?)[’'](?!\w)", r"“\1”", clean(title))
    words = re.sub(r"(?<!\w)[\"„“](.+?)[\"”“](?!\w)", r"“\1”", words)
    return f"‘{words.removesuffix('.')}’"


def _name_file(document: Document) -> str | None:
    scheme, _, name = document.canonical_url.partition(":")
    return f"bestand {clean(name)}" if scheme == "file" and name else None


def _as_line(text: str | None) -> Line | None:
    return compose(text) if text else None
