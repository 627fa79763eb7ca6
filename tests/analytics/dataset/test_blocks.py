"""Blocks give back what was written, and nothing of whoever is left out of them."""

import zlib
from random import Random

import numpy as np
import pytest

from analytics.dataset.blocks import (
    RESPONSE,
    keep_responses,
    list_responses,
    pack_block,
    read_block,
)
from analytics.dataset.columns import Columns, encode, stack
from surveys.engine.codebook import CellValue

VALUES: tuple[CellValue, ...] = (None, -1, -1.0, 0, 1, 1.0, 2**40, 0.1, "", "1", "刘 \0,\"'", "NA")


def draw_columns(random: Random, count: int, first: int = 1) -> Columns:
    """Columns of any kind of value, few different ones and many."""
    numbers = list(range(first, first + count))
    return {
        RESPONSE: encode(numbers),
        "any": encode(random.choices(VALUES, k=count)),
        "one": encode([7] * count),
        "words": encode([f"R{number:012}" for number in numbers]),
        "7": encode([random.random() for _ in numbers]),
    }


def spread(columns: Columns) -> dict[str, list[tuple[type, CellValue]]]:
    """Every value with its kind: 1 and 1.0 are two."""
    return {
        name: [(type(value), value) for value in column.spread()]
        for name, column in columns.items()
    }


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 257, 1000])
def test_what_is_read_is_what_was_written(count: int) -> None:
    columns = draw_columns(Random(count), count)
    found = read_block(pack_block(columns))
    assert list(found) == list(columns)
    assert spread(found) == spread(columns)
    assert list_responses(found).tolist() == list(range(1, count + 1))


def test_the_same_answers_make_the_same_block() -> None:
    columns = draw_columns(Random(1), 300)
    assert pack_block(read_block(pack_block(columns))) == pack_block(columns)


@pytest.mark.parametrize("seed", range(5))
def test_who_is_left_out_leaves_no_value_behind(seed: int) -> None:
    random = Random(seed)
    columns = draw_columns(random, 300)
    kept = set(random.sample(range(1, 301), random.choice([1, 150, 299])))
    rest = read_block(pack_block(keep_responses(columns, kept)))
    lines = [at for at in range(300) if at + 1 in kept]
    expected = {name: [cells[at] for at in lines] for name, cells in spread(columns).items()}
    assert spread(rest) == expected
    for column in rest.values():
        assert set(column.positions.tolist()) == set(range(len(column.values)))


def test_control_a_position_alone_would_leave_the_value() -> None:
    columns = draw_columns(Random(1), 2)
    columns["words"] = encode(["stays", "planted"])
    rest = keep_responses(columns, [1])
    assert b"planted" in zlib.decompress(pack_block(columns))
    assert b"planted" not in zlib.decompress(pack_block(rest))


def test_pieces_stack_in_their_order() -> None:
    random = Random(2)
    pieces = [draw_columns(random, count, first) for count, first in ((3, 1), (0, 4), (500, 4))]
    stacked = spread(stack(pieces))
    for name, cells in stacked.items():
        assert cells == [cell for piece in pieces for cell in spread(piece)[name]]
    assert stack([]) == {}


@pytest.mark.parametrize("seed", range(40))
def test_damaged_block_says_so(seed: int) -> None:
    random = Random(seed)
    columns = draw_columns(random, 20)
    head, _, body = zlib.decompress(pack_block(columns)).partition(b"\0")
    spoilt = {
        0: b"",
        1: pack_block(columns)[: random.randrange(40)],
        2: random.randbytes(random.randrange(200)),
        3: zlib.compress(head + b"\0" + body + b"x"),
        4: zlib.compress(head + b"\0" + b"\xff" * len(body)),
        5: zlib.compress(random.randbytes(50)),
        6: zlib.compress(b"[1]\0"),
        7: zlib.compress(b'{"a": 1}\0'),
        8: pack_block({"words": columns["words"]}),
        9: pack_block({RESPONSE: encode([1, None])}),
    }
    with pytest.raises(ValueError, match=r"\w"):
        read_block(spoilt[seed % 10])


def test_positions_of_many_values_are_wide_enough() -> None:
    columns = {RESPONSE: encode(list(range(70_000)))}
    found = read_block(pack_block(columns))
    assert np.array_equal(list_responses(found), np.arange(70_000))
