from importlib.metadata import entry_points

import spacy

from nlp.components import declare_extensions
from nlp.pipeline import load_pipeline


def test_the_components_work_in_a_pipeline_of_somebody_else():
    declare_extensions()
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("staving_municipalities")
    nlp.add_pipe("staving_practices")
    doc = nlp("De gemeente Ede filmt alle gesprekken.")
    assert [mention.value for mention in doc._.staving_municipalities] == ["GM0228"]
    assert [hit.practice for hit in doc._.staving_practices] == ["video_recording"]


def test_assertions_need_a_parse():
    declare_extensions()
    source = load_pipeline()
    nlp = spacy.blank("nl", vocab=source.vocab)
    for name in ("tok2vec", "tagger", "morphologizer", "parser"):
        nlp.add_pipe(name, source=source)
    for name in ("staving_municipalities", "staving_practices", "staving_assertions"):
        nlp.add_pipe(name)
    assert not [problem for problem in nlp.analyze_pipes()["problems"]["staving_assertions"] if "staving" in problem]
    doc = nlp("De gemeente Ede maakt geen geluidsopnamen.")
    assert [(item.municipality, str(item.status)) for item in doc._.staving_assertions] == [("GM0228", "not_used")]


ORDER = ("staving_municipalities", "staving_practices", "staving_citations", "staving_quotations", "staving_assertions")


def parsing_pipeline():
    declare_extensions()
    source = load_pipeline()
    nlp = spacy.blank("nl", vocab=source.vocab)
    for name in ("tok2vec", "tagger", "morphologizer", "parser"):
        nlp.add_pipe(name, source=source)
    for name in ORDER:
        nlp.add_pipe(name)
    return nlp


def test_every_component_is_an_entry_point_and_finds_what_it_is_named_after():
    entries = {entry.name: entry for entry in entry_points(group="spacy_factories") if entry.name in ORDER}
    assert sorted(entries) == sorted(ORDER)
    assert all(callable(entry.load()) for entry in entries.values())
    text = "„De gemeente Ede filmt gesprekken”, zegt Jan Smit. Dat mag volgens artikel 6 AVG."
    doc = parsing_pipeline()(text)
    assert [item.identifier for item in doc._.staving_citations] == ["32016R0679"]
    assert [item.speaker_name for item in doc._.staving_quotations] == ["Jan Smit"]
    assert [item.municipality for item in doc._.staving_assertions] == ["GM0228"]


def test_the_components_say_what_they_need():
    nlp = spacy.blank("nl")
    nlp.add_pipe("staving_assertions")
    problems = nlp.analyze_pipes()["problems"]["staving_assertions"]
    assert "doc._.staving_practices" in problems
    assert "token.dep" in problems
    assert not any(
        "staving" in need for needs in parsing_pipeline().analyze_pipes()["problems"].values() for need in needs
    )


def test_the_date_of_the_text_decides_the_municipality():
    nlp = spacy.blank("nl")
    nlp.add_pipe("staving_municipalities")
    declare_extensions()
    doc = nlp.make_doc("In Brielle wordt niet gefilmd.")
    doc._.staving_date = "2020-01-01"
    assert [item.value for item in nlp(doc)._.staving_municipalities] == ["GM0501"]


def test_a_pipeline_with_the_components_is_written_and_loaded(tmp_path):
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("staving_municipalities")
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert [item.value for item in again("De gemeente Ede filmt.")._.staving_municipalities] == ["GM0228"]
