from dataclasses import asdict

import pytest

from nlp.annotate import annotate
from nlp.times import Span, read_times
from staving.schema import TextItem


def read(text, **settings):
    return next(iter(annotate([TextItem(id="t", text=text, **settings)])))


def stated(text, **settings):
    found = read(text, **settings).assertions
    return {(item.municipality, item.practice, str(item.status)) for item in found}


def test_a_denial_in_the_next_sentence_counts():
    assert stated("Urk neemt gesprekken op. Dat gebeurt sinds vorig jaar niet meer.") == {
        ("GM0184", "interview_recording", "stopped")
    }


def test_the_municipality_in_focus_is_meant_by_de_gemeente():
    text = "Tholen kreeg vragen van de raad. De gemeente filmt bezoekers van de spreekkamers niet."
    assert stated(text) == {("GM0716", "video_recording", "not_used")}


def test_the_headline_sets_the_focus():
    assert stated("De gemeente filmt elk gesprek.", title="Tholen onder vuur") == {
        ("GM0716", "video_recording", "in_use")
    }


def test_a_text_of_a_municipality_speaks_of_itself():
    assert stated("Wij nemen geen gesprekken op.", municipality="GM0716") == {
        ("GM0716", "interview_recording", "not_used")
    }


def test_without_a_municipality_nothing_is_asserted():
    assert stated("Er wordt steeds vaker gefilmd in spreekkamers.") == set()


def test_a_partial_stop_is_two_assertions():
    text = "Urk is gestopt met geluidsopnamen, maar blijft de gesprekken filmen."
    assert stated(text) == {("GM0184", "audio_recording", "stopped"), ("GM0184", "video_recording", "in_use")}


def test_since_until_and_source_are_as_the_text_has_them():
    item = read("Volgens de ombudsman filmde Urk van 2014 tot mei 2019 alle klanten.").assertions[0]
    assert (item.since, item.until, item.asserted_by) == ("2014", "2019-05", "de ombudsman")


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ("al sinds maart 2017", "in_use", Span("2017-03", None)),
        ("is in 2019 gestopt", "stopped", Span(None, "2019")),
        ("op 3 mei 2020 uitgezet", "stopped", Span(None, "2020-05-03")),
        ("tussen 2014 en 2018", "stopped", Span("2014", "2018")),
        ("gedurende twee weken in juni 2014", "stopped", Span("2014-06", "2014-06")),
        ("sinds oktober 2016 niet meer", "stopped", Span(None, "2016-10")),
        ("begon in 2015 met filmen", "in_use", Span("2015", None)),
        ("zonder enige tijd", "in_use", Span(None, None)),
    ],
)
def test_times(text, status, expected):
    assert read_times(text, status) == expected


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ("is vorig jaar gestopt", "stopped", Span(None, "2021")),
        ("sinds november hangt er een camera", "in_use", Span("2021-11", None)),
        ("per 1 januari opgeheven", "stopped", Span(None, "2022-01-01")),
        ("sinds november 2019", "in_use", Span("2019-11", None)),
    ],
)
def test_times_that_count_from_the_date_of_the_text(text, status, expected):
    assert read_times(text, status, "2022-02-10") == expected


def test_a_claim_of_a_party_stays_open():
    assert stated("Volgens een oud-medewerker filmt Urk alle gesprekken.") == {("GM0184", "video_recording", "unclear")}


def test_what_another_municipality_does_settles_nothing():
    text = "Urk werkt met een fraudescorekaart. Best deed dat niet."
    assert ("GM0184", "fraud_scorecard", "in_use") in stated(text)


@pytest.mark.parametrize(
    "text",
    [
        "De fractie in Urk heeft vragen gesteld over het filmen van gesprekken.",
        "De gemeente Urk onderzocht alternatieven voor camera's in de spreekkamers.",
        "Een bijstandsgerechtigde uit Urk ging zitten en nam het gesprek op.",
        "In Urk is het filmen van gesprekken volgens velen niet zo verkeerd.",
        "De gemeente Urk heeft een Protocol cameratoezicht en opname gesprekken.",
        "In Urk mag dat niet. Elders in het land worden gesprekken gefilmd.",
    ],
)
def test_what_says_nothing_of_a_practice_asserts_nothing(text):
    assert stated(text) == set()


@pytest.mark.xfail(reason="a practice that only sets the scene takes the status of the deed", strict=True)
def test_a_practice_that_sets_the_scene_is_not_what_stopped():
    assert stated("Bij een huisbezoek laat Urk niemand meer schaduwen.") == {
        ("GM0184", "covert_observation", "stopped")
    }


