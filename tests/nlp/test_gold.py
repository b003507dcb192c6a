"""Each sentence of the gold set, one by one; what is not read rightly is listed by name."""

import json

import pytest

from nlp.annotate import annotate
from staving.resources import data_path
from staving.schema import TextItem

MISSED = "the practice, or who does it, is missed"
MISREAD = "the status is read wrongly"
TOO_MANY = "a statement too many"

KNOWN_FAILURES = {
    "assertions": {
        "De raad van Boekel nam een motie aan die cameratoezicht in de spreekkamers verbiedt.": "the parser loses the "
        "relative clause behind the particle",
        "Cranendonck heeft de knop waarmee de opname begint nog geen enkele keer gebruikt.": MISREAD,
        "Landerd gebruikte, voordat het in 2022 opging in Maashorst, een risicomodel.": MISREAD,
        "Simpelveld haalde de camera's weg en hing ze een jaar later weer op.": MISSED,
        "Geen bezwaar gemaakt? Dan gaat Stein ervan uit dat u instemt met de opname.": MISSED,
        "Bergen op Zoom verwerpt de suggestie dat het inwoners zou bespieden.": MISREAD,
        "De FNV vindt dat geen enkele gemeente mag filmen, ook Westvoorne niet.": TOO_MANY,
        "De gemeente Papendrecht gaat na of haar algoritmes voldoen aan de wet.": MISSED,
        "Behalve in Best worden nergens in de regio gesprekken gefilmd.": MISREAD,
        "De microfoons in de spreekkamers van Ermelo blijven voorlopig uit.": MISREAD,
        "De rechter verbood Nijkerk nog langer met een verborgen camera te filmen.": MISSED,
        "Barneveld neemt afstand van het idee om inwoners te laten volgen.": MISSED,
        "Buren voerde eerst een DPIA uit en hing daarna pas de camera's op.": MISSED,
        "Neder-Betuwe vroeg de Autoriteit Persoonsgegevens vooraf om advies.": MISSED,
        "Peel en Maas kiest voor een tweede medewerker in plaats van een camera.": MISSED,
        "Bernheze noemt opnames een laatste redmiddel.": MISSED,
        "De verplichte melding bij de toezichthouder bleef in Beverwijk uit.": MISSED,
        "Velsen zegt de Autoriteit Persoonsgegevens netjes te hebben ingelicht.": MISSED,
        "Purmerend en Beemster wisselden tot de fusie bestanden uit.": MISREAD,
        "Lisse bewaart de opnamen een jaar, Hillegom slechts een week.": MISREAD,
        "De minister wil dat gemeenten als Molenlanden stoppen met algoritmes.": TOO_MANY,
        "De handhavers van Ede lopen rond met een camera op hun borst.": MISSED,
        "Rechercheurs van Ede lagen voor de deur van een bijstandsgerechtigde.": TOO_MANY,
        "Op de deur van de spreekkamer in Ede staat dat er gefilmd wordt.": MISSED,
    },
    "municipalities": {
        "Best filmt iedereen weleens iets.": "an ordinary word before its verb looks like a name",
        "De Utrechtse Heuvelrug is mooi bij herfst.": "the hills and the municipality share a name",
        "De Bredanaars pikken het niet.": "demonyms of people are not read",
        "Twee Rotterdammers klaagden.": "demonyms of people are not read",
        "Goed, Goes niet.": "a pun on a name",
    },
}


def gold(name):
    path = data_path("gold", "reading", f"{name}.jsonl")
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        pytest.param(
            row,
            id=row["id"],
            marks=[pytest.mark.xfail(reason=KNOWN_FAILURES[name][row["text"]], strict=True)]
            if row["text"] in KNOWN_FAILURES[name]
            else [],
        )
        for row in rows
        if "id" in row
    ]


def read(row):
    return next(iter(annotate([TextItem(id=row["id"], text=row["text"], date=row.get("date"))])))


@pytest.mark.parametrize("row", gold("assertions"))
def test_the_assertions_of_a_sentence(row):
    free = {(item["municipality"], item["practice"]) for item in row.get("optional", ())}
    found = {
        (item.municipality, item.practice, str(item.status))
        for item in read(row).assertions
        if (item.municipality, item.practice) not in free
    }
    wanted = [
        {(item["municipality"], item["practice"], status) for status in (item["status"], *item.get("also_status", ()))}
        for item in row["assertions"]
    ]
    assert all(found & accepted for accepted in wanted)
    assert found <= set().union(*wanted)


@pytest.mark.parametrize("row", gold("municipalities"))
def test_the_municipalities_of_a_sentence(row):
    found = {(item.start, item.end, item.value) for item in read(row).mentions if item.kind == "municipality"}
    assert found == {(item["start"], item["end"], item["code"]) for item in row["mentions"]}
