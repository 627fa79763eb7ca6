"""Random order that must never change: a revisit and another Python show the same page."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from surveys.engine.ordering import shuffle

CODES = (1, 2, 3, 4, 5, 6, 97, 90)


def test_the_order_for_a_seed_is_fixed_for_all_time() -> None:
    assert shuffle(CODES, 12345, "driver_mention", (97, 90)) == (3, 1, 2, 6, 5, 4, 97, 90)
    assert shuffle(("SAL", "CAR", "Q1", "HUK", "CLI"), 7, "driver_imp", ("Q1",)) == (
        "SAL",
        "HUK",
        "Q1",
        "CAR",
        "CLI",
    )


def test_another_seed_or_key_gives_another_order() -> None:
    orders = {shuffle(CODES, seed, key) for seed in range(5) for key in "ab"}
    assert len(orders) == 10


@given(
    st.lists(st.integers(0, 999), unique=True, max_size=20),
    st.integers(),
    st.sets(st.integers(0, 999)),
)
def test_shuffling_keeps_every_code_and_every_pinned_place(
    codes: list[int], seed: int, pinned: set[int]
) -> None:
    shuffled = shuffle(codes, seed, "key", pinned)
    assert sorted(shuffled) == sorted(codes)
    places = [place for place, code in enumerate(codes) if code in pinned]
    assert all(shuffled[place] == codes[place] for place in places)


def test_every_code_comes_first_about_equally_often() -> None:
    firsts = Counter(shuffle((1, 2, 3, 4), seed, "key")[0] for seed in range(4000))
    assert all(900 < count < 1100 for count in firsts.values())
