"""Plain makers, one per model: a sensible row with no argument, any part of it on request.

Rows that a service writes are made by that service, so that a test never stands on a state the
program cannot reach.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from analytics.services.folding import fold_all
from recruitment.models import Channel, Coupon, Recruit
from recruitment.services.coupons import redeem_coupon
from recruitment.services.seeds import create_channel, place_seeds
from recruitment.services.simulation import Settings, simulate_fieldwork
from surveys.models import Event, Membership, QuestionnaireVersion, Response, Survey
from surveys.services.fielding import create_survey, open_survey
from surveys.services.keys import make_key
from surveys.services.questionnaires import publish_version
from surveys.services.responses import ConsentGiven, Saved, Step, save_page, start_response

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
REPLIES: Mapping[str, Sequence[str]] = {
    "adult": ["1"],
    "reasons": ["1", "2"],
    "decisive": ["1"],
    "comment": [""],
    "gender": ["2"],
    "contacts": ["12"],
}
"""Replies that lead through the document of `make_document` to its end."""

_numbers = count(1)


def _text(words: str) -> dict[str, str]:
    return {"en": words, "zh-Hans": f"{words}（中文）"}


def _choice(code: int, label: str, **more: object) -> dict[str, object]:
    return {"code": code, "label": _text(label), **more}


def _item(variable: str, kind: str, **more: object) -> dict[str, object]:
    return {
        "id": variable.upper(),
        "variable": variable,
        "type": kind,
        "prompt": _text(f"About {variable}?"),
        **more,
    }


def _reason_items() -> list[dict[str, object]]:
    choices = [
        _choice(1, "Work"),
        _choice(2, "Family"),
        _choice(97, "Other", has_text=True),
        _choice(90, "None of these", is_exclusive=True),
    ]
    return [
        _item("reasons", "multi", choices=choices),
        _item("decisive", "single", show_if="selected(reasons, 1, 2)", choices=choices[:2]),
        _item("comment", "text", requirement="none", max_length=200),
    ]


def _person_items() -> list[dict[str, object]]:
    refused = _choice(99, "Prefer not to say", missing="refused")
    choices = [_choice(1, "Male"), _choice(2, "Female"), refused]
    return [
        _item("gender", "single", choices=choices),
        _item("contacts", "integer", minimum=0, maximum=9999),
    ]


def make_document(**changes: object) -> dict[str, Any]:
    """Three pages: eligibility with an end rule; ticked reasons and words; the person."""
    eligibility = _item(
        "adult",
        "single",
        requirement="hard",
        choices=[_choice(1, "Yes"), _choice(2, "No")],
        end_if=[{"condition": "adult = 2", "reason": "under_18"}],
    )
    pages = [[eligibility], _reason_items(), _person_items()]
    return {
        "id": "small",
        "title": _text("A small questionnaire"),
        "languages": ["en", "zh-Hans"],
        "network_size_variable": "contacts",
        "pages": [
            {"id": f"p{number}", "title": _text(f"Page {number}"), "items": items}
            for number, items in enumerate(pages, start=1)
        ],
    } | changes


def make_version(
    slug: str = "small", *, document: Mapping[str, object] | None = None
) -> QuestionnaireVersion:
    return publish_version(slug, document=document or make_document(), now=NOW)


def make_researcher(username: str = "owner", **changes: Any) -> User:
    return User.objects.create_user(username, password=PASSWORD, is_staff=True, **changes)


def make_survey(
    slug: str | None = None,
    *,
    version: QuestionnaireVersion | None = None,
    owner: User | None = None,
    is_open: bool = True,
    **settings: Any,
) -> Survey:
    survey = create_survey(
        slug or f"survey-{next(_numbers)}",
        version=version or make_version(),
        owner=owner,
        **{
            "ethics_body": {"en": "Example committee", "zh-Hans": "示例委员会"},
            "ethics_number": "EX-1",
            "withdrawal_until": date(2027, 3, 2),
            **settings,
        },
    )
    return open_survey(survey, now=NOW) if is_open else survey


def make_membership(
    survey: Survey, researcher: User, role: str = Membership.Role.COLLEAGUE
) -> Membership:
    return Membership.objects.create(survey=survey, researcher=researcher, role=role)


def make_consent(*boxes: str, language: str = "zh-Hans") -> ConsentGiven:
    """What the first page brings; no box named stands for the one that is required."""
    return ConsentGiven(frozenset(boxes or ("participate",)), language, "0" * 64)


def make_response(
    survey: Survey | None = None,
    *,
    key: str | None = None,
    is_referred: bool = False,
    now: datetime = NOW,
) -> Response:
    """A response just started."""
    return start_response(
        survey or make_survey(),
        key=key or make_key(),
        consent=make_consent(),
        is_referred=is_referred,
        now=now,
    )[0]


def complete_response(
    response: Response,
    replies: Mapping[str, Sequence[str]] | None = None,
    *,
    now: datetime = NOW,
) -> Response:
    """Answer every page of `response`; blanks are sent twice, as after a reminder."""
    raw = {**REPLIES, **(replies or {})}
    saved = Saved(Step.NEXT, 1)
    while saved.step is Step.NEXT:
        saved = save_page(response, page_number=saved.page_number, raw=raw, now=now)
        if saved.step is Step.REMIND:
            saved = save_page(response, page_number=saved.page_number, raw=raw, now=now)
    if saved.step is Step.STAY:
        raise ValueError(saved.result)
    response.refresh_from_db()
    return response


def make_completed_response(
    survey: Survey | None = None,
    replies: Mapping[str, Sequence[str]] | None = None,
    *,
    now: datetime = NOW,
) -> Response:
    """A completed response of nobody's chain."""
    return complete_response(make_response(survey, now=now), replies, now=now)


