"""The dataset: typed columns of all completed responses, from blocks where they are sealed.

Whoever stands in no block yet, or was changed since, is coded from the answers. A column is named
by its meaning's number in the catalogue, or, what no question asks, by a word of `OWN_COLUMNS`.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from analytics.models import AnswerBlock, Generation
from analytics.selectors.coding import CodedChunk, code_responses
from analytics.selectors.plans import Counting
from analytics.selectors.samples import Rows, make_rows
from analytics.tallies.plan import LAYOUT
from recruitment.models import Channel, Recruit
from surveys.engine.catalogue import Catalogue
from surveys.models import Consent, Event, Respondent, Response, Survey
from surveys.selectors.answers import SHARING_BOX

if TYPE_CHECKING:
    from analytics.dataset.columns import CodedColumn, Columns

DESCRIBED = (
    "response",
    "respondent",
    "state",
    "language",
    "is_referred",
    "survey_year",
    "started_on",
    "completed_on",
    "completed_at",
    "seconds",
    "sharing",
    "wave",
    "seed",
    "recruiter",
    "channel",
    "enrolled_on",
)
OWN_COLUMNS = (*DESCRIBED, "degree", "is_coded")
"""Whose the answers are, and the place in the chain.

`completed_at` counts microseconds from 1970 on; `sharing` is 1 or 0 for the box of that name and
None without a consent; `channel` is its number; a seed has no `recruiter` and no `seed`; who has no
place at all has no `wave`. `degree` is None where unknown, and in all columns of answers nothing
stands where `is_coded` is 0.
"""
READ = (
    *("survey_id", "version_id", "state", "language", "is_referred", "survey_year"),
    *("answers", "started_at", "completed_at"),
)
"""What is read of a response."""
ROWS_PER_PIECE = 500
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

logger = logging.getLogger(__name__)


def load_coded(
    survey: Survey, response_ids: Collection[int], counting: Counting
) -> "tuple[Rows, Columns, dict[int, str]]":
    """Return the coded rows and the columns of those responses that are completed now.

    Then, by response, why the others of them cannot be coded.
    """
    responses = Response.objects.for_survey(survey).completed().filter(pk__in=response_ids)
    found = responses.only(*READ).order_by("pk")
    chunks, uncoded = code_responses(survey, counting.catalogue, found)
    return make_rows(chunks, counting), _make_columns(counting.catalogue, chunks, []), uncoded


def code_columns(survey: Survey, catalogue: Catalogue, responses: Sequence[Response]) -> "Columns":
    """Return the columns of responses in any state, those that cannot be coded last."""
    chunks, uncoded = code_responses(survey, catalogue, responses)
    others = [response for response in responses if response.pk in uncoded]
    return _make_columns(catalogue, chunks, others)


def iterate_dataset(survey: Survey, catalogue: Catalogue) -> "Iterator[Columns]":
    """Yield all completed responses once each, up to a thousand at a time."""

    def code(ids: list[int]) -> "Columns":
        responses = Response.objects.completed().filter(pk__in=ids)
        return code_columns(survey, catalogue, list(responses.only(*READ).order_by("pk")))

    return _iterate(survey, catalogue, code)


def load_seconds(survey: Survey, catalogue: Catalogue) -> list[float]:
    """Return how long every completed response took, where that is known; nothing is coded."""
    from analytics.dataset.columns import encode

    def read_times(ids: list[int]) -> "Columns":
        responses = Response.objects.completed().filter(pk__in=ids)
        times = responses.values_list("started_at", "completed_at")
        return {"seconds": encode([_count_seconds(started, ended) for started, ended in times])}

    pieces = _iterate(survey, catalogue, read_times)
    spread = (seconds for piece in pieces for seconds in piece["seconds"].spread())
    return [seconds for seconds in spread if isinstance(seconds, float)]


def _iterate(
    survey: Survey, catalogue: Catalogue, read: "Callable[[list[int]], Columns]"
) -> "Iterator[Columns]":
    """Yield what stands in blocks and was not changed since, then all others as `read` reads them.

    Blocks are sealed, rewritten and swapped meanwhile: who moves does so into the tail or into a
    newer block, and whoever was in no block that was read is read at the end.
    """
    import numpy as np

    from analytics.dataset.blocks import keep_responses, list_responses, read_block

    waiting = Event.objects.for_survey(survey).waiting()
    changed = np.array(list(waiting.values_list("response_id", flat=True)), np.int64)
    columns = [variable.id for variable in catalogue.variables]
    live = Generation.objects.for_survey(survey).live()
    # Of another version's columns no block is read. One generation to the end, though another may
    # take its place: then the rest of its people are coded.
    current = live.filter(plan__layout=LAYOUT, plan__columns=columns).first()
    blocks = AnswerBlock.objects.filter(generation=current).order_by("pk")
    newest, last = blocks.values_list("pk", flat=True).last() or 0, 0
    done = [np.zeros(0, np.int64)]
    while block := blocks.filter(pk__gt=last).first():
        last = block.pk
        try:
            found = read_block(bytes(block.document))
        except ValueError:
            logger.error("Block %s cannot be read; its responses are coded anew.", last)
            continue
        # Into a block made meanwhile somebody may have moved who was read in another one.
        known = [changed, *done] if last > newest else [changed]
        done.append(np.setdiff1d(list_responses(found), np.concatenate(known)))
        yield keep_responses(found, done[-1])
    completed = Response.objects.for_survey(survey).completed().order_by()
    everybody = np.fromiter(completed.values_list("pk", flat=True).iterator(), np.int64)
    rest = np.setdiff1d(everybody, np.concatenate(done)).tolist()
    for start in range(0, len(rest), ROWS_PER_PIECE):
        yield read(rest[start : start + ROWS_PER_PIECE])


def name_seeds(columns: "Columns") -> "CodedColumn":
    """Return the pseudonym of everybody's seed; of a seed, and of one in no chain, the own one."""
    from analytics.dataset.columns import encode

    seeds, own = columns["seed"].spread(), columns["respondent"].spread()
    return encode([seed or name for seed, name in zip(seeds, own, strict=True)])


