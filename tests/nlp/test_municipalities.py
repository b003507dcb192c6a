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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In Almere-Haven hangt een bord.", [("Almere-Haven", "GM0034")]),
        ("Het loket in Utrecht-Oost sluit.", [("Utrecht-Oost", "GM0344")]),
        ("Noord- en Zuid-Beveland wachten af.", [("Noord-", "GM1695")]),
        ("Ook Capelle a/d IJssel wacht af.", [("Capelle a/d IJssel", "GM0502")]),
        ("De raad van Wijk bij\nDuurstede stemde voor.", [("Wijk bij\nDuurstede", "GM0352")]),
        ("De raad van Apel-\ndoorn stemde voor.", [("Apel-\ndoorn", "GM0200")]),
        ("De raad van Apel\u00addoorn stemde voor.", [("Apel\u00addoorn", "GM0200")]),
        ("Amersfoorts beleid is streng.", [("Amersfoorts", "GM0307")]),
        ("De Zwolse aardappels zijn op.", []),
        ("De Groningse gemeenten overleggen.", []),
        ("Zie www.zwolle.nl of Zwolle.nl.", []),
    ],
)
def test_forms_of_a_name(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EDE - De gemeente stopt ermee.", ["GM0228"]),
        ("OSS (ANP) - De gemeente stopt ermee.", ["GM0828"]),
        ("EDE FILMT BIJSTANDSKLANTEN\nDe wethouder zwijgt.", ["GM0228"]),
        ("BEST LASTIG, ZO ZONDER CAMERA\nDe wethouder zwijgt.", []),
        ("WETHOUDER VAN GOES STAPT OP", ["GM0664"]),
        ("De EPE is een afkorting.", []),
    ],
)
def test_capitals_are_read_as_a_headline_or_the_place_of_a_report(text, expected):
    assert [code for _, code in codes(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De Hogeschool van Arnhem en Nijmegen zwijgt.", []),
        ("De provincies Groningen en Utrecht betalen.", []),
        ("De gemeenten Arnhem en Nijmegen zwijgen.", ["GM0202", "GM0268"]),
        ("In het dorp Laren wacht men op de gemeente Lochem.", ["GM0262", "GM0262"]),
        ("In Woerden is een loket. Woerden, zo blijkt, filmt niet.", ["GM0632", "GM0632"]),
    ],
)
def test_names_help_each_other(text, expected):
    assert [code for _, code in codes(text)] == expected


def test_a_line_of_great_length_is_read_whole():
    line = "De gemeente Zwolle wacht, en Van Ommen uit Best ook; "
    assert len(find_municipalities(line * 4000)) == 2 * 4000
