"""The chain table: one line per person as R's package RDS reads it."""

from collections.abc import Iterator, Sequence
from itertools import chain, count
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef

from analytics.selectors.dataset import iterate_dataset, name_channels, name_seeds
from analytics.selectors.plans import Counting, load_counting
from recruitment.interchange.numbers import is_padded, is_too_long
from recruitment.models import Recruit
from recruitment.querysets import RecruitQuerySet
from surveys.engine.tables import Cell, write_csv
from surveys.models import Event, Respondent, Response, Survey

if TYPE_CHECKING:
    from analytics.dataset.columns import Columns

FRAME = (
    "id",
    "recruiter.id",
    "network.size",
    "wave",
    "seed",
    "channel",
    "enrolled_on",
    "is_simulated",
)
SEED_RECRUITER = "seed"
BATCH = 500


def export_chain_table(survey: Survey) -> Iterator[bytes]:
    """The file in pieces; all seeds share one recruiter who is nobody, and each is its own `seed`.

    The recruiter is "seed", or "seed_2" and so on where somebody is called that: R would take
    whoever has the id for the recruiter of all seeds. In it are those who completed and, as an
    empty line that keeps the chain whole, those who withdrew after completing. Missing answers and
    degrees are empty cells, which R reads as NA.
    """
    counting = load_counting(survey)
    return write_csv([*FRAME, *counting.variables], _iterate(survey, counting))


def list_text_columns(survey: Survey) -> tuple[str, ...]:
    """The columns that R has to be told to read as text, or 0755 would become 755 there."""
    return tuple(
        name
        for name, variable in load_counting(survey).variables.items()
        if any(
            isinstance(code, str) and (is_padded(code) or is_too_long(code))
            for code in variable.labels
        )
    )


def _iterate(survey: Survey, counting: Counting) -> Iterator[Sequence[Cell]]:
    import numpy as np

    from analytics.dataset.blocks import list_responses

    nobody = _name_nobody(survey)
    done = [np.zeros(0, np.int64)]
    for piece in iterate_dataset(survey, counting.catalogue):
        yield from _list_lines(piece, survey, counting, nobody)
        done.append(list_responses(piece))
    left = _list_left(survey)
    # Who left while the file was written may stand in it already.
    gone = np.array(list(left.values_list("response_id", flat=True)), np.int64)
    told = set(np.intersect1d(gone, np.concatenate(done)).tolist())
    for recruit in left.iterator(chunk_size=BATCH):
        if recruit.response_id not in told:
            own, seed = recruit.own_name, recruit.seed_name or recruit.own_name
            # The place in the chain alone.
            place = [own, recruit.recruiter_name or nobody, None, recruit.wave, seed, None, None]
            yield [*place, int(survey.is_simulated), *[None] * len(counting.variables)]


def _list_lines(
    piece: "Columns", survey: Survey, counting: Counting, nobody: str
) -> Iterator[Sequence[Cell]]:
    """Return a line for everybody who has a place in recruitment."""
    from analytics.dataset.columns import repeat

    columns = [
        piece["respondent"],
        piece["recruiter"].replace({None: nobody}),
        piece["degree"],
        piece["wave"],
        name_seeds(piece),
        name_channels(survey, piece),
        piece["enrolled_on"],
        repeat(int(survey.is_simulated), len(piece["wave"].positions)),
    ]
    for variable in counting.variables.values():
        # A code for no answer is no value here.
        codes: dict[Cell, Cell] = {code: code for code in variable.labels}
        column = piece[str(variable.id)]
        columns.append(column.replace({one: codes.get(one) for one in column.values}))
    lines = zip(*(column.spread() for column in columns), strict=True)
    return (line for line in lines if line[FRAME.index("wave")] is not None)


def _name_nobody(survey: Survey) -> str:
    """Return the recruiter of seeds, the first of its kind that is no respondent's id."""
    taken = set(
        Respondent.objects.filter(survey=survey, pseudonym__istartswith=SEED_RECRUITER).values_list(
            "pseudonym", flat=True
        )
    )
    numbered = (f"{SEED_RECRUITER}_{number}" for number in count(2))
    return next(name for name in chain([SEED_RECRUITER], numbered) if name not in taken)


def _list_left(survey: Survey) -> RecruitQuerySet:
    """Return those who withdrew after completing, with the names of their chain.

    By the event, as an import may not know when anybody completed.
    """
    told = Event.objects.filter(response=OuterRef("response"), kind=Event.Kind.WITHDRAWN)
    return (
        Recruit.objects.for_survey(survey)
        .filter(Exists(told), response__state=Response.State.WITHDRAWN)
        .with_names()
        .annotate(own_name=F("response__respondent__pseudonym"))
        .order_by("pk")
    )
