import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.pipeline import LONGEST, Unparsed, cut_sentences, load_pipeline, parse_sentences
from staving.errors import ModelError


def sentences_of(text):
    doc = load_pipeline().make_doc(text)
    return [doc[start:end].text.strip() for start, end in cut_sentences(doc)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De dienst filmt. De raad vraagt waarom.", ["De dienst filmt.", "De raad vraagt waarom."]),
        ("Dhr. A. Pietersen belde. Niemand nam op.", ["Dhr. A. Pietersen belde.", "Niemand nam op."]),
        ("Zie art. 6 van de wet. Punt.", ["Zie art. 6 van de wet.", "Punt."]),
        ("„Nee.” Zij liep weg.", ["„Nee.”", "Zij liep weg."]),
        ("Echt waar? Ja! Nou…", ["Echt waar?", "Ja!", "Nou…"]),
        ("Kop van het stuk\nDe tekst begint.", ["Kop van het stuk", "De tekst begint."]),
        ("De regel loopt\ngewoon door.", ["De regel loopt\ngewoon door."]),
    ],
)
def test_where_a_sentence_ends(text, expected):
    assert sentences_of(text) == expected


def test_a_text_without_ends_is_cut():
    doc = load_pipeline().make_doc("woord " * (3 * LONGEST))
    assert max(end - start for start, end in cut_sentences(doc)) <= LONGEST


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abc ABC.!?\n\t\"„”'é-0🙂", max_size=120))
def test_sentences_cover_every_token_once(text):
    doc = load_pipeline().make_doc(text)
    covered = [index for start, end in cut_sentences(doc) for index in range(start, end)]
    assert covered == list(range(len(doc)))


def test_only_chosen_sentences_are_parsed_and_the_text_stays():
    nlp = load_pipeline()
    text = "De dienst filmt. Het regent vandaag."
    doc = nlp.make_doc(text)
    cuts = cut_sentences(doc)
    parse_sentences(nlp, [Unparsed(doc=doc, sentences=cuts, chosen=[1], stand_ins={6: "buiten"})])
    assert doc.text == text
    assert [sentence.text for sentence in doc.sents] == ["De dienst filmt.", "Het regent vandaag."]
    assert doc[0].pos_ == ""
    assert doc[5].pos_ == "VERB"


def test_a_model_that_is_not_there_is_named():
    with pytest.raises(ModelError, match="no_such_model"):
        load_pipeline("no_such_model")
