"""From the lines and properties of an office file to documents; what Word, OpenDocument and RTF have in common."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.extracted import Extracted
from crawler.pages.dates import read_date
from crawler.pages.letters import find_letter_date, find_subject, tell_kind
from crawler.pages.lines import Line, has_words, join_lines, tidy
from crawler.pages.nexis import is_export, split_export
from staving.languages import guess_language
from staving.schema import DocumentKind, Flag

OLDEST = "1990"
"""Year before which a date of making is an empty field of the program."""

_FILE_NAME = re.compile(
    r"\.(?:docx?|odt|rtf|pdf|txt|dotx?)$|^(?:microsoft word\b|untitled|naamloos|document\d*$)", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a reader found in an office file."""

    lines: tuple[Line, ...]
    """The body, in order."""
    notes: tuple[Line, ...] = ()
    """Footnotes and endnotes, with their numbers."""
    title: str = ""
    """Title among the properties."""
    authors: tuple[str, ...] = ()
    """Makers among the properties, as they stand."""
    made: str | None = None
    """When the file was made."""
    changed: str | None = None
    """When it was changed last."""
    media_type: str = ""
    """Media type as recognised."""
    remarks: tuple[str, ...] = ()
    """What was left out or noticed."""
    is_whole: bool = True
    """Whether nothing was missing."""


def finish(draft: Draft) -> tuple[Extracted, ...]:
    """Return the documents in an office file: one, or the articles of an export of a press database."""
    flag = Flag.OK if draft.is_whole else Flag.TRUNCATED
    remarks = (*(() if draft.is_whole else ("part of the file is damaged; save it again",)), *draft.remarks)
    if is_export(draft.lines):
        return split_export(draft.lines, media_type=draft.media_type)
    text = join_lines((*draft.lines, *draft.notes))
    if not has_words(text):
        return (
            Extracted(
                flag=Flag.EMPTY if draft.is_whole else Flag.TRUNCATED,
                note="; ".join(remarks) or "no words in the file",
                media_type=draft.media_type,
            ),
        )
    kind = tell_kind(text)
    return (
        Extracted(
            flag=flag,
            note="; ".join(remarks) or None,
            title=_choose_title(draft, text, kind),
            authors=keep_people(draft.authors),
            published=find_letter_date(text) or _read_property_date(draft.made),
            modified=_read_property_date(draft.changed),
            language=guess_language(text),
            text=text,
            kind=kind,
            media_type=draft.media_type,
        ),
    )


def keep_people(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are those of people: no accounts, programs or addresses.

    >>> keep_people(["Microsoft Office User", "Vries, Els de; Jan Voorbeeld"])
    ('Els de Vries', 'Jan Voorbeeld')
    """
    found: dict[str, None] = {}
    for name in names:
        for part in name.split(";"):
            bare = tidy(re.sub(r"[(<\[].*", "", part)).strip(" ,\"'")
            if bare and len(bare) <= 60 and not _load_no_person().match(bare):
                found.setdefault(turn_name(bare))
    return tuple(found)


def turn_name(name: str) -> str:
    """Return a name with the first name first.

    >>> turn_name("Vries, Els de")
    'Els de Vries'
    """
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first and first.strip() else name


@cache
def _load_no_person() -> re.Pattern[str]:
    rows = json.loads(files("crawler.pages").joinpath("office.json").read_text(encoding="utf-8"))
    return re.compile(rows["no_person"]["pattern"])


def _choose_title(draft: Draft, text: str, kind: DocumentKind) -> str:
    said = tidy(draft.title)
    if said and not _FILE_NAME.search(said):
        return said
    if kind is DocumentKind.LETTER and (subject := find_subject(text)):
        return subject
    first = next((line.text for line in draft.lines if line.text), "")
    heading = next((line.text for line in draft.lines[:40] if line.is_heading and line.text), "")
    return (heading or (first if len(first) <= 160 else "")).removeprefix("- ")


def _read_property_date(value: str | None) -> str | None:
    found = read_date(value)
    return found if found and found[:4] >= OLDEST else None
