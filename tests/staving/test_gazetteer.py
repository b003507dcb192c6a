"""One gazetteer for all parts."""

import pytest

from staving.gazetteer import find_municipality, read_gazetteer


@pytest.mark.parametrize(
    ("name", "date", "expected"),
    [
        ("Dronten", None, "GM0303"),
        ("gemeente DRONTEN", None, "GM0303"),
        ("GM0303", None, "GM0303"),
        ("’s Hertogenbosch", None, "GM0796"),
        ("Súdwest Fryslân", None, "GM1900"),
        ("Brielle", "2018", "GM0501"),
        ("Nergenshuizen", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_name_as_a_register_writes_it_leads_to_its_municipality(name, date, expected):
    found = find_municipality(name, date)
    assert (found.id if found else None) == expected


def test_twins_share_a_name():
    assert [item.id for item in read_gazetteer().find_named("Bergen")] == ["GM0373", "GM0893"]
