"""Completed responses of made-up people to the shipped study, any number of them, in chains.

Without what no figure depends on: visits of pages, coupons, and words that people wrote.
"""

import hashlib
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from recruitment.models import Recruit
from surveys.engine.flow import complete_answers
from surveys.engine.schema import Answers, Context
from surveys.engine.walking import walk_interview
from surveys.models import Consent, Respondent, Response, Survey
from surveys.selectors.runner import load_plan

MOST_PEOPLE = 2000
BLANK_CHANCE = 0.03
# A chain of 50: a seed, its three recruits, their nine, and so on; recruiters come first.
WAVES = (range(1), range(1, 4), range(4, 13), range(13, 40), range(40, 50))
CHAIN = 50
RECRUITS_EACH = 3
BATCH = 20 * CHAIN
DAYS = 30

People = dict[bool, list[Answers]]
"""What people answered, by whether they came by a referral link."""


def interview_people(survey: Survey, count: int) -> People:
    """Walk interviews until `count` people completed one; every tenth who begins is a seed."""
    plan = load_plan(survey.version)
    people: People = {False: [], True: []}
    person = 0
    while sum(map(len, people.values())) < count or not all(people.values()):
        is_referred = person % 10 > 0
        context = Context(timezone.localdate().year, is_referred, survey.parameters)
        rng = Random(person)
        walk = walk_interview(plan, context, rng, seed=person, blank_chance=BLANK_CHANCE)
        if walk.end is None:
            people[is_referred].append(complete_answers(plan, walk.answers, context))
        person += 1
    return people


def fill(survey: Survey, people: People, numbers: range, *, now: datetime) -> None:
    """Store the completed responses with these numbers, the last of which ended at `now`.

    What one of them answered is drawn from `people`. Memory does not grow with their count.
    """
    for start in range(numbers.start, numbers.stop, BATCH):
        with transaction.atomic():
            batch = range(start, min(start + BATCH, numbers.stop))
            responses = _store(survey, people, batch, now)
            Consent.objects.bulk_create([_agree(response) for response in responses])
            _link(survey, responses)


def _store(survey: Survey, people: People, numbers: range, now: datetime) -> list[Response]:
    """Store a batch of responses, each with its respondent."""
    rng = Random(numbers.start)
    hashes = [hashlib.sha256(str(number).encode()).hexdigest() for number in numbers]
    respondents = Respondent.objects.bulk_create(
        [Respondent(survey=survey, pseudonym=f"R-{text[:12]}") for text in hashes]
    )
    responses = []
    for number, text, respondent in zip(numbers, hashes, respondents, strict=True):
        # 7919 shares no factor with the minutes of 30 days: times spread evenly.
        completed_at = now - timedelta(minutes=number * 7919 % (DAYS * 1440))
        is_referred = number % CHAIN > 0
        responses.append(
            Response(
                survey=survey,
                version=survey.version,
                respondent=respondent,
                state=Response.State.COMPLETED,
                key_hash=text,
                withdrawal_hash=text[::-1],
                is_referred=is_referred,
                language="zh-Hans",
                order_seed=number,
                survey_year=timezone.localdate(now).year,
                answers=rng.choice(people[is_referred]),
                started_at=completed_at - timedelta(minutes=5 + number % 20),
                saved_at=completed_at,
                completed_at=completed_at,
            )
        )
    Response.objects.bulk_create(responses)
    return responses


def _agree(response: Response) -> Consent:
    return Consent(
        response=response,
        boxes=["participate"],
        language=response.language,
        text_digest="0" * 64,
        given_at=response.saved_at,
    )


def _link(survey: Survey, responses: list[Response]) -> None:
    """Store who recruited whom, wave by wave: a recruit's row names its recruiter's."""
    recruits: dict[int, Recruit] = {}
    for wave, positions in enumerate(WAVES):
        found = [index for index in range(len(responses)) if index % CHAIN in positions]
        for index in found:
            seed = index - index % CHAIN
            recruiter = seed + (index % CHAIN - 1) // RECRUITS_EACH
            recruits[index] = Recruit(
                survey=survey,
                response=responses[index],
                recruiter=recruits[recruiter] if wave else None,
                seed=recruits[seed] if wave else None,
                wave=wave,
                enrolled_at=responses[index].started_at,
            )
        Recruit.objects.bulk_create([recruits[index] for index in found])