@pytest.mark.xfail(reason="the parser cuts the infinitive off from 'van plan geweest'", strict=True)
def test_what_was_never_planned_is_not_in_use():
    text = "De gemeente Urk zegt dat zij nooit van plan is geweest gesprekken te filmen."
    assert stated(text) == {("GM0184", "video_recording", "not_used")}


def test_a_refusal_in_the_next_sentence_counts():
    text = "Best werkt aan de invoering van een fraudescorekaart. Hulst, dat ook was gevraagd, bedankte voor de eer."
    assert ("GM0677", "fraud_scorecard", "not_used") in stated(text)


def test_offsets_point_at_the_words():
    text = "Eerst dit. In Best hangen camera's in de spreekkamers. Dan dat."
    annotation = read(text)
    for record in (*annotation.mentions, *annotation.assertions):
        assert text[record.start : record.end] == record.text
        assert record.rule
    assert [text[start:end] for start, end in annotation.sentences] == [
        "Eerst dit.",
        "In Best hangen camera's in de spreekkamers.",
        "Dan dat.",
    ]


def test_the_same_text_gives_the_same_records():
    text = "De gemeente Ede koppelt bestanden."
    assert asdict(read(text)) == asdict(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "?!.,;:",
        "In Ede " + "filmt " * 400,
        "Ede filmt\x00\x07 gesprekken\ufffd niet",
        "The council of Ede does not record anything.",
        "Ede" + "," * 500,
        "Ede filmt, Ede filmt niet, " * 50,
    ],
)
def test_odd_input_does_no_harm(text):
    annotation = read(text)
    for record in (*annotation.mentions, *annotation.assertions):
        assert text[record.start : record.end] == record.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Urk verkocht de bodycams.", ("bodycam", "stopped")),
        ("De bodycams van Urk sneuvelden bij de bezuinigingen.", ("bodycam", "stopped")),
        ("Urk is opgehouden met het filmen van gesprekken.", ("video_recording", "stopped")),
        ("Urk had camera's in de spreekkamers. De wethouder liet ze in mei weghalen.", ("video_recording", "stopped")),
        ("Met huisbezoeken heeft Urk niets van doen.", ("home_visit", "not_used")),
        ("Het voorstel voor bodycams trok Urk weer in.", ("bodycam", "not_used")),
        ("In Urk is 20.000 euro begroot voor bodycams.", ("bodycam", "considered")),
        ("Bodycams staan in Urk op de wensenlijst.", ("bodycam", "considered")),
        ("In Urk is het filmen van gesprekken nog niet begonnen.", ("video_recording", "considered")),
        ("Urk filmt gesprekken niet; na een incident wel.", ("video_recording", "conditional")),
        ("Slechts bij een ernstig vermoeden van fraude filmt Urk een gesprek.", ("video_recording", "conditional")),
        ("Wellicht heeft Urk gesprekken gefilmd.", ("video_recording", "unclear")),
        ("Urk bespreekt het filmen van gesprekken.", ("video_recording", "unclear")),
        ("Urk filmt gesprekken, zegt de bond. Niet waar, zegt de wethouder.", ("video_recording", "unclear")),
    ],
)
def test_the_class_of_the_verb_decides(text, expected):
    assert stated(text) == {("GM0184", *expected)}


def test_a_contrast_keeps_its_own_status():
    text = "Urk heeft de bodycams afgedankt, maar de camera's in de spreekkamers draaien door."
    assert stated(text) == {("GM0184", "bodycam", "stopped"), ("GM0184", "video_recording", "in_use")}


@pytest.mark.parametrize(
    "text",
    [
        "Belt u met energiebedrijf Lichtbron in Urk, dan wordt het gesprek opgenomen.",
        "De onderneming Snelweg uit Urk neemt klantgesprekken op.",
        "Een oplichter deed zich met een nepaccount voor namens de gemeente Urk.",
        "Leden van de vogelwerkgroep van Urk observeren vanuit een auto de buren.",
    ],
)
def test_what_outsiders_do_is_not_done_by_the_municipality_where_they_sit(text):
    assert stated(text) == set()


def test_last_year_counts_from_the_date_of_the_text():
    found = read("Vorig jaar stopte Urk met het filmen van gesprekken.", date="2023-05-01").assertions
    assert [item.until for item in found] == ["2022"]


def test_what_was_made_in_a_past_year_did_not_end_there() -> None:
    items = [
        TextItem(
            id="1",
            text="De gemeente Zwolle gebruikt een algoritme dat fraude zoekt. Het is in 2017 gebouwd.",
            date="2021",
        ),
        TextItem(id="2", text="De gemeente Zwolle filmt gesprekken; de DPIA is pas in 2020 gemaakt.", date="2021"),
    ]
    for annotation in annotate(items):
        assert "stopped" not in {row.status for row in annotation.assertions}
