"""Who invites whom in a made-up fieldwork, and when; nobody's answers and no database.

Invitations travel along ties, each person is invited once, and the clock runs in days.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from recruitment.simulation.population import Person

INTERVIEW_DAYS = 10 / (24 * 60)
PASS_CHANCE = 0.60
ONLY_OPENED_CHANCE = 0.12
BREAK_OFF_CHANCE = 0.06
MEDIAN_DELAY, DELAY_SPREAD = 1.3, 0.9
RESPONDENTS_PER_SEED = 30
FEWEST_SEEDS = 3
FIRST_SEEDS_DAYS = 2.0
LATEST = 0.95  # of the days planned, so that the last interview ends within them


class Course(StrEnum):
    """How far an invited person goes."""

    OPENED = "opened"
    SCREENED_OUT = "screened_out"
    BROKEN_OFF = "broken_off"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Design:
    """What a fieldwork is planned with."""

    respondents: int
    days: float
    coupon_count: int
    coupon_days: float
    channels: int
    pages: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One person following one coupon; `recruiter` is the position of that person's visit.

    `number` is the coupon's number for a recruit and 0 for a seed, who came through a channel.
    """

    person: int
    recruiter: int | None
    number: int
    channel: int
    wave: int
    delay: float  # days since the coupon was issued
    day: float
    course: Course = Course.OPENED
    last_page: int = 0  # the page after which somebody breaks off


class _PlanningRun:
    """The state of one planning run."""

    def __init__(self, population: Sequence[Person], design: Design, rng: Random) -> None:
        self.population, self.design, self.rng = population, design, rng
        self.invited: set[int] = set()
        self.waiting: list[tuple[float, int, Visit]] = []
        self.visits: list[Visit] = []
        self.seed_count = 0

    def place_seed(self, day: float) -> None:
        free = [one for one in self.population if one.number not in self.invited]
        if not free:
            raise ValueError("the population is too small")
        # Well-connected people come first to mind when seeds are sought.
        person = self.rng.choices(free, weights=[len(one.ties) for one in free])[0]
        delay = self.rng.uniform(0, FIRST_SEEDS_DAYS)
        channel = self.seed_count % self.design.channels
        self.seed_count += 1
        self._invite(Visit(person.number, None, 0, channel, 0, delay, day + delay))

    def take_next(self) -> Visit:
        """Let the person next in time act, and pass coupons on; return that visit."""
        day, _, invitation = heapq.heappop(self.waiting)
        person = self.population[invitation.person]
        draw, course = self.rng.random(), Course.COMPLETED
        if draw < ONLY_OPENED_CHANCE:
            course = Course.OPENED
        elif not person.is_eligible:
            course = Course.SCREENED_OUT
        elif draw < ONLY_OPENED_CHANCE + BREAK_OFF_CHANCE:
            course = Course.BROKEN_OFF
        is_broken_off = course is Course.BROKEN_OFF
        last = self.design.pages - 1
        last_page = self.rng.randint(min(1, last), last) if is_broken_off else 0
        visit = replace(invitation, course=course, last_page=last_page)
        self.visits.append(visit)
        if course is not Course.COMPLETED:
            return visit
        recruiter, wave, issued = len(self.visits) - 1, visit.wave + 1, day + INTERVIEW_DAYS
        for number in range(1, self.design.coupon_count + 1):
            friends = [friend for friend in person.ties if friend not in self.invited]
            delay = MEDIAN_DELAY * self.rng.lognormvariate(0, DELAY_SPREAD)
            is_passed = self.rng.random() < PASS_CHANCE and delay < self.design.coupon_days
            if friends and is_passed:
                friend, day = self.rng.choice(friends), issued + delay
                self._invite(Visit(friend, recruiter, number, visit.channel, wave, delay, day))
        return visit

    def _invite(self, visit: Visit) -> None:
        self.invited.add(visit.person)
        heapq.heappush(self.waiting, (visit.day, len(self.invited), visit))


def plan_fieldwork(population: Sequence[Person], design: Design, rng: Random) -> tuple[Visit, ...]:
    """Return visits in the order of time, as many as it takes for `design.respondents` completions.

    A recruiter stands before its recruits. When every chain has died out another seed is placed.
    Raises ValueError when the population is too small.
    """
    run = _PlanningRun(population, design, rng)
    for _ in range(max(FEWEST_SEEDS, design.respondents // RESPONDENTS_PER_SEED)):
        run.place_seed(0.0)
    completed, day = 0, 0.0
    while completed < design.respondents:
        if not run.waiting:
            run.place_seed(day)
        visit = run.take_next()
        day = visit.day
        completed += visit.course is Course.COMPLETED
    return schedule(run.visits, design, day)


def schedule(visits: Sequence[Visit], design: Design, last_day: float) -> tuple[Visit, ...]:
    """Return the visits stretched or shortened to fill the days planned, in the order of time.

    `last_day` is that of the last visit; recruiters stand before their recruits.
    """
    longest = max(visit.delay for visit in visits)
    interviews = INTERVIEW_DAYS * (1 + max(visit.wave for visit in visits))
    # One scale for all delays; no coupon may be used after it has expired.
    scale = LATEST * min((design.days - interviews) / last_day, design.coupon_days / longest)
    days: list[float] = []
    for visit in visits:
        begin = 0.0 if visit.recruiter is None else days[visit.recruiter] + INTERVIEW_DAYS
        waited = visit.day if visit.recruiter is None else visit.delay
        days.append(begin + waited * scale)
    order = sorted(range(len(visits)), key=lambda position: (days[position], position))
    positions: dict[int | None, int | None] = {old: new for new, old in enumerate(order)}
    positions[None] = None
    return tuple(
        replace(visits[old], day=days[old], recruiter=positions[visits[old].recruiter])
        for old in order
    )
