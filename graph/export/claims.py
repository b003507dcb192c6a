"""The claims of a case with their evidence, as they are exchanged, and the text form of their fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import yaml

from staving.dossier import Dossier
from staving.errors import StavingError
from staving.schema import Argument, Evidence, Origin, Premise, Proposition
from staving.store import Store

T = TypeVar("T")

_UNWRITABLE = re.compile("[\\\\\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold or does not keep (a carriage return), and the backslash that marks it."""

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


class ExchangeError(StavingError):
    """A file of another program that cannot be read; the remedy is to mend the file named in the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMap:
    """Claims with what supports and attacks them."""

    title: str = ""
    """What the case is called."""
    propositions: tuple[Proposition, ...] = ()
    """The propositions, in order."""
    arguments: tuple[Argument, ...] = ()
    """The arguments, in order."""
    premises: tuple[Premise, ...] = ()
    """The premises, in order."""
    origins: tuple[Origin, ...] = ()
    """From whom the evidence comes."""
    evidence: tuple[Evidence, ...] = ()
    """Links between passages and propositions, whatever their state."""


def read_map(store: Store | None, dossier: Dossier) -> ClaimMap:
    """Return the claims of a case with the evidence of the store.

    Args:
        store: The evidence store; None for the claims alone.
        dossier: The case.
    """
    known = {item.id for item in dossier.propositions}
    evidence = (
        tuple(item for item in store.iterate(Evidence, order='"id"') if item.proposition_id in known) if store else ()
    )
    used = {item.origin_id for item in evidence}
    return ClaimMap(
        title=dossier.title,
        propositions=dossier.propositions,
        arguments=dossier.arguments,
        premises=dossier.premises,
        origins=tuple(item for item in store.iterate(Origin, order='"id"') if item.id in used) if store else (),
        evidence=evidence,
    )


def check_map(claims: ClaimMap, name: str) -> None:
    """Refuse claims that refer to what is not there, or hold something twice.

    Args:
        claims: The claims.
        name: The file, for the message.

    Raises:
        ExchangeError: They do.
    """
    known: dict[str, set[str]] = {}
    for what, records in (
        ("proposition", claims.propositions),
        ("argument", claims.arguments),
        ("origin", claims.origins),
        ("evidence", claims.evidence),
    ):
        ids = known.setdefault(what, set())
        for record in records:
            if record.id in ids:
                raise ExchangeError(f"{name}: {what} {record.id!r} is there twice; give each its own id")
            ids.add(record.id)
    if not known["proposition"]:
        raise ExchangeError(f"{name}: holds no proposition; see the forms in docs/exchange.md")
    references: list[tuple[str, str | None, str]] = []
    references += [("proposition", item.parent, f"proposition {item.id!r}") for item in claims.propositions]
    for step in claims.arguments:
        references.append(("proposition", step.conclusion, f"argument {step.id!r}"))
        references.append(("argument", step.undercuts, f"argument {step.id!r}"))
        if (step.conclusion is None) == (step.undercuts is None):
            raise ExchangeError(f"{name}: argument {step.id!r} needs either a conclusion or an argument to undercut")
    for premise in claims.premises:
        references.append(("argument", premise.argument_id, f"premise {premise.id!r}"))
        references.append(("proposition", premise.proposition_id, f"premise {premise.id!r}"))
    for link in claims.evidence:
        references.append(("proposition", link.proposition_id, f"evidence {link.id!r}"))
        references.append(("origin", link.origin_id, f"evidence {link.id!r}"))
    for what, wanted, where in references:
        if wanted is not None and wanted not in known[what]:
            raise ExchangeError(f"{name}: {where} refers to unknown {what} {wanted!r}; add it or mend the id")


# --- fields as text -----------------------------------------------------------------------------------------


def flatten(record: Any) -> dict[str, str]:
    """Return the fields of a record as text: words as they are, all else as JSON; a field without value is left out."""
    found = {}
    for item in fields(record):
        value = getattr(record, item.name)
        if value is not None:
            found[item.name] = str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return found


def restore(kind: type[T], given: Mapping[str, str], where: str) -> T:
    """Return the record that such fields describe; unknown fields are ignored.

    Args:
        kind: What it is.
        given: The fields.
        where: File and place, for the message.

    Raises:
        ExchangeError: A field is missing or has no such value.
    """
    values: dict[str, Any] = {}
    hints = _list_hints(kind)  # type: ignore[arg-type]  # a class can be hashed
    for item in fields(kind):  # type: ignore[arg-type]  # only records are given
        if item.name not in given:
            if item.default is MISSING and item.default_factory is MISSING:
                if not _may_be_none(hints[item.name]):
                    raise ExchangeError(f"{where}: {item.name} is missing; see docs/exchange.md")
                values[item.name] = None
            continue
        text = given[item.name]
        allowed = item.metadata.get("values")
        if allowed and text not in set(allowed):
            raise ExchangeError(f"{where}: {item.name} cannot be {text!r}; give one of {', '.join(allowed)}")
        values[item.name] = _read_value(hints[item.name], text, f"{where}: {item.name}")
    return kind(**values)


@lru_cache(maxsize=16)
def _list_hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _may_be_none(hint: Any) -> bool:
    return NoneType in get_args(hint)


def _read_value(hint: Any, text: str, where: str) -> Any:
    kinds = [item for item in (get_args(hint) or (hint,)) if item is not NoneType]
    if hint is str or (str in kinds and _may_be_none(hint)):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ExchangeError(f"{where}: {text[:40]!r} is no JSON ({problem}); mend it") from problem
    shape = _SHAPES.get(getattr(hint, "__origin__", hint), object)
    if not isinstance(value, shape) or (isinstance(value, bool) and shape is not bool):
        raise ExchangeError(f"{where}: {text[:40]!r} is of another type; mend it")
    if isinstance(value, list):
        if not all(isinstance(item, str) for item in value):
            raise ExchangeError(f"{where}: {text[:40]!r} is no list of words; mend it")
        return tuple(value)
    return float(value) if hint is float else value


_SHAPES: dict[Any, Any] = {tuple: list, dict: dict, bool: bool, int: int, float: (int, float)}


def escape(text: str) -> str:
    r"""Return a text without characters that XML cannot hold: they stand as \u and four digits, as does a backslash.

    >>> escape("a\\b\x00")
    'a\\u005cb\\u0000'
    """
    return _UNWRITABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def unescape(text: str) -> str:
    """Undo `escape`."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


