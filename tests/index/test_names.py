"""The key that spellings of a name share."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.names import alike, name_key, skeleton, sketch


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Suleyman", "Sulaiman"),
        ("Qadir", "Kadir"),
        ("Dhourny", "Dourni"),
        ("Shostakovich", "Schostakowitsch"),
        ("Mustapha", "Mustafa"),
        ("Nur'adin", "Nuradin"),
        ("Damirah", "Damira"),
    ],
)
def test_spellings_of_a_name_share_its_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)
    assert alike(name_key(one), name_key(other), vowels=0)


@pytest.mark.parametrize(("one", "other"), [("Marin", "Moran"), ("Brandt", "Brenner"), ("Lena", "Luna"), ("Oslo", "")])
def test_other_names_are_not_alike(one: str, other: str) -> None:
    assert not alike(name_key(one), name_key(other), vowels=1)


def test_so_many_vowels_may_differ() -> None:
    one, other = name_key("Mohamed"), name_key("Muhammad")
    assert (alike(one, other, vowels=0), alike(one, other, vowels=1)) == (False, True)


@settings(deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'", max_size=12), st.text(alphabet="aeioulmnrbkstzh", max_size=8))
def test_one_key_means_one_sketch(one: str, other: str) -> None:
    if skeleton(name_key(one)) == skeleton(name_key(other)):
        assert sketch(one) == sketch(other)
    assert name_key(one) == name_key(one.upper())