def make_channel(
    survey: Survey | None = None, *, name: str = "First look", kind: str = Channel.Kind.OTHER
) -> Channel:
    return create_channel(survey or make_survey(), kind=kind, name=name)


def make_coupon(
    survey: Survey | None = None, *, channel: Channel | None = None, now: datetime = NOW
) -> Coupon:
    """A seed coupon nobody has used."""
    return place_seeds(channel or make_channel(survey), count=1, now=now)[0]


def make_recruit(
    coupon: Coupon | None = None,
    *,
    survey: Survey | None = None,
    replies: Mapping[str, Sequence[str]] | None = None,
    is_completed: bool = True,
    now: datetime = NOW,
) -> Recruit:
    """A recruit who came with `coupon` (a new seed's without one)."""
    coupon = coupon or make_coupon(survey, now=now)
    response = redeem_coupon(coupon, key=make_key(), consent=make_consent(), now=now)
    if is_completed:
        complete_response(response, replies, now=now)
    return Recruit.objects.select_related("response", "survey").get(response=response)


def make_chain(survey: Survey, waves: int, *, now: datetime = NOW) -> list[Recruit]:
    """A seed and one recruit per wave below it, each invited by the one before."""
    chain = [make_recruit(survey=survey, now=now)]
    while len(chain) <= waves:
        coupon = chain[-1].coupons.order_by("number").first()
        chain.append(make_recruit(coupon, now=now))
    return chain


def make_event(
    response: Response, kind: str = Event.Kind.CORRECTED, *, now: datetime = NOW
) -> Event:
    return Event.objects.create(
        survey_id=response.survey_id, response=response, kind=kind, created_at=now
    )


def make_simulated_survey(size: int = 40, *, owner: User | None = None) -> Survey:
    """A simulated study with a baseline and `size` respondents of the last 30 days, counted."""
    settings = Settings("simulated", size, 7, 30)
    simulate_fieldwork(settings, owner=owner or make_researcher("owner"), now=timezone.now())
    survey = Survey.objects.get(slug="simulated")
    fold_all(survey.pk, now=timezone.now())
    return survey
