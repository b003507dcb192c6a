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
