"""Link articles to their law: after it, before it, or as one number beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from functools import cache

from nlp.citation_grammar import Part, fit_numbering, read_articles, read_details, read_ordinal
from nlp.citation_laws import Law, LawHit, is_homonym
from nlp.citation_names import read_unknown_name
from nlp.citation_papers import Paper
from nlp.citation_reading import Cited, Loose, Reading
from nlp.lexicons import load_lexicon

_WORD = re.compile(
    r"[Aa](?:rtikel(?P<many>en)?|rticle(?P<plural>s)?|rt(?P<more>[ts])?\.?|RTIKEL(?P<MANY>EN)?|RT\.?)(?:[\s\u00a0]{1,3}|(?<=\.))(?=\d|[IVX]{1,6}(?!\w))"
)
_RECITAL = re.compile(r"[Oo]verweging(?P<many>en)?[\s\u00a0]{1,2}\(?(?=\d)")
_LINK = re.compile(
    r"[\s,]{0,3}\(?(?:(?:van|uit|in|bij|der|ex|volgens|zoals\s+bedoeld\s+in)\s+)?(?:(?:de|het|deze|onze)\s+)?"
    r"(?:(?:[Ee]uropese|nieuwe|oude|voormalige|toenmalige|vroegere|huidige|Nederlandse|landelijke|strenge|zogeheten|"
    r"zogenoemde|zogenaamde|ingetrokken|vervallen|gewijzigde|herziene)\s+){0,2}"
)
_APPOSITION = re.compile(
    r"(?:[a-z]{0,20}(?:wet|wetgeving|verordening|richtlijn|verdrag|regeling|regels)\s)?[„“\"'‘’]?(?=[A-Za-z])"
)
"""What may stand between "van de" and the name: a common noun, an opening mark."""
_PRONOUN_LINK = re.compile(
    r"[\s,]{0,3}van\s(?:(?P<first>(?:de\s|het\s)?eerst(?:genoemde?|vermelde?))|die|deze|dezelfde|dat|dit|hetzelfde|de|"
    r"(?:de\s|het\s)?(?:voor|boven|hierboven\s|eerder|laatst|hiervoor\s)?(?:genoemde?|noemde?|vermelde?|melde?|bedoelde?))\s"
    r"(?P<noun>wet|verordening|richtlijn|besluit|regeling|verdrag|wetboek|handvest|kaderbesluit)(?!\w)|"
    r"[\s,]{0,3}(?P<of>daarvan|ervan)(?!\w)"
)
_ABBREVIATION = re.compile(
    r"\s?\((?:(?:hierna|verder|in het vervolg|afgekort)(?: te noemen)?(?: ook)?:? )?[„“\"'‘]?(?:de )?(?=[A-Za-z])"
)
_CLOSE = re.compile(r"[”\"'’]?\)")
_LIST_END = re.compile(r"\s?(?:[.,;:)]|$)")
_BEFORE = re.compile(r"[\s,(:-]{1,3}(?:in\s|onder\s|met\s)?$")
_PREFIX = re.compile(
    r"(?<!\w)(?:(?:het\s+)?(?P<ordinal>[a-z]{2,12}de|[a-z]{2,12}ste|\d{1,2}(?:e|de|ste))\s+lid|lid\s+(?P<lid>\d{1,2})|"
    r"(?:(?:aanhef\s+en\s+)?(?:onder(?:deel)?|sub|letter|punt))\s+(?P<point>[a-z]|\d{1,2}))(?P<more>,?\s+van|,)?\s+$",
    re.I,
)
_NUMBER_BEFORE = re.compile(
    r"(?<![\w:.,/€$-])(?P<number>\d{1,2}A?:\d{1,4}[a-z]?|\d{1,3}(?:\.\d{1,3}){0,3}(?:\.?[a-z]{1,2})?)"
    r"(?P<details>(?:\(\d{1,2}\))?(?:\([a-z]\))?(?:[\s,]{1,2}(?:lid\s\d{1,2}|[a-z]{2,12}(?:de|ste)\slid|(?:aanhef\sen\s)?(?:onder|sub)\s[a-z]\)?))*),?\s(?:van\sde\s)?$"
)
_NUMBER_CONTEXT = re.compile(
    r"(?:^|[\s(])(?:van|ex|met|jo\.?|juncto|uit|conform|volgens|cf\.|vgl\.|zie|en|of|op|aan|onder|in|bij|tegen)\s$|\($"
)
_UNIT = re.compile(
    r"(?:^|[\s(])(?:paragraaf|hoofdstuk|afdeling|titel|deel|boek|bijlage|tabel|bladzijde|pagina|blz\.|p\.|§|versie)\s$",
    re.I,
)
"""What numbers something else than an article: "paragraaf 5.2 van de Participatiewet"."""
_REFERS_BACK = re.compile(r"[\s,]{0,2}(?:daarvan|ervan|van\s|uit\s|is\s|bepaalt\s)")
"""Behind a paragraph: it has an article of its own, or is the subject of the sentence."""
_OF_LAND = re.compile(r"\s(?:van|in)\s((?:de\s)?[A-Z][a-zë]+(?:\s[A-Z][a-z]+)?)")
_ONE_CAPITAL = re.compile(r"[A-Z][a-z]+")
_FIRST_NAME_BEFORE = re.compile(r"[\wé,;:]\s[A-Z][a-zé]+\s$")
"""A capitalised word within a sentence: "regisseur Jan Woo"."""
_SURNAME = re.compile(r"\s(?:van|de|den|der|ter|ten|te|el)\s(?:(?:de|den|der)\s)?[A-Z][a-z]+")
_BEFORE_LAW = frozenset(
    {
        "de",
        "die",
        "deze",
        "oude",
        "nieuwe",
        "het",
        "uit",
        "krachtens",
        "ingevolge",
        "conform",
        "cf.",
        "en",
        "of",
        "onder",
    }
)
_NUMBER_AFTER = re.compile(
    r"\s(?=\d{1,2}A?:\d|\d{1,3}[a-z]?(?:,?\slid\s\d|\(\d|\.\d{1,2}\.[a-z](?!\w)|,?\s[a-z]{2,12}(?:de|ste)\slid(?!\w)))"
)
_COURT_NUMBER = re.compile(
    r"(?:[Rr]\.\s?[Oo]\.|[Rr]o\.?|[Rr]ov\.?|[Rr]echtsoverweging(?:en)?|[Oo]verweging(?:en)?|punt(?:en)?|§)\s{1,2}(?P<number>\d{1,3}(?:\.\d{1,2}){0,4})"
)
_TO_RULING = re.compile(
    r"\s(?:van|in|uit)\s(?:(?:de|het)\s(?:uitspraak|arrest|vonnis|beschikking)\s)?\(?(?=ECLI)|,?\s(?=ECLI)", re.I
)


@cache
def _foreign() -> frozenset[str]:
    return frozenset(load_lexicon("citation_patterns")["foreign"])


@cache
def _titles_of_people() -> frozenset[str]:
    return frozenset(load_lexicon("citation_patterns")["titles_of_people"])


@cache
def _foreign_lands() -> frozenset[str]:
    return frozenset(load_lexicon("citation_patterns")["foreign_lands"])


def read_citations(reading: Reading) -> None:
    """Find every citation that names its law, and note the loose articles that do not.

    Args:
        reading: Text, names of laws and papers; `cited`, `loose` and `used` are filled.
    """
    _cite_papers(reading)
    end = 0
    recitals = _RECITAL.finditer(reading.text) if "overweging" in reading.folded else ()
    words = [*(_WORD.finditer(reading.text) if "art" in reading.folded else ()), *recitals]
    for word in sorted(words, key=lambda match: match.start()):
        if word.start() >= end and not (word.start() and reading.text[word.start() - 1].isalnum()):
            end = _read_from(reading, word)
    for hit in reading.hits:
        if hit.start not in reading.used:
            _cite_law(reading, hit)


def _cite_papers(reading: Reading) -> None:
    starts = [hit.start for hit in reading.hits]
    for paper in reading.papers:
        start, end, paragraph = paper.start, paper.end, paper.paragraph
        if paper.norm == "ECLI":
            start, end, paragraph = _find_consideration(reading.text, paper)
        cited = Cited(
            start=start, end=end, norm=paper.norm, identifier=paper.identifier, article=paper.article,
            paragraph=paragraph, rule=paper.rule,
        )  # fmt: skip
        reading.cited.append(cited)
        index = max(0, bisect_left(starts, paper.start) - 1)
        while index < len(starts) and starts[index] < paper.end:
            if reading.hits[index].end > paper.start:
                reading.used.add(starts[index])
            index += 1


def _find_consideration(text: str, paper: Paper) -> tuple[int, int, str | None]:
    """Return span and number with the consideration (r.o.) that stands before or after a ruling."""
    window = max(0, paper.start - 60)
    for match in _COURT_NUMBER.finditer(text, window, paper.start):
        link = _TO_RULING.match(text, match.end())
        if link and link.end() == paper.start and not (match.start() and text[match.start() - 1].isalnum()):
            return match.start(), paper.end, match["number"]
    after = re.compile(r"\)?,?\s(?:onder\s)?").match(text, paper.end)
    number = _COURT_NUMBER.match(text, after.end()) if after else None
    if number:
        return paper.start, number.end(), number["number"]
    return paper.start, paper.end, None


def _read_from(reading: Reading, word: re.Match[str]) -> int:
    """Read the citation that begins with the word "artikel" or "overweging"; return where it ends."""
    text = reading.text
    plural = any(word.groupdict().values())
    parts, end = read_articles(text, word.start(), word.end(), plural=plural)
    if not parts:
        return word.end()
    if word[0][0] in "Oo":
        if text[end : end + 1] == ")":
            end += 1
        parts = [replace(part, article=f"overweging {part.article}", paragraph=None, point=None) for part in parts]
    linked = _find_law_at(reading, end)
    if linked:
        law, end = linked
        parts, end = _add_details(text, _add_prefix(text, parts), end)
        _cite_parts(reading, parts, law, end, "article_then_law")
        return _read_further(reading, end) if plural else end
    before = _find_law_before(reading, word.start())
    pronoun = _PRONOUN_LINK.match(text, end)
    if not pronoun and not (before and _LIST_END.match(text, end)):
        parts = [part for part in parts if part.sure] or parts[:1]
        end = parts[-1].end if word[0][0] not in "Oo" else end
    parts = _add_prefix(text, parts)
    if before:
        if reading.text[before.end : word.start()].strip().startswith("(") and text[end : end + 1] == ")":
            end += 1
        reading.used.add(before.start)
        parts = [replace(part, start=before.start) for part in parts]
        _cite_parts(reading, parts, before.law, end, "law_then_article")
        return end
    pronoun = pronoun or _PRONOUN_LINK.match(text, end)
    noun, is_first = None, False
    if pronoun:
        end, noun, is_first = pronoun.end(), pronoun["noun"] or "", pronoun["first"] is not None
    reading.loose.append(Loose(parts[0].start, end, tuple(parts), noun, is_first))
    return end


def _read_further(reading: Reading, end: int) -> int:
    """Read "…, 33 van de ZW en 3:16 van de Wazo" after a first list that already has its law."""
    while True:
        separator = re.compile(r"\s?(?:,|en|,\s?en|;)\s|\s(?:en|alsmede)\s").match(reading.text, end)
        if not separator:
            return end
        parts, after = read_articles(reading.text, separator.end(), separator.end(), plural=True)
        linked = _find_law_at(reading, after) if parts else None
        if not linked or parts[0].article.isupper():
            return end
        _cite_parts(reading, parts, linked[0], linked[1], "article_then_law")
        end = linked[1]


def _find_law_at(reading: Reading, position: int) -> tuple[Law, int] | None:
    """Return the law named at or just after a position, and where its name ends."""
    link = _LINK.match(reading.text, position)
    begin = link.end() if link else position
    if begin == position:
        return None
    apposition = _APPOSITION.match(reading.text, begin)
    for place in (begin, apposition.end() if apposition else begin):
        hit = reading.by_start.get(place)
        if hit and not _is_foreign(reading.text, hit):
            reading.used.add(hit.start)
            end = _close_name(reading, hit.end, hit.law.norm)
            if "(" in reading.text[position:begin] and reading.text[end : end + 1] == ")":
                end += 1
            return hit.law, end
        name = read_unknown_name(reading.text, place, is_direct=reading.text[position:place].strip(", ") == "")
        if name:
            return Law(norm=re.sub(r"\s+", " ", name)), _close_name(reading, place + len(name), None)
    return None


def _close_name(reading: Reading, end: int, norm: str | None) -> int:
    """Return the end of a name including its abbreviation in brackets: "Wet werk en bijstand (WWB)"."""
    opening = _ABBREVIATION.match(reading.text, end)
    if not opening:
        return end
    hit = reading.by_start.get(opening.end())
    if hit and hit.law.norm == norm:
        closing = _CLOSE.match(reading.text, hit.end)
        if closing:
            reading.used.add(hit.start)
            return closing.end()
    if norm is None:
        short = re.compile(r"[A-Z][A-Za-z]{1,9}(?: \d{4})?").match(reading.text, opening.end())
        closing = _CLOSE.match(reading.text, short.end()) if short else None
        if closing:
            return closing.end()
    return end


def _is_foreign(text: str, hit: LawHit) -> bool:
    before = text[max(0, hit.start - 20) : hit.start].rstrip().rsplit(None, 1)
    if before and before[-1] in _foreign():
        return True
    after = _OF_LAND.match(text, hit.end)
    return after is not None and after[1] in _foreign_lands()


def _is_no_law(text: str, hit: LawHit) -> bool:
    """Tell a cry ("Woo!") and a first name ("Wob de Vries") from the abbreviation of a law."""
    if len(text[hit.start : hit.end].split()) > 1 or not _ONE_CAPITAL.fullmatch(text, hit.start, hit.end):
        return False
    before = text[max(0, hit.start - 20) : hit.start].rstrip()
    if text[hit.end : hit.end + 1] == "!" and (not before or before[-1] in ".!?…:„“”\"‘’'"):
        return True
    last = before.rsplit(None, 1)[-1] if before else ""
    word = last.casefold()
    if word in _titles_of_people() or (
        _ONE_CAPITAL.fullmatch(last) and _FIRST_NAME_BEFORE.search(text, max(0, hit.start - 40), hit.start)
    ):
        return True
    return word not in _BEFORE_LAW and _SURNAME.match(text, hit.end) is not None


def _find_law_before(reading: Reading, start: int) -> LawHit | None:
    """Return the law named just before the word "artikel": "AVG, artikel 6" or "AVG (art. 6)"."""
    gap = _BEFORE.search(reading.text, max(0, start - 12), start)
    if not gap:
        return None
    hit = reading.by_end.get(gap.start())
    if hit is None and reading.text[gap.start() - 1 : gap.start()] == ")":
        # The name may end in its abbreviation in brackets.
        inner = reading.by_end.get(gap.start() - 1)
        hit = inner
    if hit is None or hit.start in reading.used or _is_foreign(reading.text, hit):
        return None
    return hit


def _add_prefix(text: str, parts: list[Part]) -> list[Part]:
    """Return the parts with a paragraph or point named before the article: "het tweede lid van artikel 6"."""
    first = parts[0]
    paragraph, point, start = first.paragraph, first.point, first.start
    for _ in range(2):
        match = _PREFIX.search(text, max(0, start - 40), start)
        if not match:
            break
        number = match["lid"] or (read_ordinal(match["ordinal"]) if match["ordinal"] else None)
        if match["point"] and point is None:
            point = match["point"]
        elif number and paragraph is None:
            paragraph = number
        else:
            break
        start = match.start()
    if start == first.start:
        return parts
    return [replace(first, start=start, paragraph=paragraph, point=point), *parts[1:]]


def _add_details(text: str, parts: list[Part], end: int) -> tuple[list[Part], int]:
    """Return the parts with a paragraph or point named behind the law: "artikel 5 AVG, eerste lid, onder c"."""
    if len(parts) > 1 or parts[0].paragraph or parts[0].point or not parts[0].article[0].isdigit():
        return parts, end
    details, after = read_details(text, parts[0], end)
    if not details or _REFERS_BACK.match(text, after):
        return parts, end
    return details, after


def fit_part(part: Part, law: Law) -> Part:
    """Return the part as its law numbers articles: dots read, the book before the colon."""
    fitted = fit_numbering(part, law.numbering)
    if law.book and ":" not in fitted.article:
        return replace(fitted, article=f"{law.book}:{fitted.article}")
    return fitted


def _cite_parts(reading: Reading, parts: list[Part], law: Law, end: int, rule: str) -> None:
    """Note the parts of one citation: parts behind one word "artikel" share a span, the last holds the law."""
    runs: list[list[Part]] = []
    for part in parts:
        if not runs or (part.own_word and part.start != runs[-1][0].start):
            runs.append([])
        runs[-1].append(part)
    articles = len({part.article for part in parts})
    order = 0
    for run in runs:
        run_end = end if run is runs[-1] else max(part.end for part in run)
        for part in run:
            fitted = fit_part(part, law)
            reading.cited.append(
                Cited(
                    start=run[0].start,
                    end=max(run_end, run[0].start + 1),
                    norm=law.norm,
                    identifier=law.identify(fitted.article),
                    article=fitted.article,
                    paragraph=fitted.paragraph,
                    point=fitted.point,
                    rule=f"{rule}:{law.norm}",
                    law=law,
                    order=order,
                    companions=articles,
                )
            )
            order += 1


def _cite_law(reading: Reading, hit: LawHit) -> None:
    """Note a law without the word "artikel": with a number beside it ("17 Pw", "Awb 3:2") or alone."""
    text = reading.text
    if hit.start in reading.used or _is_foreign(text, hit):
        return
    number = _NUMBER_BEFORE.search(text, max(0, hit.start - 60), hit.start)
    if (
        number
        and text[hit.end : hit.end + 1] != "-"
        and not _UNIT.search(text, max(0, number.start() - 20), number.start())
    ):
        is_plain = ":" not in number["number"] and "." not in number["number"] and not number["details"]
        context = _NUMBER_CONTEXT.search(text, max(0, number.start() - 12), number.start()) or (
            text[number.start() - 2 : number.start()] == ", " and number.start() - 2 in reading.by_end
        )
        if not is_plain or context:
            parts, after = read_articles(text, number.start(), number.start(), plural=False)
            if parts and after <= hit.start:
                reading.used.add(hit.start)
                _cite_parts(reading, parts, hit.law, _close_name(reading, hit.end, hit.law.norm), "number_then_law")
                return
    following = _NUMBER_AFTER.match(text, hit.end)
    if following:
        parts, _ = read_articles(text, hit.start, following.end(), plural=False)
        parts = [part for part in parts if ":" in part.article or part.paragraph or part.point or "." in part.article]
        if parts:
            _cite_parts(reading, parts, hit.law, parts[-1].end, "law_then_number")
            return
    if hit.alone and not _is_no_law(text, hit) and not is_homonym(hit, text, reading.folded):
        end = _close_name(reading, hit.end, hit.law.norm)
        reading.cited.append(
            Cited(
                start=hit.start,
                end=end,
                norm=hit.law.norm,
                identifier=hit.law.identifier,
                rule=f"law:{hit.law.norm}",
                law=hit.law,
            )
        )
