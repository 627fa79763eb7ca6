"""The chains as a picture: who recruited whom and the state of each, without any answer."""

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import timezone

from recruitment.layout.marks import ChainLayout, Member, lay_out
from recruitment.layout.wave_bars import BarLayout, lay_out_bars
from recruitment.models import Recruit
from surveys.models import Response, Survey

# Beyond it a page shows bars: 30,000 marks are megabytes, and no eye tells them apart.
MOST_MARKS = 2_000


@dataclass(frozen=True, slots=True)
class RecruitMark:
    """One recruit in the picture; `number` is set for seeds, as in the table beside it."""

    x: int
    y: int
    state: str
    state_label: str
    pseudonym: str
    wave: int
    day: str
    number: int | None


@dataclass(frozen=True, slots=True)
class ChainPicture:
    """Everything the template draws."""

    layout: ChainLayout
    path: str
    marks: tuple[RecruitMark, ...]

    @property
    def seed_count(self) -> int:
        """Return how many chains there are."""
        return len(self.layout.seeds)

    @property
    def last_wave(self) -> int:
        """Return the last wave reached."""
        return max((mark.wave for mark in self.marks), default=0)


def load_bars(survey: Survey) -> BarLayout | None:
    """Return the chains as bars by wave, or None while every recruit can have a mark."""
    recruits = Recruit.objects.for_survey(survey)
    if recruits.count() <= MOST_MARKS:
        return None
    seeds = recruits.seeds().order_by("pk").values_list("pk", flat=True)
    numbers = {pk: number for number, pk in enumerate(seeds, start=1)}
    counted = (
        recruits.order_by()
        .annotate(head=Coalesce("seed_id", "pk"))
        .values_list("head", "wave")
        .annotate(count=Count("pk"))
    )
    return lay_out_bars({(numbers[head], wave): count for head, wave, count in counted})


def load_picture(survey: Survey) -> ChainPicture:
    """Return the whole picture in one query and one pass."""
    rows = list(
        Recruit.objects.for_survey(survey)
        .order_by("pk")
        .values_list(
            "pk",
            "recruiter_id",
            "wave",
            "response__state",
            "response__respondent__pseudonym",
            "enrolled_at",
        )
    )
    layout = lay_out([Member(pk, recruiter, wave) for pk, recruiter, wave, *_ in rows])
    seeds = [pk for pk, _, wave, *_ in rows if wave == 0]
    numbers = {pk: number for number, pk in enumerate(seeds, start=1)}
    labels = dict(Response.State.choices)
    marks = tuple(
        RecruitMark(
            *layout.points[pk],
            state=state,
            state_label=str(labels[state]),
            pseudonym=pseudonym,
            wave=wave,
            day=timezone.localdate(enrolled_at).isoformat() if enrolled_at else "",
            number=numbers.get(pk),
        )
        for pk, _, wave, state, pseudonym, enrolled_at in rows
    )
    return ChainPicture(layout, _join(layout), marks)


def _join(layout: ChainLayout) -> str:
    """All lines as one path: a thousand elements fewer to paint."""
    return "".join(f"M{x1} {y1}L{x2} {y2}" for x1, y1, x2, y2 in layout.lines)
