"""Read an entry of the algorithm register: its own field gives the status, its own words the practice.

Every entry speaks of an algorithm, so the lexicon of practices would fire on all of them. A narrower set of
patterns (`lexicon/register_practices.json`) asks that the entry itself says that it picks out, scores, matches or
watches people.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from spacy.tokens import Doc

from nlp.lexicons import load_lexicon
from nlp.patterns import PatternSet, fold
from nlp.times import read_times
from staving.schema import Assertion, Status, derive_id

STATUS = {
    "in_gebruik": Status.IN_USE,
    "ontwikkeling": Status.CONSIDERED,
    "in_ontwikkeling": Status.CONSIDERED,
    "buiten_gebruik": Status.STOPPED,
}


@cache
def _rules() -> tuple[PatternSet, PatternSet]:
    lexicon = load_lexicon("register_practices")
    practices = lexicon["practices"]
    return (
        PatternSet({name: row["patterns"] for name, row in practices.items()}, lexicon["classes"]),
        PatternSet({name: row["unless"] for name, row in practices.items()}, lexicon["classes"]),
    )


def read_entry_status(fields: dict[str, Any]) -> Status | None:
    """Return the status that the entry's own field states, or None where it states none."""
    value = str(fields.get("status") or "").strip().lower().replace(" ", "_")
    return STATUS.get(value)


def find_entry_assertions(
    doc: Doc, sentences: Sequence[tuple[int, int]], document_id: str, municipality: str, status: Status
) -> list[Assertion]:
    """Return the practices that an entry says of itself, each once.

    Args:
        doc: Text of the entry.
        sentences: Its sentences, as ranges of tokens.
        document_id: The document.
        municipality: Code of the municipality whose entry it is.
        status: Status by the entry's own field.
    """
    patterns, refusals = _rules()
    everything = [fold(token.text) for token in doc]
    refused = {match.name for match in refusals.find(everything)}
    found: dict[str, Assertion] = {}
    for start, end in sentences:
        for match in patterns.find([fold(doc[index].text) for index in range(start, end)]):
            if match.name in refused or match.name in found:
                continue
            first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1].text)
            text = doc.text[first:last]
            last = first + len(text.rstrip())
            times = read_times(text, status)
            found[match.name] = Assertion(
                id=derive_id(document_id, municipality, match.name, status, first, last),
                document_id=document_id,
                municipality=municipality,
                practice=match.name,
                status=status,
                start=first,
                end=last,
                text=doc.text[first:last],
                since=times.since if status == Status.IN_USE else None,
                until=times.until if status == Status.STOPPED else None,
                rule=f"register entry; {match.source}; status by its own field",
            )
    return list(found.values())
