"""A made-up fieldwork through the verbs that the pages call, with a clock of its own."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from recruitment.models import Coupon, CouponEvent, Recruit
from recruitment.services.coupons import expire_coupons, record_opened, redeem_coupon
from recruitment.services.errors import SimulationError
from recruitment.services.seeds import create_channel, place_seeds
from recruitment.services.studies import CHANNELS, EXAMPLE_SETTINGS, STUDY
from recruitment.simulation.fieldwork import Course, Design, Visit, plan_fieldwork
from recruitment.simulation.interviews import MadeUpRespondent, PagePost, draw_interview, may_end
from recruitment.simulation.population import make_population
from recruitment.simulation.profile import load_profile
from recruitment.simulation.replies import draw_replies
from surveys.engine.changes import SPLIT
from surveys.engine.flow import next_page
from surveys.engine.schema import Context
from surveys.models import Membership, QuestionnaireVersion, Response, Survey
from surveys.selectors.runner import load_context, load_plan, load_survey
from surveys.services.fielding import create_survey, open_survey
from surveys.services.keys import make_key
from surveys.services.paradata import record_shown
from surveys.services.questionnaires import publish_version
from surveys.services.responses import ConsentGiven, Step, save_page
from surveys.services.studies import read_profile, read_study
from surveys.services.teams import join_survey

PEOPLE_PER_RESPONDENT = 8
COUPON_DAYS = 14
DEVICES = ("wx_android", "wx_android", "wx_ios", "mobile", "desktop")
CARELESS_CHANCE, CARELESS_BLANKS, USUAL_BLANKS = 0.1, 0.10, 0.015
LANGUAGE = "zh-Hans"  # where the questionnaire has it, otherwise its first

Report = Callable[[int], None]
"""Called with the number of completed responses so far."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is to be simulated; the same settings give the same tree, times and answers."""

    slug: str
    respondents: int
    seed: int
    days: int


