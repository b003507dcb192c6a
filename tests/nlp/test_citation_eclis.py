"""ECLIs as they stand in judgments: 20,000 well-formed ones in every surrounding, and malformed ones.

The form is that of the Council conclusions on the European Case Law Identifier (2011/C 127/01); the codes of the
Dutch courts are those of the register on rechtspraak.nl. The numbers are drawn at random.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from nlp.citations import find_citations

COUNT = 20_000
WANTED = 0.995

DUTCH = (
    "HR PHR CRVB RVS CBB GHAMS GHARL GHDHA GHSHE RBAMS RBDHA RBGEL RBLIM RBMNE RBNHO RBNNE RBOBR RBOVE RBROT RBZWB "
    "GHSGR GHARN GHLEE RBALK RBALM RBARN RBASS RBBRE RBDOR RBGRO RBHAA RBLEE RBMAA RBMID RBROE RBSGR RBSHE RBUTR RBZUT "
    "RBZLY TAHVD TADRARL TGZRAMS TGZCTG OGEAA OGEAC OGHACMB"
).split()
BEFORE = [
    "",
    " ",
    "(",
    "[",
    "{",
    "<p>",
    "„",
    "“",
    '"',
    "'",
    "‘",
    "/",
    "-",
    "–",
    "—",
    "\n",
    "\t",
    "&nbsp;",
    ";",
    ",",
    "=",
]
AFTER = [
    *".,;:)]}>\"'’”!?…/–—-|*", "", " ", "\n", ").", "]).", "&nbsp;", "</a>", ".\n", ": zie", " (", "\u00a0", "’.", "”)",
    "-uitspraak", " r.o. 4",
]  # fmt: skip


def draw_identifiers(chance: random.Random, count: int) -> Iterator[str]:
    """Yield well-formed identifiers: Dutch ones, of the two European courts and of other member states."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for _ in range(count):
        kind = chance.random()
        year = chance.randint(1995, 2026)
        if kind < 0.5:
            yield f"ECLI:NL:{chance.choice(DUTCH)}:{year}:{chance.randint(1, 15000)}"
        elif kind < 0.75:
            letter = "".join(chance.choices(letters, k=2))
            yield f"ECLI:NL:{chance.choice(DUTCH)}:{chance.randint(1913, 2026)}:{letter}{chance.randint(0, 9999):04}"
        elif kind < 0.83:
            yield f"ECLI:EU:{chance.choice('CTF')}:{chance.randint(1954, 2026)}:{chance.randint(1, 1200)}"
        elif kind < 0.91:
            day = f"{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
            sort = chance.choice(["JUD", "DEC", "REP"])
            yield f"ECLI:CE:ECHR:{year}:{day}{sort}{chance.randint(0, 999999999):09}"
        elif kind < 0.94:
            yield f"ECLI:BE:CASS:{year}:ARR.{year}0{chance.randint(1, 9)}12.{chance.randint(1, 9)}"
        elif kind < 0.97:
            senate = "".join(chance.choices(letters, k=4))
            yield f"ECLI:DE:BGH:{year}:{chance.randint(10000, 99999)}U{senate}{chance.randint(1, 300)}.13.0"
        elif kind < 0.985:
            yield f"ECLI:FR:CCASS:{year}:C{chance.randint(100000, 999999)}"
        else:
            chamber = f"0{chance.randint(1, 9)}0OB00{chance.randint(100, 999)}"
            yield f"ECLI:AT:OGH0002:{year}:{chamber}.{chance.choice(letters)}000"


def write_identifier(chance: random.Random, identifier: str) -> str:
    """Return the identifier as a text might write it: whole, cut behind a colon, or in lower case."""
    way = chance.random()
    if way < 0.8:
        return identifier
    if way < 0.86:
        return identifier.replace(":", ": ")
    if way < 0.9:
        return identifier.replace(":", ": ", 1)
    if way < 0.94:
        parts = identifier.rsplit(":", chance.randint(1, 2))
        return parts[0] + ":\n" + ":".join(parts[1:])
    if way < 0.97 and identifier.startswith(("ECLI:NL", "ECLI:EU", "ECLI:CE")):
        return identifier.lower()
    return "ECLI:\u00ad" + identifier.removeprefix("ECLI:")


def test_well_formed_eclis_are_found_whatever_stands_around_them() -> None:
    chance = random.Random(2011)
    missed: list[str] = []
    for identifier in draw_identifiers(chance, COUNT):
        written = write_identifier(chance, identifier)
        before = "Zie de uitspraak van 3 mei" + (chance.choice(BEFORE) or " ")
        text = before + written + chance.choice(AFTER) + chance.choice(["", " De rechtbank", " en verder", "\nVolgens"])
        found = [m for m in find_citations(text) if m.value == "ECLI"]
        if len(found) != 1 or found[0].identifier != identifier or found[0].start != len(before):
            missed.append(text)
            continue
        # With "r.o. 4" behind it the span goes on to the number of the consideration.
        if found[0].paragraph is None and found[0].text != written:
            missed.append(text)
    assert len(missed) <= COUNT * (1 - WANTED), missed[:10]


def test_two_eclis_with_one_mark_between_them_are_both_found() -> None:
    chance = random.Random(7)
    eclis = list(draw_identifiers(chance, 2000))
    for mark in ["/", ", ", "; ", "\n", " en ", ",", ";", " - ", "|", "&nbsp;"]:
        found = [m.identifier for m in find_citations(mark.join(eclis))]
        assert found == eclis, mark


@pytest.mark.parametrize("mark", AFTER)
@pytest.mark.parametrize(
    "malformed",
    [
        "ECLI:NL:2019:1234",
        "ECLI:NL::2019:1234",
        "ECLI:2019:1234",
        "ECLI:ZZ:RBAMS:2019:1234",
        "ECLI:XX:HR:2019:1234",
        "ECLI:RBAMS:2019:1234",
        "ECLI:NL:RBAMS:2019:2019:1234",
        "ECLI:NL:RBAMS:2019:2019:AB1234",
        "ECLI:NL:RBAMS:20192019:1234",
        "ECLI:NL:RBAMS:1719:1234",
        "ECLI:NL:RBAMS:2199:1234",
        "ECLI:NL:RBAMS:19:1234",
        "ECLI:NL:RBAMS:201:1234",
        "ECLI:NL:RBAMS:20190:1234",
        "ECLI:NL:RBAMS:2019:",
        "ECLI:NL:RBAMS:2019",
        "ECLI:NL:RBAMSTERDAM:2019:1234",
        "ECLI:NL:RBAMS:2019:12345678901234567890123456",
        "ECLI:NL:RBAMS:RBAMS:2019:1234",
        "ECLI:NLD:RBAMS:2019:1234",
        "ECLI-NL-RBAMS-2019-1234",
    ],
)
def test_malformed_eclis_are_refused(malformed: str, mark: str) -> None:
    assert find_citations(f"Zie {malformed}{mark}") == []


def test_a_stray_colon_behind_an_ecli_does_no_harm() -> None:
    for text in ("ECLI:NL:HR:2031:77:", "ECLI:NL:HR:2031:77: de Hoge Raad", "ECLI:NL:HR:2031:77:r.o."):
        (mention,) = find_citations(text)
        assert mention.identifier == "ECLI:NL:HR:2031:77"


@pytest.mark.parametrize("number", [25, 26])
def test_the_number_of_an_ecli_has_at_most_25_characters(number: int) -> None:
    assert len(find_citations("ECLI:NL:HR:2031:" + "1" * number)) == (number == 25)
