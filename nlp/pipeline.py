"""The Dutch pipeline: a spaCy model and the rules that cut a text into sentences.

A model is needed only where grammar is needed. `cut_sentences` works on the bare tokens of a text; `parse_sentences`
runs the model over the sentences that hold a cue and leaves the others as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps
from threadpoolctl import threadpool_limits

from staving.errors import ModelError

MODEL = "nl_staving_sm"
"""The model that ships with the package."""

BLANK = "blank"
"""Name of the pipeline without a trained model."""

MODELS = Path(__file__).resolve().parent / "models"

CLOSERS = frozenset("\"'”’»)]“¹²³⁴⁵⁶⁷⁸⁹⁰")
ABBREVIATIONS = frozenset(
    "art artt lid nr nrs mr dr drs prof ir ing mw mevr dhr st jl ca bv b.v bijv o.a d.w.z m.b.t resp blz p pag "
    "jo jan feb apr jun jul aug sep sept okt nov dec e.a e.d i.v.m t.a.v t.b.v z.g zgn incl excl max min tel vs "
    "n.v nv evt cf vgl n.a.v o.g v.d bc ds kon gld nh zh o.b.v s.v.p a.u.b r.o rb hr hof abrvs crvb".split()
)
ATTRIBUTES: list[int | str] = ["HEAD", "DEP", "TAG", "POS", "MORPH", "LEMMA"]
Attributes = np.ndarray[tuple[int, int], np.dtype[np.uint64]]
LONGEST = 120
"""Most tokens in a sentence: a longer run without an end is cut."""

LONGEST_TEXT = 100_000_000
"""Characters. spaCy's own limit of a million is about the memory of its parser, which sees chosen sentences only."""


@lru_cache(maxsize=4)
def load_pipeline(name: str | None = None) -> Language:
    """Return the pipeline that parses sentences; it is loaded once.

    The matrix products of our models are small; with numpy's own BLAS they take about half the time that BLIS takes
    (19,000 against 11,000 words per second on one core), so all layers are set to it. It must keep to one thread: on
    matrices this small its threads only wait for each other.

    Args:
        name: An installed spaCy pipeline or a folder; None for the model of the package, "blank" for rules alone: no
            trained model, and so no assertions, which need grammar.

    Raises:
        ModelError: There is no such pipeline, or it has no parser.
    """
    if name == BLANK:
        blank = spacy.blank("nl")
        blank.max_length = LONGEST_TEXT
        return blank
    where: str | Path = MODELS / MODEL if name in {None, MODEL} else str(name)
    try:
        nlp = spacy.load(where, exclude=["ner"])
    except (OSError, ValueError, ImportError) as error:
        reason = str(error).splitlines()[0][:200]
        raise ModelError(f"{name or MODEL}: cannot be loaded ({reason}); install it, or leave --model out") from error
    if "parser" not in nlp.pipe_names:
        raise ModelError(f"{name}: has no parser; name a pipeline that has one, or leave --model out")
    nlp.max_length = LONGEST_TEXT
    threadpool_limits(limits=1, user_api="blas")
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is not None:
            for layer in model.walk():
                layer.ops = ops
    return nlp


def cut_sentences(doc: Doc) -> list[tuple[int, int]]:
    """Return the sentences of a tokenised text, as half-open ranges of tokens.

    A sentence ends at a full stop, question or exclamation mark (with the closing marks after it) that no abbreviation
    or initial stands before and that a capital, digit or opening mark follows, at an empty line, and at a line break
    before a capital.
    """
    ends: list[int] = []
    start = 0
    length = len(doc)
    index = 0
    while index < length:
        text = doc[index].text
        end = None
        if "\n" in text and ("\n\n" in text or index + 1 >= length or _opens(doc[index + 1].text)):
            end = index + 1
        elif text[-1] in ".!?…" and (len(text) == 1 or text[-1] in "!?…" or _is_full_stop(text)):
            after = index + 1
            while after < length and doc[after].text in CLOSERS and not doc[after - 1].whitespace_:
                after += 1
            previous = doc[index - 1].text if index and len(text) == 1 else text[:-1]
            follower = after + 1 if after + 1 < length and doc[after].text.isspace() else after
            if (
                after >= length
                or "\n" in doc[after].text
                or (_opens(doc[follower].text) and (text != "." or not _is_abbreviation(previous)))
            ):
                end = after
        if end is None and index + 1 - start >= LONGEST:
            end = index + 1
        if end is not None:
            ends.append(end)
            start = end
            index = end
        else:
            index += 1
    if not ends or ends[-1] < length:
        ends.append(length)
    starts = [0, *ends[:-1]]
    return [(first, last) for first, last in zip(starts, ends, strict=True) if first < last]


