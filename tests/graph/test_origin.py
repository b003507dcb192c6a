"""The five rules of independence on invented items: how many independent origins, and who they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.formats import attribute_line
from graph.origin import Item, attribute, count_independent
from graph.speaker import find_party
from staving.resources import data_path
from staving.schema import OriginKind

Row = tuple[str, str, str, str | None, str]  # outlet, publisher, date, speaker, text

CASES: list[tuple[str, list[Row], int, int, list[set[int]]]] = [
    (
        "two papers, one spokesman",
        [
            ("Trouw", "DPG Media", "2021-11-09", "woordvoerder van de gemeente Zeewolde", "De proef loopt nog."),
            ("NRC", "Mediahuis", "2021-11-10", "gemeentewoordvoerder Zeewolde", "Er wordt nog getest."),
        ],
        1,
        1,
        [{0, 1}],
    ),
    (
        "alderman, mayor and council letter",
        [
            ("Trouw", "DPG Media", "2021-11-09", "wethouder Bakker (Zeewolde)", "De proef loopt nog."),
            ("NRC", "Mediahuis", "2021-11-10", "burgemeester van Zeewolde", "Er wordt nog getest."),
            ("Gemeente Zeewolde, raadsbrief", "gemeente Zeewolde", "2021-11-11", None, "Wij zetten de proef voort."),
        ],
        1,
        1,
        [{0, 1, 2}],
    ),
    (
        "an alderman without a town, beside the municipality",
        [
            ("Trouw", "DPG Media", "2021-11-09", "wethouder Bakker", "De proef loopt nog."),
            ("NRC", "Mediahuis", "2021-11-10", "gemeente Zeewolde", "Er wordt nog getest."),
        ],
        1,
        1,
        [{0, 1}],
    ),
    (
        "one lecturer in two papers, once with her name only",
        [
            (
                "Trouw",
                "DPG Media",
                "2021-11-09",
                "Marijke Veldhuis, hoogleraar bestuursrecht in Leiden",
                "Dit mag niet.",
            ),
            ("NRC", "Mediahuis", "2021-11-10", "Marijke Veldhuis", "Hiervoor ontbreekt een basis in de wet."),
            ("AD", "DPG Media", "2021-11-11", "hoogleraar Veldhuis", "Het kan niet door de beugel."),
        ],
        1,
        1,
        [{0, 1, 2}],
    ),
    (
        "two residents without a name",
        [
            ("Trouw", "DPG Media", "2021-11-09", "bijstandsgerechtigde", "Ik zag het lampje branden."),
            ("NRC", "Mediahuis", "2021-11-10", "een bijstandsgerechtigde", "Er stond een toestel op tafel."),
        ],
        2,
        2,
        [{0}, {1}],
    ),
    (
        "the same agency report, once marked",
        [
            (
                "Tubantia",
                "DPG Media",
                "2021-11-09",
                None,
                "ZEEWOLDE (ANP) - De gemeente hangt vier toestellen op in de hal van het stadhuis.",
            ),
            (
                "De Telegraaf",
                "Mediahuis",
                "2021-11-09",
                None,
                "De gemeente hangt vier toestellen op in de hal van het stadhuis.",
            ),
        ],
        1,
        1,
        [{0, 1}],
    ),
    (
        "two agency reports in different words",
        [
            ("Tubantia", "DPG Media", "2021-11-09", None, "De toestellen gaan deze winter uit. Bron: ANP"),
            (
                "De Telegraaf",
                "Mediahuis",
                "2021-11-10",
                None,
                "Nog dit jaar verdwijnt de apparatuur, meldt persbureau ANP.",
            ),
        ],
        1,
        1,
        [{0, 1}],
    ),
    (
        "two agencies",
        [
            ("Tubantia", "DPG Media", "2021-11-09", None, "ZEEWOLDE (Novum) - De toestellen gaan deze winter uit."),
            (
                "De Telegraaf",
                "Mediahuis",
                "2021-11-10",
                None,
                "ZEEWOLDE (ANP) - Nog dit jaar verdwijnt alle apparatuur.",
            ),
        ],
        2,
        2,
        [{0}, {1}],
    ),
    (
        "a reference to an outlet that is not in the set, twice",
        [
            ("Tubantia", "DPG Media", "2021-11-09", None, "Dat bleek zaterdag uit onderzoek van Follow the Money."),
            ("De Telegraaf", "Mediahuis", "2021-11-10", None, "Follow the Money meldde dat de proef al jaren loopt."),
        ],
        1,
        1,
        [{0, 1}],
    ),
    (
        "a cited outlet whose own source is the municipality",
        [
            (
                "Omroep Flevoland",
                "Omroep Flevoland",
                "2021-11-09",
                "woordvoerder gemeente Zeewolde",
                "De proef is voorbij.",
            ),
            ("Security.nl", "Security.nl", "2021-11-10", None, "De proef is voorbij, zo schrijft Omroep Flevoland."),
            ("Trouw", "DPG Media", "2021-11-10", None, "Onze verslaggever zag dat de toestellen weg zijn."),
        ],
        2,
        2,
        [{0, 1}, {2}],
    ),
    (
        "the union complains, and another union confirms",
        [
            ("FNV", "FNV", "2021-11-09", None, "Wij horen dit van veel leden."),
            ("Trouw", "DPG Media", "2021-11-10", "bestuurder van FNV Uitkeringsgerechtigden", "Het gebeurt overal."),
            ("NRC", "Mediahuis", "2021-11-10", "CNV-bestuurder", "Ook onze leden klagen."),
        ],
        1,
        1,
        [{0, 1}, {2}],
    ),
    (
        "law and authority",
        [
            (
                "wetten.overheid.nl",
                "Rijksoverheid",
                "2018-05-25",
                None,
                "Verwerking is alleen rechtmatig bij een grondslag.",
            ),
            (
                "Autoriteit Persoonsgegevens",
                "Autoriteit Persoonsgegevens",
                "2019-01-01",
                None,
                "U hebt een grondslag nodig.",
            ),
            ("Trouw", "DPG Media", "2020-01-01", "voorzitter van de AP", "Zonder grondslag mag het niet."),
        ],
        1,
        1,
        [{0}, {1, 2}],
    ),
    (
        "two courts",
        [
            (
                "Rechtspraak.nl",
                "Rechtspraak",
                "2016-01-01",
                None,
                "De rechtbank Overijssel acht het onderzoek onrechtmatig.",
            ),
            ("Rechtspraak.nl", "Rechtspraak", "2017-01-01", None, "De Raad volgt de rechtbank niet."),
        ],
        2,
        2,
        [{0}, {1}],
    ),
    (
        "two papers of one house, each with work of its own",
        [
            ("De Stentor", "DPG Media", "2021-11-09", None, "Op de foto die deze krant maakte is een lens te zien."),
            ("Tubantia", "DPG Media", "2021-11-10", None, "In het logboek dat wij kregen staan dertig opnamen."),
        ],
        2,
        1,
        [{0}, {1}],
    ),
    (
        "the text names the speaker",
        [
            ("De Stentor", "DPG Media", "2021-11-09", None, "De proef loopt door, laat de gemeente Zeewolde weten."),
            ("NRC", "Mediahuis", "2021-11-10", None, "Volgens wethouder Bakker van Zeewolde is er niets mis."),
        ],
        1,
        1,
        [{0, 1}],
    ),
    (
        "former alderman and municipality",
        [
            ("De Stentor", "DPG Media", "2021-11-09", "oud-wethouder Bakker", "Het had anders gemoeten."),
            ("NRC", "Mediahuis", "2021-11-10", "gemeente Zeewolde", "De proef is voorbij."),
        ],
        2,
        2,
        [{0}, {1}],
    ),
    (
        "works council and municipality",
        [
            ("De Stentor", "DPG Media", "2021-11-09", "ondernemingsraad gemeente Zeewolde", "Er waren twee meldingen."),
            ("NRC", "Mediahuis", "2021-11-10", "gemeente Zeewolde", "Er waren honderd meldingen."),
        ],
        2,
        2,
        [{0}, {1}],
    ),
    (
        "two municipalities",
        [
            ("De Stentor", "DPG Media", "2021-11-09", "burgemeester van Urk", "Wij doen dat niet."),
            ("De Stentor", "DPG Media", "2021-11-09", "Zeewolde", "Wij ook niet."),
        ],
        2,
        1,
        [{0}, {1}],
    ),
    (
        "a press release copied by two sites",
        [
            (
                "Gemeente Zeewolde",
                "gemeente Zeewolde",
                "2021-11-08",
                None,
                "Vanaf maandag zijn alle toestellen in de kamers uitgeschakeld en weggehaald.",
            ),
            (
                "De Stentor",
                "DPG Media",
                "2021-11-09",
                None,
                "Vanaf maandag zijn alle toestellen in de kamers uitgeschakeld en weggehaald, zo is besloten.",
            ),
        ],
        1,
        1,
        [{0, 1}],
    ),
]


@pytest.mark.parametrize(
    ("rows", "independent", "publishers", "groups"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_rules(rows: list[Row], independent: int, publishers: int, groups: list[set[int]]) -> None:
    items = [
        Item(id=str(number), outlet=row[0], publisher=row[1], date=row[2], speaker=row[3], text=row[4])
        for number, row in enumerate(rows)
    ]
    found = attribute(items, complainants=("FNV",))
    together: dict[str, set[int]] = {}
    for name, attribution in found.items():
        together.setdefault(attribution.party.key.casefold(), set()).add(int(name))
    assert sorted(map(sorted, together.values())) == sorted(map(sorted, groups)), {n: a.party for n, a in found.items()}
    owners = {str(number): row[1] for number, row in enumerate(rows)}
    assert count_independent(found, owners) == (independent, publishers)


@pytest.mark.parametrize(
    ("speaker", "key", "kind"),
    [
        ("woordvoerster van de gemeente Zeewolde", "gemeente Zeewolde", OriginKind.ORGANISATION),
        ("het college van B en W van Zeewolde", "gemeente Zeewolde", OriginKind.ORGANISATION),
        ("wethouder Kees de Bruin van Zeewolde", "gemeente Zeewolde", OriginKind.ORGANISATION),
        ("Kees de Bruin, wethouder in Zeewolde", "gemeente Zeewolde", OriginKind.ORGANISATION),
        ("hoofddocent Anna de Wit (Universiteit Utrecht)", "Anna de Wit", OriginKind.PERSON),
        ("lector privacy", "lector privacy", OriginKind.PERSON),
        ("woordvoerder van de politie", "politie", OriginKind.ORGANISATION),
        ("voorzitter van de Autoriteit Persoonsgegevens", "Autoriteit Persoonsgegevens", OriginKind.ORGANISATION),
        ("woordvoerder Divosa", "Divosa", OriginKind.ORGANISATION),
        ("advocaat van de gemeente Zeewolde", "gemeente Zeewolde", OriginKind.ORGANISATION),
        ("fractievoorzitter SP Zeewolde", "fractievoorzitter SP Zeewolde", OriginKind.PERSON),
        ("Anna de Wit", "Anna de Wit", OriginKind.PERSON),
        ("demissionair minister Anna de Wit", "minister Wit", OriginKind.ORGANISATION),
        ("minister Wit", "minister Wit", OriginKind.ORGANISATION),
        ("woordvoerder", "gemeente", OriginKind.ORGANISATION),
        ("minister van Sociale Zaken", "ministerie van Sociale Zaken en Werkgelegenheid", OriginKind.ORGANISATION),
        ("oud-medewerker van de gemeente Zeewolde", "oud-medewerker van de gemeente Zeewolde", OriginKind.PERSON),
    ],
)
def test_for_whom_a_speaker_speaks(speaker: str, key: str, kind: OriginKind) -> None:
    party = find_party(speaker)
    assert (party.key, party.kind) == (key, kind)


ORIGIN_SETS = [
    json.loads(line)
    for folder in ("linking", "independent")
    for line in data_path("gold", folder, "origins.jsonl").read_text(encoding="utf-8").splitlines()
    if '"id"' in line
]

KNOWN_FAILURES = {"OS54": "a surname alone in one text, with a role in another, under a third full name"}
"""Sets that are counted wrongly, and why."""


@pytest.mark.parametrize("row", ORIGIN_SETS, ids=lambda row: row["id"])
def test_origins_are_counted_as_by_hand(row: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if row["id"] in KNOWN_FAILURES:
        request.applymarker(pytest.mark.xfail(reason=KNOWN_FAILURES[row["id"]], strict=True))
    assert attribute_line(row)["independent"] == row["independent"]
