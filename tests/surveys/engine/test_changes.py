"""Classes of change between versions, and the answers that breaking ones take."""

import pytest

from surveys.engine.changes import (
    NETWORK_SIZE,
    SPLIT,
    Answer,
    Change,
    ChangeKind,
    Edition,
    find_changes,
    find_faults,
    split_all,
)
from surveys.engine.codebook import list_variables
from surveys.engine.loading import load_document
from tests.surveys.engine.builders import make_choice, make_document, make_item, make_page, words


def _label(code: int, label: str, **more: object) -> dict[str, object]:
    return make_choice(code, **more) | {"label": words(label)}


YES_NO = [_label(1, "Yes"), _label(2, "No")]
DERIVED = {"name": "d", "label": words("D"), "expression": "a = 1"}


def _edition(number: int, *items: dict[str, object], **more: object) -> Edition:
    document = load_document(make_document(make_page("one", *items), **more))
    specs = {spec.name: spec for spec in list_variables(document)}
    return Edition(number, specs, document.network_size_variable)


def _item(name: str = "a", **more: object) -> dict[str, object]:
    return make_item(name.upper(), name, **{"choices": YES_NO, **more})


def _compare(before: dict[str, object], after: dict[str, object]) -> tuple[Change, ...]:
    return find_changes([_edition(1, before)], _edition(2, after))


def test_the_same_items_have_not_changed() -> None:
    assert _compare(_item(), _item()) == ()


@pytest.mark.parametrize(
    ("after", "kind", "reason"),
    [
        (_item(prompt=words("Else?")), ChangeKind.COSMETIC, "another wording"),
        (
            _item(choices=[_label(1, "Yes!"), _label(2, "No")]),
            ChangeKind.COSMETIC,
            "code 1 has another label",
        ),
        (_item(choices=[*YES_NO, _label(3, "Maybe")]), ChangeKind.EXTENDS, "code 3 is new"),
        (_item(choices=YES_NO[:1]), ChangeKind.BREAKS, "code 2 is gone"),
        (
            _item(choices=[_label(1, "No"), _label(2, "Yes")]),
            ChangeKind.BREAKS,
            "the label of code 1 moved",
        ),
        (
            _item(choices=[_label(1, "Always"), _label(2, "No"), _label(3, "yes ")]),
            ChangeKind.BREAKS,
            "the label of code 1 moved",
        ),
        (
            _item(choices=[_label(1, "Yes"), _label(2, "No", missing="refused")]),
            ChangeKind.BREAKS,
            "code 2 is a missing one in one of the versions alone",
        ),
        (
            make_item("A", "a", type="integer", minimum=0, maximum=9),
            ChangeKind.BREAKS,
            "category becomes integer",
        ),
        (
            make_item("A", "a", type="multi", choices=YES_NO),
            None,
            "",
        ),
    ],
)
def test_a_change_is_of_its_class(
    after: dict[str, object], kind: ChangeKind | None, reason: str
) -> None:
    changes = {change.name: change for change in _compare(_item(), after)}
    if kind is None:
        # The flags of a multi item are variables of their own; the column `a` ends.
        assert "a" not in changes
    else:
        assert changes["a"].kind is kind
        assert reason in changes["a"].reasons


def test_another_universe_extends() -> None:
    before = _edition(1, _item(), _item("b"))
    after = _edition(2, _item(), _item("b", show_if="a = 1"))
    [change] = find_changes([before], after)
    assert (change.name, change.kind) == ("b", ChangeKind.EXTENDS)
    assert change.reasons == ("asked if “” becomes “a = 1”",)


def test_wider_bounds_extend() -> None:
    number = {"type": "integer", "minimum": 0}
    [change] = _compare(
        make_item("A", "a", **number, maximum=9), make_item("A", "a", **number, maximum=99)
    )
    assert change.kind is ChangeKind.EXTENDS