def name_channels(survey: Survey, columns: "Columns") -> "CodedColumn":
    """Return the channel of every line by its name; one without goes by its kind."""
    numbers = [one for one in columns["channel"].values if isinstance(one, int)]
    channels = Channel.objects.filter(survey=survey, pk__in=numbers)
    return columns["channel"].replace({one.pk: one.name or one.kind for one in channels})


def _make_columns(
    catalogue: Catalogue, chunks: Sequence[CodedChunk], uncoded: Sequence[Response]
) -> "Columns":
    from analytics.dataset.columns import repeat, stack

    made = []
    for chunk in chunks:
        answers = {str(one.id): chunk.columns[one.spec.name] for one in catalogue.variables}
        is_coded = repeat(1, len(chunk.responses))
        own = {"degree": chunk.degree, "is_coded": is_coded}
        made.append(_describe(chunk.responses) | own | answers)
    if uncoded or not made:
        nothing, is_coded = repeat(None, len(uncoded)), repeat(0, len(uncoded))
        answers = {str(one.id): nothing for one in catalogue.variables}
        own = {"degree": nothing, "is_coded": is_coded}
        made.append(_describe(uncoded) | own | answers)
    return stack(made)


def _describe(responses: Sequence[Response]) -> "Columns":
    from analytics.dataset.columns import encode

    pks = [response.pk for response in responses]
    respondents = Respondent.objects.filter(response__in=pks)
    pseudonyms = dict(respondents.values_list("response__pk", "pseudonym"))
    consents = Consent.objects.filter(response__in=pks)
    boxes = dict(consents.values_list("response_id", "boxes"))
    recruits = Recruit.objects.filter(response__in=pks).with_names()
    names = ("wave", "seed_name", "recruiter_name", "channel_id", "enrolled_at")
    places = {pk: place for pk, *place in recruits.values_list("response_id", *names)}
    lines = []
    for response in responses:
        started, ended = response.started_at, response.completed_at
        wave, seed, recruiter, channel, enrolled = places.get(response.pk, [None] * len(names))
        ticked = boxes.get(response.pk)
        lines.append(
            {
                "response": response.pk,
                "respondent": pseudonyms[response.pk],
                "state": response.state,
                "language": response.language,
                "is_referred": int(response.is_referred),
                "survey_year": response.survey_year if started or ended else None,
                "started_on": _write_day(started),
                "completed_on": _write_day(ended),
                "completed_at": ended and (ended - EPOCH) // MICROSECOND,
                "seconds": _count_seconds(started, ended),
                "sharing": None if ticked is None else int(SHARING_BOX in ticked),
                "wave": wave,
                "seed": seed,
                "recruiter": recruiter,
                "channel": channel,
                "enrolled_on": _write_day(enrolled),
            }
        )
    return {name: encode([line[name] for line in lines]) for name in DESCRIBED}


def _write_day(moment: datetime | None) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None


def _count_seconds(started: datetime | None, ended: datetime | None) -> float | None:
    return (ended - started).total_seconds() if started and ended else None
