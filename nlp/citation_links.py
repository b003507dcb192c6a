"""Link articles to their law: after it, before it, or as one number beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from nlp.citation_grammar import Part, fit_numbering, read_articles, read_ordinal
from nlp.citation_laws import Law, LawHit
from nlp.citation_papers import Paper
from nlp.lexicons import load_lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One provision, law or paper that is cited at a place."""

    start: int
    end: int
    norm: str
    identifier: str | None
    article: str | None = None
    paragraph: str | None = None
    point: str | None = None
    rule: str
    law: Law | None = None
    order: int = 0
    """Position within its citation."""
    companions: int = 1
    """How many articles the citation names."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Articles for which the citation itself names no law."""

    start: int
    end: int
    parts: tuple[Part, ...]
    noun: str | None
    """What it calls the law: "die wet" gives "wet", "daarvan" gives ""; None for nothing."""


@dataclass(slots=True)
class Reading:
    """What is known of a text while its citations are read."""

    text: str
    folded: str
    hits: list[LawHit]
    papers: list[Paper]
    cited: list[Cited] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    """Starts of the names of laws that belong to a citation already."""
    by_start: dict[int, LawHit] = field(default_factory=dict)
    by_end: dict[int, LawHit] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the names of laws by where they begin and end."""
        self.by_start = {hit.start: hit for hit in self.hits}
        self.by_end = {hit.end: hit for hit in self.hits}


_WORD = re.compile(
    r"[Aa](?:rtikel(?P<many>en)?|rt(?P<more>[ts])?\.?|RTIKEL(?P<MANY>EN)?|RT\.?)(?:[\s\u00a0]{1,3}|(?<=\.))(?=\d|[IVX]{1,6}(?!\w))"
)
_RECITAL = re.compile(r"[Oo]verweging(?P<many>en)?[\s\u00a0]{1,2}\(?(?=\d)")
_LINK = re.compile(
    r"[\s,]{0,3}\(?(?:(?:van|uit|in|bij|der|ex|volgens|zoals\s+bedoeld\s+in)\s+)?(?:(?:de|het|deze|onze)\s+)?"
    r"(?:(?:[Ee]uropese|nieuwe|oude|voormalige|toenmalige|vroegere|huidige|Nederlandse|landelijke)\s+){0,2}"
)
_PRONOUN_LINK = re.compile(
    r"[\s,]{0,3}van\s+(?:die|deze|dezelfde|genoemde|de\s+genoemde|voornoemde|bovengenoemde|eerdergenoemde|laatstgenoemde|dat|dit|"
    r"hetzelfde|het\s+genoemde|de)\s+(?P<noun>wet|verordening|richtlijn|besluit|regeling|verdrag|wetboek|handvest|kaderbesluit)(?!\w)|"
    r"[\s,]{0,3}(?P<of>daarvan|ervan)(?!\w)"
)
_ABBREVIATION = re.compile(
    r"\s?\((?:(?:hierna|verder|in het vervolg|afgekort)(?: te noemen)?(?: ook)?:? )?[„“\"'‘]?(?:de )?(?=[A-Za-z])"
)
_CLOSE = re.compile(r"[”\"'’]?\)")
_LIST_END = re.compile(r"\s?(?:[.,;:)]|$)")
_BEFORE = re.compile(r"[\s,(:]{1,3}(?:in\s|onder\s|met\s)?$")
_PREFIX = re.compile(
    r"(?<!\w)(?:(?:het\s+)?(?P<ordinal>[a-z]{2,12}de|[a-z]{2,12}ste|\d{1,2}(?:e|de|ste))\s+lid|lid\s+(?P<lid>\d{1,2})|"
    r"(?:(?:aanhef\s+en\s+)?(?:onder(?:deel)?|sub|letter|punt))\s+(?P<point>[a-z]|\d{1,2}))(?P<more>,?\s+van|,)?\s+$",
    re.I,
)
_NUMBER_BEFORE = re.compile(
    r"(?<![\w:.,/€$-])(?P<number>\d{1,2}A?:\d{1,4}[a-z]?|\d{1,3}(?:\.\d{1,3}){0,3}[a-z]{0,2})"
    r"(?P<details>(?:[\s,]{1,2}(?:lid\s\d{1,2}|[a-z]{2,12}(?:de|ste)\slid|(?:aanhef\sen\s)?(?:onder|sub)\s[a-z]\)?))*),?\s(?:van\sde\s)?$"
)
_NUMBER_CONTEXT = re.compile(
    r"(?:^|[\s(])(?:van|ex|met|jo\.?|juncto|uit|conform|volgens|cf\.|vgl\.|zie|en|of|op|aan|onder|in|bij|tegen)\s$|\($"
)
_UNIT = re.compile(
    r"(?:^|[\s(])(?:paragraaf|hoofdstuk|afdeling|titel|deel|boek|bijlage|tabel|bladzijde|pagina|blz\.|p\.|§|versie)\s$",
    re.I,
)
"""What numbers something else than an article: "paragraaf 5.2 van de Participatiewet"."""
_ONE_CAPITAL = re.compile(r"[A-Z][a-z]+")
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
_NUMBER_AFTER = re.compile(r"\s(?=\d{1,2}A?:\d)")
_GENERIC_TITLE = re.compile(
    r"(?:Wet|Besluit|Regeling|Verordening|Reglement|Uitvoeringswet|Uitvoeringsbesluit|Uitvoeringsregeling|Invoeringswet|"
    r"Beleidsregels?|Rijkswet|Algemene\s+wet|Tijdelijke\s+wet|Verdrag|Statuut)(?:\s[\w’'-]{1,40}){1,12}"
)
_GENERIC_WORD = re.compile(
    r"[A-Z][a-z’'-]{2,40}(?:wet|wetboek|besluit|regeling|verordening|reglement|verdrag|statuut)(?:\s(?:(?:19|20)\d\d|[A-Z]{2,8})(?!\w))?(?!\w)"
)
_GENERIC_SHORT = re.compile(r"(?:[A-Z]{2,6}|[A-Z][a-z]{0,3}[A-Z][A-Za-z]{0,4})(?!\w)(?:\s(?:19|20)\d\d)?")
_COURT_NUMBER = re.compile(
    r"(?:[Rr]\.\s?[Oo]\.|[Rr]o\.?|[Rr]ov\.?|[Rr]echtsoverweging(?:en)?|[Oo]verweging(?:en)?|punt(?:en)?|§)\s{1,2}(?P<number>\d{1,3}(?:\.\d{1,2}){0,4})"
)
_TO_RULING = re.compile(
    r"\s(?:van|in|uit)\s(?:(?:de|het)\s(?:uitspraak|arrest|vonnis|beschikking)\s)?\(?(?=ECLI:)|,?\s(?=ECLI:)", re.I
)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load_lexicon("citation_patterns")["title_stops"])


@cache
def _foreign() -> frozenset[str]:
    return frozenset(load_lexicon("citation_patterns")["foreign"])


@cache
def _no_laws() -> frozenset[str]:
    return frozenset(load_lexicon("citation_patterns")["no_laws"])


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
    for paper in reading.papers:
        start, end, paragraph = paper.start, paper.end, paper.paragraph
        if paper.norm == "ECLI":
            start, end, paragraph = _find_consideration(reading.text, paper)
        cited = Cited(
            start=start, end=end, norm=paper.norm, identifier=paper.identifier, article=paper.article,
            paragraph=paragraph, rule=paper.rule,
        )  # fmt: skip
        reading.cited.append(cited)
        for hit in reading.hits:
            if hit.start < paper.end and paper.start < hit.end:
                reading.used.add(hit.start)


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
        parts = _add_prefix(text, parts)
        _cite_parts(reading, parts, law, end, "article_then_law")
        return _read_further(reading, end) if plural else end
    before = _find_law_before(reading, word.start())
    if not (before and _LIST_END.match(text, end)):
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
    pronoun = _PRONOUN_LINK.match(text, end)
    noun = None
    if pronoun:
        end, noun = pronoun.end(), pronoun["noun"] or ""
    reading.loose.append(Loose(parts[0].start, end, tuple(parts), noun))
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
    hit = reading.by_start.get(begin)
    if hit and not _is_foreign(reading.text, hit):
        reading.used.add(hit.start)
        end = _close_name(reading, hit.end, hit.law.norm)
        if "(" in reading.text[position:begin] and reading.text[end : end + 1] == ")":
            end += 1
        return hit.law, end
    return _find_unknown_law(reading, begin, is_direct=reading.text[position:begin].strip(", ") == "")


def _find_unknown_law(reading: Reading, begin: int, *, is_direct: bool) -> tuple[Law, int] | None:
    """Return a law that no list holds, by the shape of its name."""
    match = _GENERIC_TITLE.match(reading.text, begin)
    if match:
        name = _trim_title(match[0])
        if " " in name:
            end = _close_name(reading, begin + len(name), None)
            return Law(norm=re.sub(r"\s+", " ", name)), end
    match = _GENERIC_WORD.match(reading.text, begin)
    if match is None and is_direct:
        match = _GENERIC_SHORT.match(reading.text, begin)
        if match and match[0] in _no_laws():
            match = None
    if match is None:
        return None
    return Law(norm=re.sub(r"\s+", " ", match[0])), _close_name(reading, match.end(), None)


def _trim_title(title: str) -> str:
    words = re.split(r"(\s)", title)
    kept: list[str] = []
    for word in words:
        if word.casefold() in _stop_words():
            break
        kept.append(word)
    connectives = {
        "de",
        "het",
        "een",
        "van",
        "voor",
        "en",
        "of",
        "op",
        "in",
        "inzake",
        "tot",
        "bij",
        "met",
        "ter",
        "over",
        "door",
    }
    while kept and (kept[-1].isspace() or kept[-1].casefold() in connectives or not kept[-1]):
        kept.pop()
    return "".join(kept)


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
    return bool(before) and before[-1] in _foreign()


def _is_no_law(text: str, hit: LawHit) -> bool:
    """Tell a cry ("Woo!") and a first name ("Wob de Vries") from the abbreviation of a law."""
    if len(text[hit.start : hit.end].split()) > 1 or not _ONE_CAPITAL.fullmatch(text, hit.start, hit.end):
        return False
    before = text[max(0, hit.start - 20) : hit.start].rstrip()
    if text[hit.end : hit.end + 1] == "!" and (not before or before[-1] in ".!?…:„“”\"‘’'"):
        return True
    word = before.rsplit(None, 1)[-1].casefold() if before else ""
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
            fitted = fit_numbering(part, law.numbering)
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
        context = _NUMBER_CONTEXT.search(text, max(0, number.start() - 12), number.start())
        if not is_plain or context:
            parts, after = read_articles(text, number.start(), number.start(), plural=False)
            if parts and after <= hit.start:
                reading.used.add(hit.start)
                _cite_parts(reading, parts, hit.law, _close_name(reading, hit.end, hit.law.norm), "number_then_law")
                return
    following = _NUMBER_AFTER.match(text, hit.end)
    if following:
        parts, after = read_articles(text, hit.start, following.end(), plural=False)
        if parts:
            _cite_parts(reading, parts[:1], hit.law, parts[0].end, "law_then_number")
            return
    if hit.alone and not _is_no_law(text, hit):
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
