"""The chains as a picture: who recruited whom and the state of each, without any answer."""

from dataclasses import dataclass

from django.utils import timezone

from recruitment.models import Recruit
from recruitment.rules.layout import Layout, Member, lay_out
from surveys.models import Response, Survey


@dataclass(frozen=True, slots=True)
class Mark:
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

    layout: Layout
    path: str
    marks: tuple[Mark, ...]

    @property
    def seed_count(self) -> int:
        """How many chains there are."""
        return len(self.layout.seeds)

    @property
    def last_wave(self) -> int:
        """The last wave reached."""
        return max((mark.wave for mark in self.marks), default=0)


def load_picture(survey: Survey) -> ChainPicture:
    """The whole picture in one query and one pass."""
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
        Mark(
            *layout.places[pk],
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


def _join(layout: Layout) -> str:
    """All lines as one path: a thousand elements fewer to paint."""
    return "".join(f"M{x1} {y1}L{x2} {y2}" for x1, y1, x2, y2 in layout.lines)
