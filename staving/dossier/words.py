"""Read and check the optional word lists of a case: `gazetteer.csv` and `lexicon.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from staving.dossier.fields import Table, list_choices
from staving.dossier.settings import list_municipalities
from staving.dossier.text import Problems, read_csv
from staving.dossier.yaml import read_json
from staving.resources import data_path
from staving.schema import Practice

COLUMNS = ("kind", "name", "codes", "note")
WORD_KEYS = ("practices", "forms")
PRACTICE_KEYS = ("id", "label", "definition", "category")
FORM_KEYS = ("practice", "forms", "examples", "counterexamples")
_PRACTICE_ID = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"GM\d{4}")


class NameKind(StrEnum):
    """What an extra name is the name of."""

    MUNICIPALITY = "municipality"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraName:
    """A name that the shipped gazetteer does not have."""

    kind: str
    """municipality, or organisation for a body that acts for municipalities."""
    name: str
    """The name or abbreviation as texts write it."""
    codes: tuple[str, ...]
    """CBS codes of the municipalities that it stands for."""
    note: str | None = None
    """Remark of the author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraForms:
    """Words for a practice that the shipped lexicon does not have."""

    practice: str
    """Id of the practice."""
    forms: tuple[str, ...]
    """Words and phrases that name it."""
    examples: tuple[str, ...] = ()
    """Sentences in which they must be found."""
    counterexamples: tuple[str, ...] = ()
    """Sentences in which nothing must be found."""


def list_shipped_practices() -> tuple[str, ...]:
    """Return the ids of the practices that ship with the package."""
    items = json.loads(data_path("practices.json").read_text(encoding="utf-8"))
    return tuple(item["id"] for item in items)


def read_names(problems: Problems) -> tuple[ExtraName, ...]:
    """Return the extra names of a case; mistakes go to `problems`, which names the file."""
    rows = list(read_csv(problems))
    if not rows:
        return ()
    line, heading = rows[0]
    for column in heading:
        if column not in COLUMNS:
            problems.add(line, column, "is no column", list_choices(column, COLUMNS))
    missing = [column for column in COLUMNS[:3] if column not in heading]
    if missing:
        problems.add(line, missing[0], "is missing", f"the heading is {','.join(COLUMNS)}")
        return ()
    found = []
    for at, cells in rows[1:]:
        if len(cells) > len(heading):
            remedy = "put cells with a comma in quotes"
            problems.add(at, "", f"has {len(cells)} cells under {len(heading)} columns", remedy)
            continue
        row = dict(zip(heading, cells, strict=False))
        name = _read_name(row, at, problems)
        if name is not None:
            found.append(name)
    return tuple(found)


def _read_name(row: dict[str, str], line: int, problems: Problems) -> ExtraName | None:
    kind, name, codes = row.get("kind", ""), row.get("name", ""), tuple(re.split(r"[\s|;]+", row.get("codes", "")))
    known = list_municipalities()
    is_good = True
    if kind not in set(NameKind):
        problems.add(line, "kind", f"cannot be {kind!r}", list_choices(kind, NameKind))
        is_good = False
    if not name:
        problems.add(line, "name", "is empty", "write the name as texts write it")
        is_good = False
    for code in codes:
        if not _CODE.fullmatch(code) or (known and code not in known):
            problems.add(line, "codes", f"there is no municipality {code!r}", "write CBS codes, as in GM0303 GM0034")
            is_good = False
    return ExtraName(kind=kind, name=name, codes=codes, note=row.get("note") or None) if is_good else None


def read_words(problems: Problems) -> tuple[tuple[Practice, ...], tuple[ExtraForms, ...]]:
    """Return the extra practices and words of a case; mistakes go to `problems`, which names the file."""
    root = read_json(problems)
    if root is None:
        return (), ()
    top = Table(root, "", problems, WORD_KEYS)
    shipped = list_shipped_practices()
    practices: dict[str, Practice] = {}
    for number, entry in enumerate(top.items("practices"), start=1):
        item = Table(entry, f"practices[{number}]", problems, PRACTICE_KEYS)
        values = [item.text(name, required=True) or "" for name in PRACTICE_KEYS] if item.fields else []
        if not values or not values[0]:
            continue
        if not _PRACTICE_ID.fullmatch(values[0]):
            item.add("id", f"{values[0]} is no id", "use small letters, digits and _")
        if values[0] in shipped or values[0] in practices:
            item.add("id", f"there is a practice {values[0]} already", "choose another id, or only add forms to it")
        practices[values[0]] = Practice(**dict(zip(PRACTICE_KEYS, values, strict=True)))
    forms = []
    for number, entry in enumerate(top.items("forms"), start=1):
        item = Table(entry, f"forms[{number}]", problems, FORM_KEYS)
        if item.fields and (found := _read_forms(item, (*shipped, *practices))):
            forms.append(found)
    return tuple(practices.values()), tuple(forms)


def _read_forms(item: Table, practices: Collection[str]) -> ExtraForms | None:
    practice = item.text("practice", required=True)
    if practice is not None and practice not in practices:
        item.add("practice", f"there is no practice {practice}", list_choices(practice, practices))
    words = item.texts("forms")
    if not item.has("forms"):
        item.add("forms", "is missing", "list at least one word or phrase")
    elif item.fields["forms"].value in ((), ""):
        item.add("forms", "holds no word", "list at least one word or phrase")
    if practice is None or not words:
        return None
    return ExtraForms(
        practice=practice, forms=words, examples=item.texts("examples"), counterexamples=item.texts("counterexamples")
    )
