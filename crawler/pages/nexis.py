"""Split an export of a press database (Nexis Uni, LexisNexis) into its articles.

Researchers have such files from their library: one DOCX, RTF, HTML or text file with many articles. The names of
fields, in English and Dutch, are data (`nexis.json`). Two layouts exist. Nexis Uni: title, outlet, date, fields,
"Body", text, "Load-Date", "End of Document", after a cover page with a list. The older one: "1 of 25 DOCUMENTS",
outlet, date, title, FIELDS, text, LOAD-DATE, copyright.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.extracted import Extracted
from crawler.pages.bylines import read_bylines
from crawler.pages.dates import cut_to_day
from crawler.pages.library_dates import LibraryDate, read_library_date
from crawler.pages.lines import Line, has_words
from crawler.pages.plain import read_plain
from staving.languages import guess_language
from staving.schema import DocumentKind, Flag, derive_id, hash_text

TOLERANCE = 0.10
"""Difference between the length that is stated and what was read from which a note is made."""

_FIELD = re.compile(r"(?P<name>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ /-]{2,22}?)\s?:(?:\s+(?P<value>.*))?")


@cache
def load_rules() -> dict[str, Any]:
    """Return the rules of `nexis.json`; patterns compiled, names of fields as a map to what they mean."""
    rows = json.loads(files("crawler.pages").joinpath("nexis.json").read_text(encoding="utf-8"))
    rules: dict[str, Any] = {
        name: re.compile(row["pattern"]) for name, row in rows.items() if isinstance(row, dict) and "pattern" in row
    }
    rules["names"] = {name: field for field, names in rows["fields"].items() for name in names}
    return {**rows, **rules}


def is_export(lines: Sequence[Line]) -> bool:
    """Tell whether a text is an export of a press database: ends or counters of articles, and their fields."""
    ends = counters = fields = 0
    for line in lines:
        if len(line.text) > 80:
            continue
        if _is_end(line.text):
            ends += 1
        elif _is_counter(line.text):
            counters += 1
        elif (found := _read_field(line.text)) and found[0] in {"load_date", "length", "section", "body"}:
            fields += 1
    return (ends >= 1 and fields >= 2) or (counters >= 1 and fields >= max(1, counters // 2))


def split_export(lines: Sequence[Line], *, media_type: str, is_wrapped: bool = False) -> tuple[Extracted, ...]:
    """Return the articles of an export, each once.

    Args:
        lines: The file, with empty lines where it has them.
        media_type: Media type of the file.
        is_wrapped: Whether lines were broken at a width (text files), so that paragraphs end at empty lines.

    Returns:
        One record for each article, private to the user: nothing says that anybody may read it. Cover page, list of
        titles, search terms and copyright lines are no part of any text.
    """
    page = load_rules()["page"]
    rows = [line for line in lines if not page.fullmatch(line.text)]
    articles: list[Extracted] = []
    for segment, is_old, is_closed in _cut(rows):
        article = _read_article(segment, is_old=is_old, is_closed=is_closed, is_wrapped=is_wrapped)
        if article is not None:
            articles.append(replace(article, media_type=media_type))
    if not articles:
        note = "an export of a press database without articles; export the full documents"
        return (Extracted(flag=Flag.EMPTY, note=note, media_type=media_type),)
    return _keep_once(articles)


@dataclass(frozen=True, slots=True)
class _Head:
    """Title, outlet and date of an article, and where its fields begin."""

    title: str
    outlet: str
    date: LibraryDate | None
    edition: str
    begin: int


def _cut(rows: list[Line]) -> list[tuple[list[Line], bool, bool]]:
    """Return the lines of each article, whether it has the older layout, and whether its end was there."""
    has_ends = any(_is_end(row.text) for row in rows)
    found: list[tuple[list[Line], bool, bool]] = []
    open_: list[Line] = []
    for row in rows:
        if has_ends and _is_end(row.text):
            found.append((open_, False, True))
            open_ = []
        elif _is_counter(row.text):
            if not has_ends:
                found.append((open_, True, True))
                open_ = []
        else:
            open_.append(row)
    found.append((open_, not has_ends, not has_ends))
    return found[1:] if not has_ends and len(found) > 1 else found


def _read_article(rows: list[Line], *, is_old: bool, is_closed: bool, is_wrapped: bool) -> Extracted | None:
    """Return the article in a segment, or None where it holds none (cover page, empty rest)."""
    body_mark = next((place for place, row in enumerate(rows) if _is_body(row.text)), None)
    end_of_head = body_mark if body_mark is not None else len(rows)
    head = (_read_old_head if is_old else _read_head)(rows, end_of_head, is_wrapped=is_wrapped)
    if head is None:
        return None
    values, begin = _read_fields(rows, head.begin, body_mark)
    end = next((place for place in range(begin, len(rows)) if _is_tail(rows[place].text)), len(rows))
    tail, _ = _read_fields(rows, end, len(rows))
    copyright_ = load_rules()["copyright"]
    body = [row.text for row in rows[begin:end]]
    while body and (not body[-1] or copyright_.fullmatch(body[-1])):
        body.pop()
    text = read_plain("\n".join(body)) if is_wrapped else "\n".join(body)
    paragraphs = [line for line in text.split("\n") if line.strip()]
    if not has_words("".join(paragraphs)) and "highlight" not in values:
        return None
    values = {**tail, **values}
    return _build(head, values, paragraphs, is_closed=is_closed)


def _build(head: _Head, values: dict[str, str], paragraphs: list[str], *, is_closed: bool) -> Extracted:
    body_words = sum(len(line.split()) for line in paragraphs)
    highlight = values.get("highlight", "")
    start = "".join(paragraphs)[: len(highlight) + 40].casefold()
    if highlight and highlight.casefold()[:80] not in start:
        paragraphs = [*highlight.split("\n"), *paragraphs]
    text = "\n".join(paragraphs)
    section, page = _read_section(values.get("section", ""))
    authors, agencies, desks = _read_people(values.get("byline", ""), head.outlet)
    edition = head.edition or (head.date.edition if head.date else "")
    published = head.date.published if head.date else None
    stated = re.search(r"\d{1,6}", values.get("length", "").replace(".", "").replace(",", ""))
    words = len(text.split())
    remarks = _note_length(int(stated[0]) if stated else None, body_words, words, head.title)
    if not published:
        remarks.append("no date found")
    if not is_closed:
        remarks.append("the export breaks off here")
    fields = {
        "edition": edition, "page": page, "highlight": highlight, "graphic": values.get("graphic", ""),
        "length": int(stated[0]) if stated else None, "words": words, "load_date": _read_day(values.get("load_date")),
        "correction": values.get("correction", ""),
    }  # fmt: skip
    return Extracted(
        flag=Flag.OK if is_closed else Flag.TRUNCATED,
        note="; ".join(remarks) or None,
        title=head.title,
        authors=authors,
        agencies=agencies,
        desks=desks,
        section=section or None,
        place=values.get("dateline") or None,
        published=published,
        outlet=head.outlet or None,
        language=_read_language(values.get("language", "")) or guess_language(text),
        text=text,
        kind=DocumentKind.ARTICLE,
        identifier=make_identifier(head.outlet, published, head.title),
        fields={name: value for name, value in fields.items() if value not in {"", None}},
    )


def _read_head(rows: list[Line], end: int, *, is_wrapped: bool) -> _Head | None:
    """Read title, outlet and date in the layout of Nexis Uni; a cover page and lists may stand before them."""
    fields = next((place for place in range(end) if _is_first_field(rows[place].text)), end)
    places = [place for place in range(end) if read_library_date(rows[place].text)]
    before = [place for place in places if place < fields] or places
    if not before:
        return None
    place = before[-1]
    date = read_library_date(rows[place].text)
    above = [number for number in range(place) if rows[number].text]
    if not above:
        return _Head("", "", date, "", place + 1)
    outlet = rows[above[-1]].text
    titles: list[str] = []
    cover = load_rules()["cover"]
    headings = [number for number in above[:-1] if rows[number].is_heading]
    last = headings[-1] if headings else above[-2] if len(above) > 1 else -1
    while last >= 0 and rows[last].text and (rows[last].is_heading or not cover.fullmatch(rows[last].text)):
        titles.insert(0, rows[last].text)
        last -= 1
        if not (is_wrapped or (headings and last >= 0 and rows[last].is_heading)):
            break
    edition, begin = _read_edition(rows, place + 1, end)
    return _Head(" ".join(titles), outlet, date, edition, begin)


def _read_old_head(rows: list[Line], end: int, *, is_wrapped: bool) -> _Head | None:
    """Read outlet, date, edition and title in the older layout, in which the title comes last."""
    place = next((number for number in range(min(end, 30)) if read_library_date(rows[number].text)), None)
    if place is None:
        return None
    outlet = next((rows[number].text for number in range(place) if rows[number].text), "")
    edition, begin = _read_edition(rows, place + 1, end)
    while begin < end and not rows[begin].text:
        begin += 1
    titles: list[str] = []
    while begin < end and rows[begin].text and not _read_field(rows[begin].text):
        titles.append(rows[begin].text)
        begin += 1
        if not is_wrapped and titles and not rows[begin - 1].is_heading:
            break
    return _Head(" ".join(titles), outlet, read_library_date(rows[place].text), edition, begin)


def _read_edition(rows: list[Line], place: int, end: int) -> tuple[str, int]:
    """Return the edition, which stands directly below the date, and the place behind it."""
    copyright_ = load_rules()["copyright"]
    parts: list[str] = []
    while place < end and rows[place].text and len(parts) < 2:
        text = rows[place].text
        if copyright_.fullmatch(text) or _read_field(text) or len(text) > 60 or rows[place].is_heading:
            break
        parts.append(text)
        place += 1
    return "; ".join(parts), place


def _read_fields(rows: list[Line], begin: int, end: int | None) -> tuple[dict[str, str], int]:
    """Return the fields from a place on and the place behind them; a value may go on over lines.

    Without a known end, fields go on as long as each line begins with the name of one or continues the one before.
    """
    copyright_ = load_rules()["copyright"]
    values: dict[str, str] = {}
    name = ""
    is_open = False
    place = begin
    while place < (end if end is not None else len(rows)):
        text = rows[place].text
        found = _read_field(text)
        if found and found[0] == "body":
            return values, place + 1
        if found:
            name, value = found
            if name != "more":
                values[name] = f"{values[name]}\n{value}".strip() if name in values else value
            is_open = True
        elif not text:
            is_open = is_open and end is not None
        elif copyright_.fullmatch(text):
            is_open = False
        elif is_open and (end is not None or values.get(name) or name):
            if name != "more":
                joint = "\n" if name in {"graphic", "highlight"} and end is not None else " "
                values[name] = f"{values.get(name, '')}{joint}{text}".strip()
        elif end is None:
            return values, place
        place += 1
    return values, place + 1 if end is not None else place


def _read_field(text: str) -> tuple[str, str] | None:
    """Return which field a line begins and its value; headings without colon are fields too."""
    names = load_rules()["names"]
    match = _FIELD.fullmatch(text)
    if match is not None:
        field = names.get(match["name"].casefold())
        return (field, (match["value"] or "").strip()) if field else None
    field = names.get(text.casefold())
    return (field, "") if field in {"body", "graphic", "classification", "highlight"} else None


def _is_first_field(text: str) -> bool:
    found = _read_field(text)
    return found is not None and found[0] in {"section", "length", "byline", "dateline", "highlight"}


def _is_body(text: str) -> bool:
    found = _read_field(text)
    return found is not None and found == ("body", "")


def _is_tail(text: str) -> bool:
    """Tell whether the fields behind a text begin; names that are also words of a text count only in capitals."""
    found = _read_field(text)
    if found is None:
        return False
    rules = load_rules()
    return found[0] in rules["tail"] or (found[0] in rules["capital_tail"] and text.partition(":")[0].isupper())


def _is_end(text: str) -> bool:
    return len(text) < 40 and load_rules()["end"].fullmatch(text) is not None


def _is_counter(text: str) -> bool:
    return len(text) < 40 and "docum" in text.casefold() and load_rules()["counter"].fullmatch(text) is not None


def _read_section(value: str) -> tuple[str, str]:
    """Return section and page of "REGIO DRONTEN; Blz. 3"."""
    pattern = load_rules()["page_number"]
    parts = [part.strip() for part in re.split(r"[;|]", value) if part.strip()]
    pages = [match["page"] for part in parts if (match := pattern.fullmatch(part))]
    return "; ".join(part for part in parts if not pattern.fullmatch(part)), next(iter(pages), "")


def _read_people(value: str, outlet: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return people, agencies and desks of a byline; addresses in it are left out."""
    value = " ".join(word for word in value.split() if "@" not in word)
    match = load_rules()["anonymous"].match(value)
    found = read_bylines([match["name"] if match else value], outlet=outlet)
    people = tuple(write_name(name) for name in found.authors)
    desks = (match["desk"], *found.desks) if match else found.desks
    return people, found.agencies, tuple(desk.casefold() if desk.isupper() else desk for desk in desks)


