"""Documents far too large: refused in little time, with a hundred problems and a count."""

import time
from collections.abc import Callable, Iterator

import pytest

from surveys.engine.consistency import MOST_CELLS, MOST_ITEMS
from surveys.engine.errors import DocumentError
from surveys.engine.loading import load_document
from tests.surveys.engine.builders import make_choice, make_document, make_item, make_page

Data = dict[str, object]
ONE_SECOND = 1.0


@pytest.fixture(autouse=True)
def _within_a_second() -> Iterator[None]:
    """What this thread computed, whatever else the machine does; each took 3 to 22 s before."""
    begun = time.thread_time()
    yield
    assert time.thread_time() - begun < ONE_SECOND


def _make_items(count: int, **more: object) -> list[Data]:
    return [make_item(f"I{number}", f"v{number}", **more) for number in range(count)]


def _refuse(document: Data) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        load_document(document)
    return caught.value


def test_twenty_thousand_languages_give_a_hundred_problems_and_a_count() -> None:
    languages = [f"l{number}" for number in range(20_000)]
    page = make_page("one", *_make_items(500))
    error = _refuse(make_document(page, languages=languages, network_size_variable="v0"))
    assert str(error.problems[0]) == "languages: more than 20"
    assert len(error.problems) == 100
    assert str(error).endswith(f"and {error.more_count} more")
    # 500 prompts and 1,000 choices, page and document: 20 languages missing and one not known.
    assert len(error.problems) + error.more_count == 1 + 1502 * 21


def test_few_problems_are_all_told_and_none_counted() -> None:
    error = _refuse(make_document(network_size_variable="nobody"))
    assert (len(error.problems), error.more_count) == (1, 0)
    assert "more" not in str(error)


def _share_choices() -> Data:
    choices = {"all": [make_choice(number) for number in range(1000)]}
    page = make_page("one", *_make_items(200, type="multi", choice_set="all"))
    return make_document(page, choice_sets=choices, network_size_variable="v0")


def _cross_rows() -> Data:
    rows = [{"code": f"r{number}", "prompt": {"en": "?"}} for number in range(1000)]
    choices = [make_choice(number) for number in range(1000)]
    return make_document(make_page("one", make_item("A", "a", rows=rows, choices=choices)))


def _pipe_on() -> Data:
    """Each item has a choice of its own and, piped, those of all before it."""
    first = make_item("I0", "v0", type="multi", choices=[make_choice(0)])
    others = [
        make_item(
            f"I{number}",
            f"v{number}",
            type="multi",
            choices=[make_choice(number)],
            piping={"variable": f"v{number - 1}", "counted": []},
        )
        for number in range(1, 500)
    ]
    pages = [make_page(str(item["id"]), item) for item in (first, *others)]
    return make_document(*pages, network_size_variable="v0")


@pytest.mark.parametrize("make", [_share_choices, _cross_rows, _pipe_on])
def test_choices_are_counted_once_per_item_and_row(make: Callable[[], Data]) -> None:
    message = f"more than {MOST_CELLS} choices, counted once per item and row"
    assert [problem.message for problem in _refuse(make()).problems] == [message]


def test_items_are_counted() -> None:
    items = _make_items(5 * MOST_ITEMS, end_if=[{"condition": "nobody = 1", "reason": "x"}])
    error = _refuse(make_document(make_page("one", *items), network_size_variable="v0"))
    assert [str(problem) for problem in error.problems] == [f"pages: more than {MOST_ITEMS} items"]
