"""What responses have in a generation's counts: read, changed, and counted from scratch."""

from collections.abc import Collection, Iterator

from analytics.dataset.columns import Columns
from analytics.models import Generation, TalliedResponse
from analytics.selectors.samples import Links, Rows, list_links
from analytics.services.blocks import leave_blocks, store_block
from analytics.services.tallying import add_to_tallies, forget_rows, record_rows
from analytics.tallies.folding import fold
from analytics.tallies.plan import TallyPlan, plan_from_json
from analytics.tallies.tallies import Tallies, subtract


def settle(
    generation: Generation,
    response_ids: Collection[int],
    now: Rows,
    columns: Columns | None = None,
    *,
    in_one: bool = False,
) -> None:
    """Make a generation hold these responses as they are `now`; those without a row leave.

    Only the difference to what it holds is added. With their `columns` they stand in a block, else
    in the tail. Raises `TalliesBrokenError`.
    """
    plan = plan_from_json(generation.plan)
    links = list_links(response_ids)
    touched = {*response_ids, *(response_id for link in links for response_id in link)}
    before = load_rows(generation, touched)
    after = {pk: row for pk, row in before.items() if pk not in response_ids} | now
    own_before = {pk: row for pk, row in before.items() if pk in response_ids}
    change = subtract(_count(now, after, links, plan), _count(own_before, before, links, plan))
    leave_blocks(generation, response_ids)
    block = store_block(generation, columns) if columns else None
    record_rows(generation, {pk: row for pk, row in now.items() if before.get(pk) != row}, block)
    forget_rows(generation, own_before.keys() - now.keys())
    add_to_tallies(generation, change, plan, in_one=in_one)


def count_stored(generation: Generation, batch_size: int = 1000) -> Iterator[Tallies]:
    """Yield the counts that the stored coded rows make; a link is in its recruit's part."""
    plan, last = plan_from_json(generation.plan), 0
    stored = TalliedResponse.objects.filter(generation=generation).order_by("response_id")
    while batch := list(stored.filter(response_id__gt=last)[:batch_size]):
        own = {tallied.response_id: bytes(tallied.row) for tallied in batch}
        links = {link for link in list_links(own) if link[1] in own}
        recruiters = {recruiter for recruiter, _ in links} - own.keys()
        yield _count(own, own | load_rows(generation, recruiters), links, plan)
        last = batch[-1].response_id


def load_rows(generation: Generation, response_ids: Collection[int]) -> Rows:
    """Return what these responses have in the counts; those that are not in them are left out."""
    stored = TalliedResponse.objects.filter(generation=generation, response_id__in=response_ids)
    return {tallied.response_id: bytes(tallied.row) for tallied in stored}


def _count(own: Rows, known: Rows, links: Links, plan: TallyPlan) -> Tallies:
    """Return the counts of `own` rows and of the links whose two ends are `known`."""
    pairs = [(known[a], known[b]) for a, b in links if a in known and b in known]
    return fold(own.values(), pairs, plan)
