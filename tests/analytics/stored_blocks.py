"""What stands in the blocks and the tail of every generation, as tests look at it."""

from typing import Any

import pytest

from analytics.dataset.blocks import read_block
from analytics.models import AnswerBlock, Generation, TalliedResponse
from analytics.selectors.dataset import iterate_dataset
from analytics.services import sealing
from analytics.services.folding import fold_all
from analytics.tallies.plan import plan_from_json
from analytics.tallies.rows import stack_rows
from surveys.engine.codebook import CellValue
from surveys.models import Survey
from surveys.selectors.catalogues import load_catalogue
from tests.factories import NOW, make_recruit


def seal_early(monkeypatch: pytest.MonkeyPatch, rows_per_block: int = 2) -> None:
    """Seal as soon as a few responses fill a block."""
    monkeypatch.setattr(sealing, "LONGEST_TAIL", rows_per_block)
    monkeypatch.setattr(sealing, "ROWS_PER_BLOCK", rows_per_block)


def list_sealed() -> dict[int, list[int]]:
    """Responses by block, as the blocks have them."""
    return {
        block.pk: read_block(bytes(block.document))["response"].spread()  # type: ignore[misc]
        for block in AnswerBlock.objects.order_by("pk")
    }


def list_values() -> set[CellValue]:
    """Every value in any block of any generation, among the values or at a position."""
    return {
        value
        for block in AnswerBlock.objects.all()
        for column in read_block(bytes(block.document)).values()
        for value in (*column.values, *column.spread())
    }


def list_rows() -> list[Any]:
    """Every coded row of any generation, unpacked."""
    return [
        row
        for generation in Generation.objects.all()
        for row in stack_rows(
            [bytes(one.row) for one in TalliedResponse.objects.filter(generation=generation)],
            plan_from_json(generation.plan),
        )
    ]


def complete(survey: Survey, count: int, replies: dict[str, list[str]] | None = None) -> list[Any]:
    made = [make_recruit(survey=survey, replies=replies).response for _ in range(count)]
    fold_all(survey.pk, now=NOW)
    return made


def read_all(survey: Survey) -> list[tuple[object, ...]]:
    """Every line of the dataset, the same whether it is sealed or not."""
    catalogue = load_catalogue(survey)
    lines: list[tuple[object, ...]] = []
    for piece in iterate_dataset(survey, catalogue):
        names = sorted(piece)
        lines += zip(*(piece[name].spread() for name in names), strict=True)
    return sorted(lines, key=repr)
