"""How far the fieldwork of a survey is: counts by state, today's figures, how long it takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from statistics import median

from django.db.models import Count, Max, Q
from django.utils import timezone

from surveys.models import Response, Survey

RECENT_COUNT = 1000


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures of one survey; `median_minutes` is over the latest RECENT_COUNT completions."""

    started: int
    completed: int
    screened_out: int
    withdrawn: int
    started_today: int
    completed_today: int
    median_minutes: float | None
    last_completed_at: datetime | None

    @property
    def total(self) -> int:
        """All responses, whatever became of them."""
        return self.started + self.completed + self.screened_out + self.withdrawn


@dataclass(frozen=True, slots=True)
class SurveySummary:
    """One line of a researcher's list of surveys."""

    survey: Survey
    completed: int
    total: int
    last_completed_at: datetime | None


def load_progress(survey: Survey, *, now: datetime) -> Progress:
    """The figures at `now`; today is the day of the server's time zone."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    state = Response.State
    responses = Response.objects.for_survey(survey)
    figures = responses.aggregate(
        started=Count("pk", filter=Q(state=state.STARTED)),
        completed=Count("pk", filter=Q(state=state.COMPLETED)),
        screened_out=Count("pk", filter=Q(state=state.SCREENED_OUT)),
        withdrawn=Count("pk", filter=Q(state=state.WITHDRAWN)),
        started_today=Count("pk", filter=Q(started_at__gte=midnight)),
        completed_today=Count("pk", filter=Q(state=state.COMPLETED, completed_at__gte=midnight)),
        last_completed_at=Max("completed_at", filter=Q(state=state.COMPLETED)),
    )
    return Progress(**figures, median_minutes=_recent_median(survey))


def _recent_median(survey: Survey) -> float | None:
    """Median minutes per completion; a bounded sample keeps the page quick at any size."""
    times = (
        Response.objects.for_survey(survey)
        .completed()
        .filter(started_at__isnull=False, completed_at__isnull=False)
        .order_by("-completed_at")
        .values_list("started_at", "completed_at")[:RECENT_COUNT]
    )
    minutes = [(completed - started).total_seconds() / 60 for started, completed in times]
    return median(minutes) if minutes else None


def summarise_surveys(surveys: Iterable[Survey]) -> list[SurveySummary]:
    """Counts beside each survey, with one query for all of them."""
    surveys = list(surveys)
    rows = (
        Response.objects.filter(survey__in=surveys)
        .exclude(state=Response.State.WITHDRAWN)
        .order_by()
        .values("survey_id")
        .annotate(
            total=Count("pk"),
            completed=Count("pk", filter=Q(state=Response.State.COMPLETED)),
            last=Max("completed_at"),
        )
    )
    found = {row["survey_id"]: (row["completed"], row["total"], row["last"]) for row in rows}
    return [SurveySummary(survey, *found.get(survey.pk, (0, 0, None))) for survey in surveys]
