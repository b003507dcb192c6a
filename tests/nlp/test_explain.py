"""`staving explain`: what was found in each sentence, by which rules, and why a practice gave nothing."""

import json

from click.testing import CliRunner

from nlp.explain import explain_text, write_explanation
from staving.cli import main
from staving.schema import TextItem

TEXT = "Ede stopte in 2020 met filmen; Epe doet dat alleen bij agressie. De politie van Best filmt ook."


def explain(text):
    return explain_text(TextItem(id="x", text=text, date="2023-05-01"))


def test_each_sentence_says_what_was_found_and_by_which_rules():
    first, second = explain(TEXT)
    assert first["text"] == "Ede stopte in 2020 met filmen; Epe doet dat alleen bij agressie."
    stated = {item["municipality"]: item for item in first["assertions"]}
    assert stated["GM0228"]["status"] == "stopped"
    assert stated["GM0228"]["until"] == "2020"
    assert "stopte" in stated["GM0228"]["rule"]
    assert stated["GM0232"]["status"] == "conditional"
    assert "dat stands for the practice before" in stated["GM0232"]["rule"]
    assert second["assertions"] == []


def test_a_practice_without_an_assertion_says_why():
    second = explain(TEXT)[1]
    assert [(item["practice"], item["because"]) for item in second["silent"]] == [
        ("video_recording", "somebody else does it")
    ]


def test_a_practice_that_nobody_is_tied_to_says_so():
    (sentence,) = explain("Er worden gesprekken opgenomen.")
    assert sentence["silent"][0]["because"] == "no municipality is tied to it"


def test_the_text_for_people_names_rule_and_reason():
    written = write_explanation(explain(TEXT)[1])
    assert "states nothing: video_recording" in written
    assert "because somebody else does it" in written
    assert "nothing found" in write_explanation(explain("Het regent.")[0])


def test_a_foreign_text_is_said_to_be_foreign():
    text = "The council of the town has decided that the cameras will be removed from all of the rooms this year."
    assert "language:en: not read" in write_explanation(explain(text)[0])


def test_the_command_reads_an_argument_or_standard_input():
    runner = CliRunner()
    done = runner.invoke(main, ["explain", "--json", TEXT])
    assert done.exit_code == 0
    assert [json.loads(line)["start"] for line in done.stdout.splitlines()] == [0, 65]
    again = runner.invoke(main, ["explain", "--json"], input=TEXT)
    assert again.stdout == done.stdout


def test_no_text_and_no_such_document_are_one_line(tmp_path):
    runner = CliRunner()
    empty = runner.invoke(main, ["explain"], input="  ")
    assert (empty.exit_code, empty.stdout) == (1, "")
    assert empty.stderr.startswith("staving: no text")
    missing = runner.invoke(main, ["explain", "--document", "nope", "--workspace", str(tmp_path)])
    assert missing.exit_code == 1
    assert len(missing.stderr.splitlines()) == 1
