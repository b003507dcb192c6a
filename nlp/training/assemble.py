"""Put the entity recogniser into the pipeline, on word vectors of its own.

    python nlp/training/assemble.py SYNTAX NAMES OUT

SYNTAX is a pipeline with tagger, parser and lemmatizer, NAMES one with `tok2vec` and `ner`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import spacy


def assemble(syntax: str, names: str, target: str) -> None:
    """Write a pipeline made of two.

    Args:
        syntax: Path of the pipeline that parses; an entity recogniser in it is replaced.
        names: Path of the pipeline that finds names.
        target: Where to write.
    """
    nlp = spacy.load(syntax)
    if nlp.has_pipe("ner"):
        nlp.remove_pipe("ner")
    recogniser = spacy.load(names)
    recogniser.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
    nlp.add_pipe("ner", source=recogniser)
    nlp.to_disk(target)
    # The recogniser knows words by their hash; the words of its training texts need not come along.
    shutil.copyfile(Path(syntax) / "vocab" / "strings.json", Path(target) / "vocab" / "strings.json")


if __name__ == "__main__":
    assemble(*sys.argv[1:4])
