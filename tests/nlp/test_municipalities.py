import pytest

from nlp.municipalities import find_municipalities, name_municipality
from staving.gazetteer import read_gazetteer


def codes(text, **settings):
    return [(mention.text, mention.value) for mention in find_municipalities(text, **settings)]


def test_the_gazetteer_knows_present_and_former_municipalities():
    gazetteer = read_gazetteer()
    present = [item for item in gazetteer.municipalities.values() if item.valid_to is None]
    assert len(present) == 342
    assert len(gazetteer.municipalities) > 700
    assert gazetteer.municipalities["GM0017"].valid_to == "2018-12-31"
    assert gazetteer.find_current("GM0017") == "GM0014"
    assert gazetteer.exists_at("GM0017", "2018-12-31")
    assert not gazetteer.exists_at("GM0017", "2019-01-01")
    assert gazetteer.exists_at("GM0017", "2018")
    assert gazetteer.follow("GM0017", None) == "GM0014"
    assert name_municipality("GM0303") == "Dronten"
    assert name_municipality("GM9999") == "GM9999"


@pytest.mark.parametrize(
    ("date", "expected"), [("2016-05-01", "GM0017"), ("2018", "GM0017"), ("2021-05-01", "GM0014"), (None, "GM0014")]
)
def test_the_code_is_the_one_in_force_at_the_date(date, expected):
    assert codes("De gemeenteraad van Haren vergadert in het dorpshuis.", date=date)[0][1] == expected


def test_a_former_municipality_that_is_called_so_keeps_its_code():
    mention = find_municipalities("De voormalige gemeente Haren deed het niet.", date="2023-01-01")[0]
    assert (mention.value, mention.current) == ("GM0017", "GM0014")
    assert "former" in mention.rule


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brielle stopte in juli 2018 met vingerafdrukken.", ["GM0501"]),
        ("Brielle stopt met vingerafdrukken.", ["GM1992"]),
        ("De oude gemeenten Grave en Boxmeer filmden.", ["GM0786", "GM0756"]),
        ("Leerdam en Zederik werden in 2019 samengevoegd.", ["GM0545", "GM0707"]),
    ],
)
def test_a_text_that_tells_of_the_old_days_means_the_municipality_of_then(text, expected):
    assert [code for _, code in codes(text, date="2024-01-01")] == expected


def test_a_village_leads_to_its_municipality():
    assert codes("In Swifterbant is geen loket.") == [("Swifterbant", "GM0303")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De gemeente Bergen (NH) zwijgt.", "GM0373"),
        ("Het Limburgse Bergen zwijgt.", "GM0893"),
        ("In Hengelo (gemeente Bronckhorst) is niets.", "GM1876"),
        ("Hengelo zwijgt.", "GM0164"),
    ],
)
def test_twins_are_told_apart(text, expected):
    assert codes(text)[0][1] == expected


@pytest.mark.parametrize("text", ["’s-Hertogenbosch zwijgt.", "'s-Hertogenbosch zwijgt.", "Den Bosch zwijgt."])
def test_spellings_of_one_name(text):
    assert [code for _, code in codes(text)] == ["GM0796"]


def test_the_span_is_the_name_alone():
    assert codes("De gemeente Bergen (NH) zwijgt.") == [("Bergen", "GM0373")]


def test_each_mention_says_why():
    mentions = find_municipalities("De Zwolse raad en de gemeente Best zwijgen.")
    assert [mention.rule.split(";")[0] for mention in mentions] == [
        "adjective before a municipal office",
        "named_office",
    ]


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "Dronten" * 2000, "🙂 Dronten 🙂", "a" * 50_000])
def test_odd_input_does_no_harm(text):
    for mention in find_municipalities(text):
        assert text[mention.start : mention.end] == mention.text
