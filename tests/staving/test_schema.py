from __future__ import annotations

import dataclasses
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staving.schema import EVIDENCE_RECORDS, REVIEW_RECORDS, derive_id, describe, hash_text, name_table
from staving.tables import list_columns, write_ddl

ALL = EVIDENCE_RECORDS + REVIEW_RECORDS


@pytest.mark.parametrize("record", ALL, ids=name_table)
def test_every_field_is_described(record: type[typing.Any]) -> None:
    assert list(describe(record)) == [item.name for item in dataclasses.fields(record)]
    assert all(text.endswith(".") for text in describe(record).values())


@pytest.mark.parametrize("record", ALL, ids=name_table)
def test_every_record_is_frozen_and_keyword_only(record: type[typing.Any]) -> None:
    params = record.__dataclass_params__
    assert params.frozen
    assert all(item.kw_only for item in dataclasses.fields(record))


@pytest.mark.parametrize("record", ALL, ids=name_table)
def test_every_reference_names_a_table(record: type[typing.Any]) -> None:
    tables = {name_table(item) for item in ALL}
    assert {column.references for column in list_columns(record) if column.references} <= tables


@pytest.mark.parametrize("record", ALL, ids=name_table)
def test_every_table_is_strict(record: type[typing.Any]) -> None:
    assert write_ddl(record).endswith("STRICT")


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_ids_are_equal_only_for_equal_parts(left: list[str], right: list[str]) -> None:
    separators = {"\x00", "\x1f"}
    if any(separators & set(part) for part in left + right) or not left or not right:
        return
    assert (derive_id(*left) == derive_id(*right)) == (left == right)


def test_an_empty_part_is_told_from_a_missing_one() -> None:
    assert derive_id("a", None) != derive_id("a", "")


def test_the_hash_is_the_sha256_of_the_utf8_bytes() -> None:
    # Known answer: the SHA-256 of the empty string.
    assert hash_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