@dataclass(frozen=True, slots=True)
class SimulatedStudy:
    """What made-up people answer, and what is particular to them (`recruitment.simulation`)."""

    slug: str
    document: Mapping[str, object]
    profile: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a simulated survey holds."""

    survey: str
    completed: int
    screened_out: int
    broken_off: int
    seeds: int
    waves: int
    coupons: int
    redeemed: int
    expired: int


def find_study(slug: str = STUDY, profile: Mapping[str, object] | None = None) -> SimulatedStudy:
    """Return a questionnaire by its short name, in its last version.

    The study that comes with the program is taken from there, with the profile beside it. Raises
    `SimulationError` when there is no such questionnaire.
    """
    if slug == STUDY:
        return SimulatedStudy(STUDY, read_study(STUDY), profile or read_profile(STUDY))
    versions = QuestionnaireVersion.objects.filter(questionnaire__slug=slug)
    last = versions.order_by("number").last()
    if last is None:
        raise SimulationError(f"There is no questionnaire “{slug}”.")
    return SimulatedStudy(slug, last.document, profile or {})


def simulate_fieldwork(
    settings: Settings,
    *,
    owner: User,
    now: datetime,
    study: SimulatedStudy | None = None,
    report: Report | None = None,
) -> Summary:
    """Fill a survey with made-up responses of the days before `now`; without `study` to ours.

    Called again it finishes what was interrupted, and otherwise changes nothing. Raises
    `SimulationError` when the name belongs to any other survey, and `ProfileError`.
    """
    study = study or find_study()
    survey = _find_same(settings, study) or _open_simulated(settings, study, now)
    join_survey(survey, researcher=owner, role=Membership.Role.OWNER)
    if survey.responses.completed().count() < settings.respondents:
        fieldwork = _Fieldwork(survey, settings, study, survey.opens_at or now)
        fieldwork.run(report or (lambda completed: None))
    expire_coupons(now=now)
    return summarise(survey)


def _find_same(settings: Settings, study: SimulatedStudy) -> Survey | None:
    survey = load_survey(settings.slug)
    if survey is None:
        return None
    made_with = survey.details.get("simulation")
    if not survey.is_simulated or made_with is None:
        raise SimulationError(f"“{survey.slug}” is another survey; choose another name.")
    if made_with != asdict(settings):
        raise SimulationError(f"“{survey.slug}” was made with {made_with}; choose another name.")
    if survey.version.questionnaire.slug != study.slug:
        raise SimulationError(f"“{survey.slug}” asks something else; choose another name.")
    return survey


@transaction.atomic
def _open_simulated(settings: Settings, study: SimulatedStudy, now: datetime) -> Survey:
    begin = now.replace(microsecond=0) - timedelta(days=settings.days)
    details = {**EXAMPLE_SETTINGS["details"], "simulation": asdict(settings)}
    survey = create_survey(
        settings.slug,
        version=publish_version(study.slug, document=study.document, now=begin, answers=SPLIT),
        is_simulated=True,
        coupon_days=COUPON_DAYS,
        withdrawal_until=(begin + timedelta(days=365)).date(),
        **{**EXAMPLE_SETTINGS, "details": details},
    )
    # What nobody can answer, or no one can follow, leaves no survey behind.
    plan = load_plan(survey.version)
    load_profile(study.profile, plan)
    contexts = [Context(begin.year, one, survey.parameters) for one in (False, True)]
    if not all(may_end(plan, one, Course.COMPLETED) for one in contexts):
        raise SimulationError(f"Nobody was found who can complete “{study.slug}”.")
    return open_survey(survey, now=begin)


class _Fieldwork:
    """One run: the plan of visits, and the coupons each of them has given so far."""

    def __init__(
        self, survey: Survey, settings: Settings, study: SimulatedStudy, begin: datetime
    ) -> None:
        rng = Random(settings.seed)  # noqa: S311 (made-up people must be repeatable)
        self.survey, self.seed, self.begin = survey, settings.seed, begin
        self.plan = load_plan(survey.version)
        self.profile = load_profile(study.profile, self.plan)
        self.channels = [create_channel(survey, kind=kind) for kind in CHANNELS]
        count = PEOPLE_PER_RESPONDENT * settings.respondents
        self.population = make_population(self.profile, count, rng)
        if not self._may_bar(begin.year):
            self.population = tuple(replace(one, is_eligible=True) for one in self.population)
        design = Design(
            respondents=settings.respondents,
            days=settings.days,
            coupon_count=survey.coupon_count,
            coupon_days=survey.coupon_days,
            channels=len(self.channels),
            pages=len(self.plan.pages),
        )
        self.visits = plan_fieldwork(self.population, design, rng)
        self.coupons: dict[int, list[Coupon]] = {}
        self.seeds_placed: Counter[int] = Counter()

    def _may_bar(self, survey_year: int) -> bool:
        """Whether the questionnaire screens out some seeds and some recruits."""
        contexts = [Context(survey_year, one, self.survey.parameters) for one in (False, True)]
        return all(may_end(self.plan, one, Course.SCREENED_OUT) for one in contexts)

    def run(self, report: Report) -> None:
        completed = 0
        for position, visit in enumerate(self.visits):
            # One commit per visit: a running installation is never locked out for long.
            with transaction.atomic():
                self._play(position, visit)
            if visit.course is Course.COMPLETED:
                completed += 1
                report(completed)

    def _play(self, position: int, visit: Visit) -> None:
        moment = self.begin + timedelta(seconds=round(visit.day * 86_400))
        coupon = self._coupon_of(visit, moment)
        is_played = coupon.events.filter(kind=CouponEvent.Kind.OPENED).exists()
        if not is_played:
            self._follow(coupon, visit, moment)
        if visit.course is Course.COMPLETED:
            self.coupons[position] = list(
                Coupon.objects.filter(recruiter__coupon=coupon)
                .select_related("survey", "recruiter")
                .order_by("number")
            )

    def _coupon_of(self, visit: Visit, moment: datetime) -> Coupon:
        """The coupon to follow; an interrupted run has placed some seeds already."""
        if visit.recruiter is not None:
            return self.coupons[visit.recruiter][visit.number - 1]
        channel = self.channels[visit.channel]
        self.seeds_placed[visit.channel] += 1
        placed = channel.coupons.filter(number=self.seeds_placed[visit.channel])
        return (
            placed.select_related("survey", "recruiter").first()
            or place_seeds(channel, count=1, now=moment)[0]
        )

    def _follow(self, coupon: Coupon, visit: Visit, moment: datetime) -> None:
        record_opened(coupon, now=moment)
        if visit.course is Course.OPENED:
            return
        languages = self.plan.document.languages
        language = LANGUAGE if LANGUAGE in languages else languages[0]
        consent = ConsentGiven(frozenset({"participate"}), language, "0" * 64)
        response = redeem_coupon(coupon, key=make_key(), consent=consent, now=moment)
        step = self._answer(response, visit, moment)
        expected = {Course.COMPLETED: Step.COMPLETED, Course.SCREENED_OUT: Step.SCREENED_OUT}
        if step is not expected.get(visit.course, Step.NEXT):
            raise SimulationError(f"{visit} ended as {step}.")

    def _answer(self, response: Response, visit: Visit, moment: datetime) -> Step:
        """Post page after page as a browser would, up to the end or to where it breaks off."""
        # A chance of its own for each person, so that what one replies moves nobody else.
        rng = Random(f"{self.seed}/{visit.person}")  # noqa: S311
        recruiter = None if visit.recruiter is None else self.visits[visit.recruiter].person
        wishes = draw_replies(
            self.profile,
            self.population[visit.person],
            rng,
            survey_year=response.survey_year,
            recruiter=None if recruiter is None else self.population[recruiter],
        )
        blanks = CARELESS_BLANKS if rng.random() < CARELESS_CHANCE else USUAL_BLANKS
        device = rng.choice(DEVICES)
        respondent = MadeUpRespondent(visit.course, visit.last_page, wishes, blanks)
        context = load_context(response)
        page = next_page(self.plan, 0, {}, context) or 1
        record_shown(response, page_number=page, device=device, now=moment)
        step = Step.NEXT
        for post in draw_interview(self.plan, context, respondent, rng):
            moment += timedelta(seconds=post.seconds)
            step = _save(response, post, moment, device)
        return step


def _save(response: Response, post: PagePost, moment: datetime, device: str) -> Step:
    """Save a page, and again after a reminder, which leaves blank what was blank."""
    for _ in range(2):
        saved = save_page(
            response, page_number=post.number, raw=post.raw, now=moment, device=device
        )
        if saved.step is not Step.REMIND:
            break
    return saved.step


def summarise(survey: Survey) -> Summary:
    """Count what the survey holds now."""
    states = list(survey.responses.values_list("state", flat=True))
    coupons = Coupon.objects.for_survey(survey)
    recruits = Recruit.objects.for_survey(survey)
    return Summary(
        survey=survey.slug,
        completed=states.count(Response.State.COMPLETED),
        screened_out=states.count(Response.State.SCREENED_OUT),
        broken_off=states.count(Response.State.STARTED),
        seeds=recruits.seeds().count(),
        waves=recruits.aggregate(last=Max("wave"))["last"] or 0,
        coupons=coupons.count(),
        redeemed=coupons.exclude(redeemed_at=None).count(),
        expired=coupons.exclude(expired_at=None).count(),
    )
