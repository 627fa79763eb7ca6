"""Columns over several versions: names, order, recoding, and what was not asked."""

import pytest

from surveys.engine.catalogue import Catalogue, Meaning, make_catalogue
from surveys.engine.changes import Edition
from surveys.engine.codebook import list_variables
from surveys.engine.loading import load_document
from tests.surveys.engine.builders import make_document, make_item, make_page, words


def _edition(number: int, *names: str) -> Edition:
    items = (make_item(name.upper(), name) for name in names)
    derived = [{"name": "d", "label": words("D"), "expression": f"{names[0]} = 1"}]
    document = load_document(make_document(make_page("one", *items), derived=derived))
    specs = {spec.name: spec for spec in list_variables(document)}
    return Edition(number, specs, "a")


def _name(catalogue: Catalogue) -> dict[str, int]:
    return {variable.spec.name: variable.id for variable in catalogue.variables}


D = Meaning(9, "d", 1)


def test_columns_come_in_the_order_of_the_newest_version() -> None:
    meanings = [Meaning(1, "a", 1), Meaning(2, "b", 1, until=1), Meaning(3, "c", 2), D]
    catalogue = make_catalogue(meanings, [_edition(2, "a", "c"), _edition(1, "a", "b")])
    assert _name(catalogue) == {"a": 1, "c": 3, "d": 9, "b": 2}


def test_a_split_meaning_is_named_by_its_last_version() -> None:
    meanings = [Meaning(1, "a", 1, until=2), Meaning(2, "a", 3), D]
    editions = [_edition(number, "a") for number in (1, 2, 3)]
    assert _name(make_catalogue(meanings, editions)) == {"a": 2, "d": 9, "a_v2": 1}


def test_a_name_that_is_taken_is_not_given_to_a_split_meaning() -> None:
    meanings = [Meaning(1, "a", 1, until=1), Meaning(2, "a", 2), Meaning(3, "a_v1", 1), D]
    editions = [_edition(number, "a", "a_v1") for number in (1, 2)]
    assert _name(make_catalogue(meanings, editions)) == {"a": 2, "a_v1": 3, "d": 9, "a_v1_": 1}


def test_a_mapped_meaning_is_read_in_the_codes_of_the_last() -> None:
    meanings = [
        Meaning(1, "a", 1, until=1, successor_id=2, recoding=((1, 2), (2, 1))),
        Meaning(2, "a", 2, until=2, successor_id=3, recoding=((2, 1),)),
        Meaning(3, "a", 3),
        D,
    ]
    catalogue = make_catalogue(meanings, [_edition(number, "a") for number in (1, 2, 3)])
    read = [catalogue.read(number, {"a": code})["a"] for number in (1, 2, 3) for code in (1, 2)]
    assert read == [1, 1, 1, 1, 1, 2]


def test_missing_codes_of_the_engine_are_never_recoded() -> None:
    mapped = Meaning(1, "a", 1, until=1, successor_id=2, recoding=((1, 2), (2, 1)))
    catalogue = make_catalogue(
        [mapped, Meaning(2, "a", 2), D], [_edition(1, "a"), _edition(2, "a")]
    )
    assert [catalogue.read(1, {"a": code})["a"] for code in (-1, -2, -3)] == [-1, -2, -3]


def test_who_was_given_no_such_item_was_not_asked() -> None:
    meanings = [Meaning(1, "a", 1), Meaning(2, "b", 2), D]
    catalogue = make_catalogue(meanings, [_edition(1, "a"), _edition(2, "a", "b")])
    assert catalogue.read(1, {"a": 1, "d": 1}) == {"a": 1, "b": -2, "d": 1}


def test_a_variable_without_a_meaning_is_an_error() -> None:
    with pytest.raises(ValueError, match="Version 2 has a variable a"):
        make_catalogue([Meaning(1, "a", 1, until=1), D], [_edition(2, "a")])
