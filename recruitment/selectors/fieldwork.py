"""Questions about recruitment in the field: coupon use, waves, chains. No answers are read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce

from recruitment.models import Channel, Coupon, CouponEvent, Recruit, label_channel
from surveys.models import Response, Survey
from surveys.selectors.progress import load_progress

SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class CouponUse:
    """What became of coupons; `live` ones can still be redeemed, `expiring` of them soon end."""

    issued: int
    opened: int
    redeemed: int
    live: int
    expiring: int
    expired: int


@dataclass(frozen=True, slots=True)
class CouponUses:
    """Coupons of seeds, of respondents, and of both together."""

    seeds: CouponUse
    respondents: CouponUse
    total: CouponUse


@dataclass(frozen=True, slots=True)
class Wave:
    """The recruits of one wave and how many people they recruited in turn."""

    number: int
    enrolled: int
    completed: int
    screened_out: int
    recruited: int

    @property
    def recruits_per_person(self) -> float | None:
        """Recruits per respondent who completed; None while nobody of this wave has."""
        return self.recruited / self.completed if self.completed else None


@dataclass(frozen=True, slots=True)
class Chain:
    """One seed and everybody it led to."""

    number: int
    pseudonym: str
    channel: str
    seed_state: str
    recruits: int
    completed: int
    waves: int
    last_completed_at: datetime | None
    live_coupons: int
    may_grow: bool
    """Whether anybody can still join: by a live coupon while the survey is open, or under way."""


def count_coupons(survey: Survey, *, now: datetime) -> CouponUses:
    """Coupon use at `now`, in two queries."""
    live = Q(redeemed_at=None, expired_at=None, expires_at__gt=now)
    past = Q(expired_at__isnull=False) | Q(redeemed_at=None, expires_at__lte=now)
    seeds = Q(channel__isnull=False)
    counted = {
        "issued": Q(),
        "redeemed": Q(redeemed_at__isnull=False),
        "live": live,
        "expiring": live & Q(expires_at__lte=now + SOON),
        "expired": past,
    }
    figures = Coupon.objects.for_survey(survey).aggregate(
        **{name: Count("pk", filter=rule) for name, rule in counted.items()},
        **{f"seed_{name}": Count("pk", filter=rule & seeds) for name, rule in counted.items()},
    )
    opened = CouponEvent.objects.filter(
        coupon__survey=survey, kind=CouponEvent.Kind.OPENED
    ).aggregate(
        opened=Count("pk"), seed_opened=Count("pk", filter=Q(coupon__channel__isnull=False))
    )
    figures |= opened
    names = (*counted, "opened")
    return CouponUses(
        seeds=CouponUse(**{name: figures[f"seed_{name}"] for name in names}),
        respondents=CouponUse(**{name: figures[name] - figures[f"seed_{name}"] for name in names}),
        total=CouponUse(**{name: figures[name] for name in names}),
    )


def load_stamp(survey: Survey, *, now: datetime) -> str:
    """Return a text that changes with anything the fieldwork pages show, at the price of counts.

    No state is ever left for an earlier one, so that equal counts mean that nothing has happened.
    """
    shown = (
        load_progress(survey, now=now),
        count_coupons(survey, now=now),
        survey.standing_at(now),
        list(Channel.objects.filter(survey=survey).order_by("pk").values_list("kind", "name")),
    )
    return sha256(repr(shown).encode()).hexdigest()[:16]


def list_waves(survey: Survey) -> list[Wave]:
    """Every wave reached, seeds first, in one query."""
    state = Response.State
    rows = list(
        Recruit.objects.for_survey(survey)
        .order_by("wave")
        .values("wave")
        .annotate(
            enrolled=Count("pk"),
            completed=Count("pk", filter=Q(response__state=state.COMPLETED)),
            screened_out=Count("pk", filter=Q(response__state=state.SCREENED_OUT)),
        )
    )
    enrolled = {row["wave"]: row["enrolled"] for row in rows}
    return [
        Wave(
            number=row["wave"],
            enrolled=row["enrolled"],
            completed=row["completed"],
            screened_out=row["screened_out"],
            recruited=enrolled.get(row["wave"] + 1, 0),
        )
        for row in rows
    ]


def list_chains(survey: Survey, *, now: datetime) -> list[Chain]:
    """Every seed that enrolled, in the order of enrolment, in three queries."""
    seeds = (
        Recruit.objects.for_survey(survey)
        .seeds()
        .order_by("pk")
        .values_list(
            "pk",
            "response__respondent__pseudonym",
            "channel__kind",
            "channel__name",
            "response__state",
        )
    )
    grown = _count_chains(survey)
    live, is_open = _count_live_coupons(survey, now), survey.is_open_at(now)
    return [
        Chain(
            number=number,
            pseudonym=pseudonym,
            channel=label_channel(kind, name) if kind else "",
            seed_state=state,
            recruits=grown[pk]["enrolled"] - 1,
            completed=grown[pk]["completed"],
            waves=grown[pk]["waves"],
            last_completed_at=grown[pk]["last"],
            live_coupons=live.get(pk, 0),
            may_grow=bool(grown[pk]["under_way"] or (is_open and live.get(pk))),
        )
        for number, (pk, pseudonym, kind, name, state) in enumerate(seeds, start=1)
    ]


def _count_chains(survey: Survey) -> dict[int, dict]:
    state = Response.State
    rows = (
        Recruit.objects.for_survey(survey)
        .order_by()
        .annotate(head=Coalesce("seed_id", "pk"))
        .values("head")
        .annotate(
            enrolled=Count("pk"),
            completed=Count("pk", filter=Q(response__state=state.COMPLETED)),
            under_way=Count("pk", filter=Q(response__state=state.STARTED)),
            waves=Max("wave"),
            last=Max("response__completed_at", filter=Q(response__state=state.COMPLETED)),
        )
    )
    return {row["head"]: row for row in rows}


def _count_live_coupons(survey: Survey, now: datetime) -> dict[int, int]:
    rows = (
        Coupon.objects.for_survey(survey)
        .live(now)
        .filter(recruiter__isnull=False)
        .order_by()
        .annotate(head=Coalesce(F("recruiter__seed_id"), F("recruiter_id")))
        .values("head")
        .annotate(live=Count("pk"))
    )
    return {row["head"]: row["live"] for row in rows}
