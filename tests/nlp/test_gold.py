"""Each sentence of the gold set, one by one; what is not read rightly is listed by name."""

import json

import pytest

from nlp.annotate import annotate
from staving.resources import data_path
from staving.schema import TextItem

KNOWN_FAILURES = {
    "assertions": {
        "De raad van Boekel nam een motie aan die cameratoezicht in de spreekkamers verbiedt.": "the parser loses the "
        "relative clause behind the particle",
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
    found = {(item.municipality, item.practice, str(item.status)) for item in read(row).assertions}
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
