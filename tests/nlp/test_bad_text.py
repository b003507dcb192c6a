"""Texts that nobody would write: no crash, right offsets, and a flag where the text cannot be trusted."""

import json

import pytest
from click.testing import CliRunner

from nlp.annotate import annotate, flag_text
from staving.cli import main
from staving.schema import TextItem

SENTENCE = "De gemeente Ede filmt gesprekken, zegt wethouder Jan Smit: „Dat mag volgens artikel 6 AVG.” "


def read(text):
    annotation = next(iter(annotate([TextItem(id="x", text=text, date="2023-05-01")])))
    for item in (*annotation.mentions, *annotation.quotations, *annotation.assertions):
        assert text[item.start : item.end] == item.text
    return annotation


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "\0",
        "".join(map(chr, range(32))),
        "\ufeff" + SENTENCE,
        SENTENCE.replace(" ", "\u00a0"),
        SENTENCE.replace(" ", "\t"),
        SENTENCE.replace(" ", "\0 "),
        SENTENCE.upper(),
        SENTENCE.replace(".", ""),
        "\u202e" + SENTENCE + "\u202c",
        "„" * 500,
        "(" * 500 + ")" * 500,
        "artikel " * 500,
        "Ede, " * 500,
        "😀" * 300 + SENTENCE,
        "e\u0301" * 200 + SENTENCE,
        "12345 " * 300,
        "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace") + SENTENCE,
    ],
    ids=range(20),
)
def test_offsets_are_right_in_any_text(text):
    read(text)


@pytest.mark.parametrize("text", [SENTENCE * 3, "\ufeff" + SENTENCE, "\x07" + SENTENCE, SENTENCE.rstrip(" ”.")])
def test_what_stands_around_a_sentence_does_not_hide_it(text):
    found = {(item.municipality, item.practice) for item in read(text).assertions}
    assert ("GM0228", "video_recording") in found


def test_a_long_line_without_sentence_ends_is_read():
    words = "de gemeente Ede filmt gesprekken en meer dan dat en "
    annotation = read(words * 400)
    assert len([item for item in annotation.mentions if item.kind == "municipality"]) == 400


def test_a_long_run_without_spaces_is_passed_over_quickly():
    assert read("a" * 300_000).mentions == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council of the town has decided that the cameras will be removed from all of the rooms.", "en"),
        ("Der Stadtrat hat beschlossen, dass die Kameras in den Räumen nicht mehr gebraucht werden.", "de"),
        ("It kolleezje hat besletten dat de kamera's net mear brûkt wurde en dat se foar maart fuort binne.", "fy"),
        ("Le conseil de la ville a décidé que les caméras ne sont pas utiles dans les salles.", "fr"),
    ],
)
def test_another_language_is_flagged_and_not_read(text, language):
    annotation = read(text)
    assert annotation.flags == (f"language:{language}",)
    assert annotation.mentions == annotation.assertions == ()


@pytest.mark.parametrize(
    "text",
    [
        "Zij zei: 'This is not what we wanted and it has to stop.' De wethouder van Ede wil daar niet op ingaan.",
        "Ede, Epe, Best, Goes, Houten, Putten, Leiden, Sluis, Buren, Laren, Huizen, Weert en Oss.",
        "Camera's weg uit spreekkamers Gouda",
        "Ede filmt.",
        "Urk had camera's in de spreekkamers. De wethouder liet ze in mei weghalen.",
    ],
)
def test_a_dutch_text_with_foreign_words_or_few_words_is_read(text):
    assert flag_text(text) == ()


def test_wrongly_decoded_letters_are_flagged_and_the_text_is_read():
    text = "De gemeente Ede filmt gesprekken met cliÃ«nten."
    annotation = read(text)
    assert annotation.flags == ("encoding",)
    assert [item.municipality for item in annotation.assertions] == ["GM0228"]
    assert flag_text("De cliënt vond het té gek: “Ça va”, zei Zoë.") == ()


def test_the_command_flags_a_text_and_goes_on():
    lines = [
        {"id": 1, "text": "The council of the town has decided that the cameras will be removed from the rooms."},
        {"id": 2, "text": ""},
        {"id": 3, "text": "De gemeente Ede filmt gesprekken."},
    ]
    stdin = "\n".join([json.dumps(lines[0]), "no json", *map(json.dumps, lines[1:])])
    done = CliRunner().invoke(main, ["tag", "--json"], input=stdin)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert rows[0]["flags"] == ["language:en"]
    assert "flags" not in rows[2]
    assert rows[2]["assertions"][0]["municipality"] == "GM0228"
