"""Names under which municipalities publish, and whose document a record is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from staving.gazetteer import read_gazetteer


def list_names(code: str) -> tuple[str, ...]:
    """Return the names under which a municipality may stand in a register, the official one first.

    Registers write Bergen (NH) or Hengelo where the official names are Bergen (NH.) and Hengelo (O.).

    Args:
        code: CBS code; of one that is not known there are no names.

    >>> list_names("GM0303")
    ('Dronten',)
    """
    gazetteer = read_gazetteer()
    municipality = gazetteer.municipalities.get(code)
    if municipality is None:
        return ()
    names = [municipality.name]
    names += sorted(
        place.name
        for places in gazetteer.places.values()
        for place in places
        if place.code == code and place.kind == "municipality" and place.is_alias
    )
    found: list[str] = []
    for name in names:
        plain = re.sub(r"\s*\([^)]*\)", "", name)
        found += [name, name.replace(".)", ")")]
        if plain != name and {item.id for item in gazetteer.find_named(plain) if item.valid_to is None} <= {code}:
            found.append(plain)
    return tuple(dict.fromkeys(found))


def is_of(name: str | None, codes: Iterable[str]) -> bool:
    """Tell whether the body with a name is one of some municipalities; any body is where none are asked for.

    Args:
        name: Name as a register writes it: Dronten, Gemeente Dronten, Utrecht (Utr).
        codes: CBS codes; empty for all bodies.

    >>> is_of("gemeente Dronten", ["GM0303"]), is_of("Bergen op Zoom", ["GM0373"]), is_of("wie ook", [])
    (True, False, True)
    """
    wanted = set(codes)
    if not wanted:
        return True
    gazetteer = read_gazetteer()
    own = gazetteer.find_named(name or "") or gazetteer.find_named(re.sub(r"\s*\([^)]*\)\s*\Z", "", name or ""))
    return any(item.id in wanted for item in own)


def find_name(code: str) -> str | None:
    """Return the official name of a municipality, or None.

    Args:
        code: CBS code, also as registers of the state write it: gm0303.
    """
    municipality = read_gazetteer().municipalities.get(code.upper())
    return municipality.name if municipality else None