# --- the case file ------------------------------------------------------------------------------------------


def write_claims_yaml(claims: ClaimMap) -> str:
    """Return the claims as a `claims.yaml`; evidence is not part of a case file."""
    parts = {
        "propositions": [_tidy_proposition(item) for item in claims.propositions],
        "arguments": [_tidy_argument(item, claims.premises) for item in claims.arguments],
    }
    return yaml.safe_dump(
        {key: value for key, value in parts.items() if value}, allow_unicode=True, sort_keys=False, width=110
    )


def _tidy_proposition(item: Proposition) -> dict[str, Any]:
    bounds = {"from": item.valid_from, "to": item.valid_to}
    valid = {key: value for key, value in bounds.items() if value}
    row = {
        "id": item.id,
        "statement": item.statement,
        "kind": str(item.kind),
        "side": str(item.side),
        "parent": item.parent,
        "norms": list(item.norms),
        "burden": str(item.burden),
        "standard": str(item.standard),
        "valid": valid,
        "cues": item.cues,
    }
    return {key: value for key, value in row.items() if value}


def _tidy_argument(item: Argument, premises: Iterable[Premise]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": item.id, "conclusion": item.conclusion}
    row["premises"] = [
        {"id": premise.proposition_id, "role": str(premise.role)}
        for premise in premises
        if premise.argument_id == item.id
    ]
    extra = {"polarity": str(item.polarity), "scheme": item.scheme, "undercuts": item.undercuts}
    return row | {key: value for key, value in extra.items() if value}