def write_name(name: str) -> str:
    """Return a name that is all in capitals as names are written.

    >>> write_name("JAN-PIET VAN DER PROEF"), write_name("Els de Boer")
    ('Jan-Piet van der Proef', 'Els de Boer')
    """
    if not name.isupper() or len(name) <= 3:
        return name
    particles = load_rules()["particles"].split()
    words = [word.casefold() if word.casefold() in particles else word.title() for word in name.split()]
    return " ".join(re.sub(r"\bIj", "IJ", word) for word in words)


def _read_language(value: str) -> str | None:
    languages: dict[str, str] = load_rules()["languages"]
    return next((languages[word] for word in re.findall(r"\w+", value.casefold()) if word in languages), None)


def _read_day(value: str | None) -> str | None:
    found = read_library_date(value) if value else None
    return found.published if found else None


def _note_length(stated: int | None, body: int, words: int, title: str) -> list[str]:
    """Return a remark where the text is not as long as stated, whether or not title and highlight are counted."""
    if not stated:
        return []
    counts = (body, words, words + len(title.split()))
    if any(abs(count - stated) <= max(TOLERANCE * stated, 3) for count in counts):
        return []
    return [f"{stated} words stated, {body} read; compare with the library's copy"]


def make_identifier(outlet: str, published: str | None, title: str) -> str:
    """Return the identifier that the same article has in each export.

    >>> make_identifier("De Voorbeeldbode", "2021-11-15T06:30+00:00", "Raad wil uitleg")
    'nexis:de-voorbeeldbode-2021-11-15-raad-wil-uitleg-a9593d9d'
    """
    day = cut_to_day(published) or ""
    names = [re.sub(r"[\W_]+", "-", part.casefold()).strip("-") for part in (outlet, title)]
    short = "-".join(part for part in (names[0][:40], day, names[1][:60].strip("-")) if part)
    return f"nexis:{short}-{derive_id(names[0], day, names[1])[:8]}"


def _keep_once(articles: list[Extracted]) -> tuple[Extracted, ...]:
    """Return each article once; one that stood in several editions keeps the names of all of them."""
    kept: dict[str, Extracted] = {}
    for found in articles:
        article, key = found, found.identifier or ""
        known = kept.get(key)
        if known is not None and not _is_same_text(known.text, article.text):
            article = replace(article, identifier=f"{key}-{hash_text(article.text)[:6]}")
            key = article.identifier or ""
            known = kept.get(key)
        if known is None:
            kept[key] = article
            continue
        longer = article if len(article.text) > len(known.text) else known
        editions = dict.fromkeys(str(item.fields["edition"]) for item in (known, article) if "edition" in item.fields)
        fields = {**longer.fields, **({"edition": "; ".join(editions)} if editions else {})}
        kept[key] = replace(longer, fields=fields)
    return tuple(kept.values())


def _is_same_text(one: str, other: str) -> bool:
    """Tell whether two texts under one title are the same: most of their lines are."""
    first, second = (set(re.sub(r"\W+", " ", text.casefold()).split()) for text in (one, other))
    return len(first & second) >= 0.7 * max(1, min(len(first), len(second)))
