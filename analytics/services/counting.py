"""From stored coded rows and links to counts."""

from collections.abc import Collection, Iterator

from analytics.models import TalliedResponse
from analytics.selectors.samples import Links, Rows, list_links
from analytics.tallies.folding import fold
from analytics.tallies.plan import TallyPlan
from analytics.tallies.tallies import Tallies
from surveys.models import Survey


def count_rows(own: Rows, known: Rows, links: Links, plan: TallyPlan) -> Tallies:
    """Return the counts of `own` rows and of the links whose two ends are `known`."""
    pairs = [(known[a], known[b]) for a, b in links if a in known and b in known]
    return fold(own.values(), pairs, plan)


def count_stored(survey: Survey, plan: TallyPlan, batch_size: int = 1000) -> Iterator[Tallies]:
    """Yield the counts that the stored coded rows make; a link is in its recruit's part.

    Both ends of a link are read as stored, never coded again: what is counted is what a later
    withdrawal subtracts.
    """
    last = 0
    stored = TalliedResponse.objects.for_survey(survey).order_by("response_id")
    while batch := list(stored.filter(response_id__gt=last)[:batch_size]):
        own = {tallied.response_id: bytes(tallied.row) for tallied in batch}
        links = {link for link in list_links(own) if link[1] in own}
        recruiters = {recruiter for recruiter, _ in links} - own.keys()
        yield count_rows(own, own | load_rows(recruiters), links, plan)
        last = batch[-1].response_id


def load_rows(response_ids: Collection[int]) -> Rows:
    """Return what these responses have in the tallies; those that are not in them are left out."""
    stored = TalliedResponse.objects.filter(response_id__in=response_ids)
    return {tallied.response_id: bytes(tallied.row) for tallied in stored}
