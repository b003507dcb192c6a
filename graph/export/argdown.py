r"""Claims as Argdown (Voigt 2018, argdown.org): text that people write and read.

Written is one block for each proposition and argument:

    [P07]: De burger is afhankelijk van de ambtenaar {"kind": "fact"}

    <A17> {"scheme": "rule_to_case"}
      +> [C5.1]
      + [P07]
      + [P29]

The data between braces hold the fields that Argdown has no word for. Evidence is not written: its words are somebody's
property. `graph.export.argdown_reader` reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from graph.export.argdown_reader import FIELDS, unescape_text
from graph.export.claims import ClaimMap
from staving.schema import Burden, Polarity, PremiseRole, Standard

_PLAIN_NAME = re.compile(r"[^\[\]<>{}\\\n\r\x00-\x1f]+")
_SPECIAL = re.compile(r"([\\\[\]<>{}#@*_/%|()+-])")

_DEFAULTS = {"burden": Burden.CLAIMANT, "standard": Standard.PREPONDERANCE}
"""Values that are not written."""


def write(claims: ClaimMap) -> str:
    """Return the claims as Argdown."""
    names = _name_all([*(item.id for item in claims.propositions)])
    steps = _name_all([*(item.id for item in claims.arguments)])
    blocks = [f"===\ntitle: {_dump(claims.title)}\n==="]
    for item in claims.propositions:
        data: dict[str, Any] = {"id": item.id} if names[item.id] != item.id else {}
        data |= {key: value for key in FIELDS if (value := getattr(item, key)) and value != _DEFAULTS.get(key)}
        text = _escape(item.statement)
        if unescape_text(" ".join(text.split())) != item.statement or not item.statement:
            data["statement"] = item.statement
        blocks.append(f"[{names[item.id]}]: {' '.join(text.split())} {_dump(data)}")
    for step in claims.arguments:
        data = {"id": step.id} if steps[step.id] != step.id else {}
        if step.scheme is not None:
            data["scheme"] = step.scheme
        premises = [item for item in claims.premises if item.argument_id == step.id]
        roles = {item.proposition_id: str(item.role) for item in premises if item.role != PremiseRole.ORDINARY}
        if roles:
            data["roles"] = roles
        if step.conclusion is None and step.polarity != Polarity.PRO:
            data["polarity"] = str(step.polarity)
        lines = [f"<{steps[step.id]}>{f' {_dump(data)}' if data else ''}"]
        if step.conclusion is not None:
            lines.append(f"  {'+' if step.polarity == Polarity.PRO else '-'}> [{names[step.conclusion]}]")
        elif step.undercuts is not None:
            lines.append(f"  _> <{steps[step.undercuts]}>")
        lines += [
            f"  {'-' if item.role == PremiseRole.EXCEPTION else '+'} [{names[item.proposition_id]}]"
            for item in premises
        ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _name_all(ids: Sequence[str]) -> dict[str, str]:
    """Return a name for each id that can stand between brackets: the id itself where it can."""
    found = {item: item for item in ids if _PLAIN_NAME.fullmatch(item) and item == " ".join(item.split())}
    taken = set(found)
    for number, item in enumerate(ids):
        if item not in found:
            name = f"x{number}"
            while name in taken:
                name += "x"
            taken.add(name)
            found[item] = name
    return found


def _dump(data: Any) -> str:
    """Return data as JSON on one line; what does not print is written as escapes."""
    plain = json.dumps(data, ensure_ascii=False)
    return plain if plain.isprintable() else json.dumps(data)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
