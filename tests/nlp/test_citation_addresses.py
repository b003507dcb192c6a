"""The address that an identifier stands for, on the date of the text that cites it."""

from __future__ import annotations

import pytest

from nlp.citation_addresses import address_of
from nlp.lexicons import load_lexicon

LAWS = load_lexicon("laws")["laws"]


@pytest.mark.parametrize(
    ("identifier", "article", "date", "address"),
    [
        ("BWBR0015703", None, "2016-05-01", "https://wetten.overheid.nl/BWBR0015703/2016-05-01"),
        ("BWBR0015703", "17", "2012-05-01", "https://wetten.overheid.nl/jci1.3:c:BWBR0015703&artikel=17&z=2012-05-01&g=2012-05-01"),
        ("BWBR0005289", "6:162", None, "https://wetten.overheid.nl/jci1.3:c:BWBR0005289&artikel=162"),
        ("BWBR0005537", "3:2", None, "https://wetten.overheid.nl/jci1.3:c:BWBR0005537&artikel=3:2"),
        ("BWBV0001000", "8", None, "https://wetten.overheid.nl/jci1.3:v:BWBV0001000&artikel=8"),
        ("32016R0679", "6", "2020-01-01", "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX:32016R0679"),
        ("12012E/TXT", "16", None, "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX:12012E/TXT"),
        ("ECLI:NL:HR:2031:1", None, None, "https://deeplink.rechtspraak.nl/uitspraak?id=ECLI:NL:HR:2031:1"),
        ("kst-44123-6", None, None, "https://zoek.officielebekendmakingen.nl/kst-44123-6.html"),
        ("gmb-2030-9", None, None, "https://zoek.officielebekendmakingen.nl/gmb-2030-9.html"),
        ("CVDR765432", None, "2030-01-01", "https://lokaleregelgeving.overheid.nl/CVDR765432"),
        ("LJN:ZZ1234", None, None, None),
        ("", None, None, None),
        (None, "3", "2030-01-01", None),
    ],
)  # fmt: skip
def test_an_identifier_gives_an_address(
    identifier: str | None, article: str | None, date: str | None, address: str | None
) -> None:
    assert address_of(identifier, article, date) == address


@pytest.mark.parametrize(
    ("identifier", "date", "day"),
    [
        ("BWBR0011468", "2017-03-01", "2017-03-01"),
        ("BWBR0011468", "2021-03-01", "2018-05-24"),
        ("BWBR0045754", "2021-03-01", "2022-05-01"),
        ("BWBR0015703", "1999-01-01", "2004-01-01"),
        ("BWBR0015703", "2031-01-01", "2031-01-01"),
    ],
)
def test_the_text_is_that_in_force_on_the_day_or_the_nearest(identifier: str, date: str, day: str) -> None:
    assert address_of(identifier, date=date) == f"https://wetten.overheid.nl/{identifier}/{day}"


@pytest.mark.parametrize("date", ["2030", "gisteren", "", None])
def test_without_a_whole_date_the_address_is_that_of_the_law(date: str | None) -> None:
    assert address_of("BWBR0005537", date=date) == "https://wetten.overheid.nl/BWBR0005537"


@pytest.mark.parametrize("law", [law for law in LAWS if law["identifier"]], ids=lambda law: law["norm"])
def test_every_law_with_an_identifier_has_an_address(law: dict[str, str]) -> None:
    address = address_of(law["identifier"], "1", "2030-01-01")
    assert address is not None
    assert address.startswith(("https://wetten.overheid.nl/jci1.3:", "https://eur-lex.europa.eu/"))
