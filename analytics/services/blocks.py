"""Blocks of answers: written whole, and rewritten without whoever leaves or was changed."""

import logging
from collections.abc import Collection

from analytics.dataset.blocks import keep_responses, list_responses, pack_block, read_block
from analytics.dataset.columns import Columns
from analytics.models import AnswerBlock, Generation, TalliedResponse

logger = logging.getLogger(__name__)


def store_block(generation: Generation, columns: Columns) -> AnswerBlock | None:
    """Store columns as a new block; None when they are of nobody."""
    if not list_responses(columns).size:
        return None
    return AnswerBlock.objects.create(generation=generation, document=pack_block(columns))


def leave_blocks(generation: Generation, response_ids: Collection[int]) -> None:
    """Have these responses stand in no block: nothing of what they answered is left there.

    A block that cannot be read goes; its responses are in the tail then, until they are sealed.
    """
    sealed = TalliedResponse.objects.sealed(generation)
    leaving = sealed.filter(response_id__in=response_ids)
    if not (pks := set(leaving.values_list("block", flat=True))):
        return
    for block in AnswerBlock.objects.filter(pk__in=pks):
        try:
            columns = read_block(bytes(block.document))
            others = set(list_responses(columns).tolist()) - set(response_ids)
        except ValueError:
            logger.error("Block %s cannot be read; its responses are sealed anew.", block.pk)
            sealed.filter(block=block).update(block=None)
            others = set()
        if others:
            rest = pack_block(keep_responses(columns, others))
            AnswerBlock.objects.filter(pk=block.pk).update(document=rest)
        else:
            block.delete()
    leaving.update(block=None)