def test_choices_of_a_multi_item_that_change_places_break() -> None:
    choices = [_label(1, "No"), _label(2, "Yes")]
    changes = _compare(
        make_item("A", "a", type="multi", choices=YES_NO),
        make_item("A", "a", type="multi", choices=choices),
    )
    assert [(one.name, one.kind) for one in changes if one.name != NETWORK_SIZE] == [
        ("a_1", ChangeKind.BREAKS),
        ("a_2", ChangeKind.BREAKS),
    ]


def test_prompts_that_change_places_break() -> None:
    first = _edition(1, _item(prompt=words("Work?")), _item("b", prompt=words("Home?")))
    second = _edition(2, _item(prompt=words("Home?")), _item("b", prompt=words("Work?")))
    kinds = {change.name: change.kind for change in find_changes([first], second)}
    assert kinds == {"a": ChangeKind.BREAKS, "b": ChangeKind.BREAKS}


def test_another_expression_breaks() -> None:
    after = _edition(2, _item(), derived=[DERIVED | {"expression": "a = 2"}])
    [change] = find_changes([_edition(1, _item(), derived=[DERIVED])], after)
    assert (change.name, change.reasons) == ("d", ("“a = 1” becomes “a = 2”",))


def test_another_parameter_breaks_what_reckons_with_it() -> None:
    derived = [DERIVED | {"expression": "a = limit"}]
    first = _edition(1, _item(), derived=derived, parameters={"limit": 1})
    second = _edition(2, _item(), derived=derived, parameters={"limit": 2})
    [change] = find_changes([first], second)
    assert change.reasons == ("“a = limit; limit = 1” becomes “a = limit; limit = 2”",)


def test_what_is_derived_from_a_broken_meaning_is_broken() -> None:
    chain = [DERIVED, {"name": "e", "label": words("E"), "expression": "d = 1"}]
    after = _edition(2, _item(choices=[_label(1, "No"), _label(2, "Yes")]), derived=chain)
    changes = find_changes([_edition(1, _item(), derived=chain)], after)
    assert [change.name for change in changes] == ["a", "d", "e"]
    assert changes[2].reasons == ("d has another meaning",)


def test_another_network_size_variable_breaks() -> None:
    first = _edition(1, _item(), _item("b"))
    second = _edition(2, _item(), _item("b"), network_size_variable="b")
    [change] = find_changes([first], second)
    assert (change.name, change.kind) == (NETWORK_SIZE, ChangeKind.BREAKS)


def test_a_meaning_that_paused_is_compared_with_its_last_version() -> None:
    editions = [_edition(1, _item(), _item("b")), _edition(2, _item())]
    after = _edition(3, _item(), _item("b", choices=YES_NO[:1]))
    [change] = find_changes(editions, after)
    assert (change.name, change.reasons) == ("b", ("code 2 is gone",))


def _find_faults(after: dict[str, object], answers: dict[str, Answer]) -> tuple[str, ...]:
    first, second = _edition(1, _item()), _edition(2, after)
    return find_faults(find_changes([first], second), [first], second, answers)


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({}, ("a: code 2 is gone",)),
        ({"a": SPLIT}, ()),
        ({"a": {2: 1}}, ()),
        ({"a": {}}, ("a: code 2 needs a new one",)),
        ({"a": {2: 7}}, ("a: there is no code 7",)),
        ({"a": {2: 1, 5: 1}}, ("a: there was no code 5",)),
        ({"a": SPLIT, "b": SPLIT}, ("b: nothing breaks here",)),
    ],
)
def test_an_answer_has_to_fit(answers: dict[str, Answer], faults: tuple[str, ...]) -> None:
    assert _find_faults(_item(choices=YES_NO[:1]), answers) == faults


def test_another_type_can_only_be_split() -> None:
    number = make_item("A", "a", type="integer", minimum=0, maximum=9)
    assert _find_faults(number, {"a": {}}) == ("a: two types can only be split",)


def test_nobody_can_split_the_network_size() -> None:
    first = _edition(1, _item(), _item("b"))
    second = _edition(2, _item(), _item("b"), network_size_variable="b")
    changes = find_changes([first], second)
    assert find_faults(changes, [first], second, {NETWORK_SIZE: SPLIT})
    assert find_faults(changes, [first], second, split_all(changes)) == ()
