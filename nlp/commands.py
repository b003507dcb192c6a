"""The command `staving tag`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from staving.options import json_option, read_json_lines, workspace_option, write_json_line

if TYPE_CHECKING:
    from staving.config import Workspace
    from staving.schema import Annotation, Mention, Quotation


@click.command(epilog="Example: staving tag --json < texts.jsonl")
@json_option
@workspace_option
@click.option("--model", metavar="NAME", help="Installed spaCy pipeline to parse with. Default: our own.")
@click.option("--force", is_flag=True, help="Read again what was already read with the same rules.")
def tag(*, as_json: bool, workspace: Workspace, model: str | None, force: bool) -> None:
    """Read Dutch texts: municipalities, practices, quotations, citations, assertions.

    Without --json: the documents of the workspace. With --json: JSON Lines on standard input
    ({"id", "text", "date"?, "outlet"?}), annotations on standard output.
    """
    if as_json:
        from nlp.annotate import annotate
        from nlp.pipeline import load_pipeline
        from staving.schema import TextItem

        load_pipeline(model)  # before the first line is read: a model that is not there is said at once
        for row in read_json_lines(needs=("id", "text")):
            item = TextItem(
                id=str(row["id"]),
                text=row["text"] if isinstance(row["text"], str) else str(row["text"]),
                date=_text_or_none(row.get("date")),
                outlet=_text_or_none(row.get("outlet")),
                title=_text_or_none(row.get("title")),
                municipality=_text_or_none(row.get("municipality")),
            )
            for annotation in annotate([item], model=model):
                write_json_line({**as_tag_json(annotation), "id": row["id"]})
        return
    from nlp.stage import read
    from staving.store import Store

    with Store.open(workspace.evidence) as store:
        counts = read(store, model=model, force=force)
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))


def as_tag_json(annotation: Annotation) -> dict[str, Any]:
    """Return an annotation in the format of the command line."""
    return {
        "id": annotation.id,
        "mentions": [_mention_row(mention) for mention in annotation.mentions],
        "quotations": [_quotation_row(quotation) for quotation in annotation.quotations],
        "assertions": [
            {
                "municipality": item.municipality,
                "practice": item.practice,
                "status": str(item.status),
                "start": item.start,
                "end": item.end,
                "since": item.since,
                "until": item.until,
                "asserted_by": item.asserted_by,
            }
            for item in annotation.assertions
        ],
    }


def _mention_row(mention: Mention) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": str(mention.kind),
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
    }
    if mention.kind == "municipality":
        return {**row, "code": mention.value, "current": mention.current}
    if mention.kind == "practice":
        return {**row, "practice": mention.value}
    if mention.kind == "norm":
        return {
            **row,
            "norm": mention.value,
            "article": mention.article,
            "paragraph": mention.paragraph,
            "point": mention.point,
            "identifier": mention.identifier,
        }
    return {**row, "value": mention.value}


def _quotation_row(quotation: Quotation) -> dict[str, Any]:
    named = quotation.speaker_name or quotation.speaker_role or quotation.speaker_organisation
    speaker = None
    if named:
        speaker = {
            "name": quotation.speaker_name,
            "role": quotation.speaker_role,
            "organisation": quotation.speaker_organisation,
            "start": quotation.speaker_start,
            "end": quotation.speaker_end,
        }
    cue = None
    if quotation.cue_start is not None:
        cue = {"start": quotation.cue_start, "end": quotation.cue_end}
    return {
        "start": quotation.start,
        "end": quotation.end,
        "text": quotation.text,
        "type": str(quotation.type),
        "speaker": speaker,
        "cue": cue,
    }


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
