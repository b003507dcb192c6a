import pytest

from nlp.joint_bodies import find_joint_bodies
from staving.gazetteer import read_gazetteer, read_joint_bodies


def test_every_member_is_a_known_municipality_and_no_name_stands_twice_in_one_time():
    bodies = read_joint_bodies()
    known = read_gazetteer().municipalities
    assert len(bodies) > 20
    assert all(code in known for body in bodies for code in body.municipalities)
    for body in bodies:
        twins = [other for other in bodies if other is not body and set(other.names) & set(body.names)]
        assert all(other.valid_to or other.valid_from for other in twins)


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("Bij Ferm Werk loopt een camera mee.", None, ("GM0335", "GM0589", "GM0632", "GM1901")),
        ("ORIONIS WALCHEREN STOPT", None, ("GM0687", "GM0717", "GM0718")),
        ("De ISD Bollenstreek filmt.", "2016-05-01", ("GM0534", "GM0553", "GM0575", "GM0576", "GM1525")),
        ("De ISD Bollenstreek filmt.", "2021", ("GM0534", "GM0553", "GM0575", "GM1525")),
    ],
)
def test_a_joint_body_stands_for_its_members_at_the_date(text, date, expected):
    mention = find_joint_bodies(text, date=date)[0]
    assert mention.municipalities == expected
    assert text[mention.start : mention.end] == mention.text


def test_the_longest_name_counts_once_and_says_its_rule():
    mentions = find_joint_bodies("Volgens Orionis Walcheren klopt het; Orionis zwijgt verder.")
    assert [mention.text for mention in mentions] == ["Orionis Walcheren", "Orionis"]
    assert {mention.rule for mention in mentions} == {"joint body: Orionis Walcheren"}


@pytest.mark.parametrize(
    ("text", "date"),
    [("WerkSaam Westfriesland filmt.", "2012-01-01"), ("De Avressen groeien hard.", None), ("", None)],
)
def test_a_body_before_its_time_or_another_word_is_none(text, date):
    assert find_joint_bodies(text, date=date) == []


def test_a_change_of_members_is_followed():
    before = find_joint_bodies("De Sociale Dienst Drechtsteden filmt.", date="2016")[0]
    after = find_joint_bodies("De Sociale Dienst Drechtsteden filmt.", date="2020")[0]
    assert "GM0523" not in before.municipalities
    assert "GM0523" in after.municipalities
