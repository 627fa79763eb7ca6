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


class _Fieldwork:
    """The state of one planning run."""

    def __init__(self, population: Sequence[Person], design: Design, rng: Random) -> None:
        self.population, self.design, self.rng = population, design, rng
        self.invited: set[int] = set()
        self.waiting: list[tuple[float, int, Visit]] = []
        self.visits: list[Visit] = []
        self.seed_count = 0

    def place_seed(self, day: float) -> None:
        """Well-connected people come first to mind when seeds are sought."""
        free = [one for one in self.population if one.number not in self.invited]
        if not free:
            raise ValueError("the population is too small")
        person = self.rng.choices(free, weights=[len(one.ties) for one in free])[0]
        delay = self.rng.uniform(0, FIRST_SEEDS_DAYS)
        channel = self.seed_count % self.design.channels
        self.seed_count += 1
        self._invite(Visit(person.number, None, 0, channel, 0, delay, day + delay))

    def take_next(self) -> Visit:
        """Let the person next in time act, and pass coupons on."""
        day, _, invitation = heapq.heappop(self.waiting)
        person = self.population[invitation.person]
        course = self._draw_course(person)
        is_broken_off = course is Course.BROKEN_OFF
        last = self.design.pages - 1
        last_page = self.rng.randint(min(1, last), last) if is_broken_off else 0
        visit = replace(invitation, course=course, last_page=last_page)
        self.visits.append(visit)
        if course is Course.COMPLETED:
            self._pass_on(visit, day + INTERVIEW_DAYS)
        return visit

    def _draw_course(self, person: Person) -> Course:
        draw = self.rng.random()
        if draw < ONLY_OPENED_CHANCE:
            return Course.OPENED
        if not person.is_eligible:
            return Course.SCREENED_OUT
        if draw < ONLY_OPENED_CHANCE + BREAK_OFF_CHANCE:
            return Course.BROKEN_OFF
        return Course.COMPLETED

    def _pass_on(self, visit: Visit, day: float) -> None:
        ties = self.population[visit.person].ties
        for number in range(1, self.design.coupon_count + 1):
            friends = [friend for friend in ties if friend not in self.invited]
            delay = MEDIAN_DELAY * self.rng.lognormvariate(0, DELAY_SPREAD)
            is_passed = self.rng.random() < PASS_CHANCE and delay < self.design.coupon_days
            if friends and is_passed:
                friend = self.rng.choice(friends)
                place = len(self.visits) - 1
                wave = visit.wave + 1
                self._invite(Visit(friend, place, number, visit.channel, wave, delay, day + delay))

    def _invite(self, visit: Visit) -> None:
        self.invited.add(visit.person)
        heapq.heappush(self.waiting, (visit.day, len(self.invited), visit))


def plan_fieldwork(population: Sequence[Person], design: Design, rng: Random) -> tuple[Visit, ...]:
    """Visits in the order of time, as many as it takes for `design.respondents` completions.

    A recruiter stands before its recruits. When every chain has died out another seed is placed.
    Raises ValueError when the population is too small.
    """
    fieldwork = _Fieldwork(population, design, rng)
    for _ in range(max(FEWEST_SEEDS, design.respondents // RESPONDENTS_PER_SEED)):
        fieldwork.place_seed(0.0)
    completed, day = 0, 0.0
    while completed < design.respondents:
        if not fieldwork.waiting:
            fieldwork.place_seed(day)
        visit = fieldwork.take_next()
        day = visit.day
        completed += visit.course is Course.COMPLETED
    return _in_order(_spread(fieldwork.visits, design, day))


def _spread(visits: Sequence[Visit], design: Design, last_day: float) -> list[Visit]:
    """Stretch or shorten every delay so that the fieldwork fills the days planned."""
    longest = max(visit.delay for visit in visits)
    interviews = INTERVIEW_DAYS * (1 + max(visit.wave for visit in visits))
    scale = LATEST * min((design.days - interviews) / last_day, design.coupon_days / longest)
    timed: list[Visit] = []
    for visit in visits:
        if visit.recruiter is None:
            timed.append(replace(visit, day=visit.day * scale))
        else:
            issued = timed[visit.recruiter].day + INTERVIEW_DAYS
            timed.append(replace(visit, day=issued + visit.delay * scale))
    return timed


def _in_order(visits: Sequence[Visit]) -> tuple[Visit, ...]:
    order = sorted(range(len(visits)), key=lambda place: (visits[place].day, place))
    new_places = {old: new for new, old in enumerate(order)}
    ordered = []
    for place in order:
        recruiter = visits[place].recruiter
        new_recruiter = None if recruiter is None else new_places[recruiter]
        ordered.append(replace(visits[place], recruiter=new_recruiter))
    return tuple(ordered)
