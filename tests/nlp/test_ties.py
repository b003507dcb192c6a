"""Who does it: the municipality that a practice is tied to, somebody else, and who says so."""

import pytest

from nlp.annotate import annotate
from staving.schema import TextItem


def read(text, **settings):
    return next(iter(annotate([TextItem(id="t", text=text, **settings)]))).assertions


def stated(text, **settings):
    return {(item.municipality, item.practice, str(item.status)) for item in read(text, **settings)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Het meldpunt voor anonieme fraudetips is gesloten. Voor vragen kunt u terecht bij de gemeente Meppel.",
            {("GM0119", "tip_line", "stopped")},
        ),
        (
            (
                "In onze gemeente worden keukentafelgesprekken niet opgenomen. Hoogachtend, burgemeester en wethouders "
                "van Steenwijkerland"
            ),
            {("GM1708", "interview_recording", "not_used")},
        ),
        (
            (
                "Jaarverslag Handhaving, gemeente Waalwijk. Het team rondde 63 onderzoeken af. Twaalf keer is een "
                "woning geobserveerd."
            ),
            {("GM0867", "covert_observation", "in_use")},
        ),
        (
            (
                "De gemeente Maasdriel geeft uitleg. Bestanden worden er maandelijks gekoppeld. Posten bij "
                "woningen doen zij niet."
            ),
            {("GM0263", "data_matching", "in_use"), ("GM0263", "covert_observation", "not_used")},
        ),
        (
            "Vorig jaar begon Coevorden gesprekken te filmen. Een DPIA ontbrak.",
            {("GM0109", "video_recording", "in_use"), ("GM0109", "dpia_missing_or_late", "in_use")},
        ),
    ],
)
def test_the_only_municipality_of_a_text_is_meant_where_no_other_is_named(text, expected):
    assert stated(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "De zorgboerderij bij Winsum filmt haar cliënten.",
        "De ambulancedienst in Emmen rust personeel uit met bodycams.",
        "Exploitant ParkNu registreert in Delft het kenteken van elke auto.",
        "Het UWV controleert in Groningen sociale media van WW'ers.",
        "De wijkverpleegkundige in Best legt dagelijks huisbezoeken af.",
        "Verdachte had in Oss een nepprofiel aangemaakt. De rechtbank veroordeelt hem.",
        "Het leger gebruikte nepaccounts om actievoerders in Oss te volgen.",
        "Onder een huisbezoek verstaat de gemeente Hulst een bezoek aan de woning.",
    ],
)
def test_what_others_do_is_not_the_municipalitys(text):
    assert stated(text) == set()


def test_who_only_comes_upon_a_practice_does_not_have_it():
    text = "In de dossiers van Stadskanaal trof de rekenkamer strafbladen en diagnoses van cliënten aan."
    assert ("GM0037", "special_category_data", "in_use") in stated(text)


def test_a_joint_body_speaks_for_each_of_its_members():
    found = read("Orionis Walcheren neemt gesprekken met klanten op.", date="2022-05-01")
    assert {item.municipality for item in found} == {"GM0687", "GM0717", "GM0718"}
    assert all("joint body: Orionis Walcheren" in item.rule for item in found)


def test_a_joint_body_is_meant_by_de_dienst_in_the_next_sentence():
    text = "Orionis Walcheren kreeg vragen. De dienst filmt geen gesprekken."
    assert stated(text) == {(code, "video_recording", "not_used") for code in ("GM0687", "GM0717", "GM0718")}


def test_a_member_that_acts_decides_before_its_joint_body():
    text = "Namens Orionis neemt Vlissingen gesprekken met klanten op."
    assert stated(text) == {("GM0718", "interview_recording", "in_use")}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Nijkerk neemt alle gesprekken op, zegt vakbond FNV.", "vakbond FNV"),
        ("Nijkerk filmt de gesprekken niet, benadrukt teamleider Anja Kok.", "teamleider Anja Kok"),
        ("Uit onderzoek van de rekenkamer blijkt dat Nijkerk gesprekken filmt.", "de rekenkamer"),
        ("Dat Nijkerk gesprekken filmt, staat in een rapport van de rekenkamer.", "de rekenkamer"),
        ("Nijkerk heeft de kliklijn gesloten, meldt De Stentor.", "De Stentor"),
        ("Wethouder: 'Nijkerk stopt met bodycams'.", "Wethouder"),
    ],
)
def test_who_says_so(text, source):
    assert {item.asserted_by for item in read(text)} == {source}