def _opens(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word[0] in "\"'‘“„”«(-–—•*'#" or word.startswith(",,")


def _is_full_stop(text: str) -> bool:
    return text[-1] == "." and len(text) > 3 and text[:-1].isalpha() and text[:-1].lower() not in ABBREVIATIONS


def _is_abbreviation(word: str) -> bool:
    return (
        word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or bool(re.fullmatch(r"(\w\.)+\w?", word))
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Unparsed:
    """A text of which some sentences are to get their grammar."""

    doc: Doc
    """The tokenised text; it gets the sentence boundaries and, where parsed, tags, lemmas and tree."""
    sentences: Sequence[tuple[int, int]]
    """Its sentences, as ranges of tokens."""
    chosen: Collection[int]
    """Numbers of the sentences to parse."""
    stand_ins: Mapping[int, str] = field(default_factory=dict)
    """Word to show the model in place of the token at a position."""


def parse_sentences(nlp: Language, texts: Sequence[Unparsed]) -> None:
    """Give the chosen sentences of some texts their grammar, all in one go: a call for each text would cost more.

    A small model reads a rare name as a noun, a verb or a number, and the sentence goes wrong with it. Names that are
    already known can be shown to it as a name that it has met often; the text keeps its own words.

    Args:
        nlp: The pipeline that parses.
        texts: The texts; their documents are changed.
    """
    wanted = [sorted(set(text.chosen)) for text in texts]
    pieces = [_cut_piece(nlp, text, number) for text, numbers in zip(texts, wanted, strict=True) for number in numbers]
    parsed = nlp.pipe(pieces, batch_size=256) if pieces else iter(())
    for text, numbers in zip(texts, wanted, strict=True):
        _set_grammar(text, {number: next(parsed) for number in numbers})


def _cut_piece(nlp: Language, text: Unparsed, number: int) -> Doc:
    start, end = text.sentences[number]
    tokens = [text.doc[index] for index in range(start, end)]
    words = [text.stand_ins.get(token.i, token.text) for token in tokens]
    sent_starts: list[bool | int | None] = [index == 0 for index in range(len(words))]
    return Doc(nlp.vocab, words, [bool(token.whitespace_) for token in tokens], sent_starts=sent_starts)


def _set_grammar(text: Unparsed, parsed: Mapping[int, Doc]) -> None:
    doc = text.doc
    dep = doc.vocab.strings.add("dep")
    blocks = []
    for number, (start, end) in enumerate(text.sentences):
        if number in parsed:
            blocks.append(_attributes_of(parsed[number]))
        else:
            block = np.zeros((end - start, len(ATTRIBUTES)), dtype="uint64")
            block[:, 0] = (-np.arange(end - start, dtype="int64")).astype("uint64")
            block[:, 1] = dep
            blocks.append(block)
    if blocks:
        doc.from_array(ATTRIBUTES, np.concatenate(blocks))  # type: ignore[arg-type]  # the stub wants an array of thinc


def _attributes_of(piece: Doc) -> Attributes:
    """Return the attributes of a parsed sentence, with one root: a second one hangs below the first."""
    block: Attributes = piece.to_array(ATTRIBUTES)  # type: ignore[assignment]  # the stub says float64
    roots = [token.i for token in piece if token.head.i == token.i]
    for root in roots[1:]:
        block[root, 0] = np.int64(roots[0] - root).astype("uint64")
        block[root, 1] = piece.vocab.strings.add("parataxis")
    return block
