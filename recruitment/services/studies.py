"""A first installation: the shipped study in the field, a researcher, and a seed to try it with."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from recruitment.models import Channel, Coupon
from recruitment.services.coupons import reveal_code
from recruitment.services.seeds import create_channel, place_seeds
from surveys.models import Membership, QuestionnaireVersion, Survey
from surveys.selectors.runner import load_survey
from surveys.services.fielding import create_survey, follow_version, open_survey
from surveys.services.studies import publish_study
from surveys.services.teams import create_researcher, find_researcher, join_survey

STUDY = "shenzhen"
# Nobody who guesses passwords knows the name to guess them for; no letter looks like another.
NAME_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
NAME_LENGTH = 6
CHANNELS = (
    Channel.Kind.ALUMNI_ASSOCIATION,
    Channel.Kind.ASSOCIATION,
    Channel.Kind.WECHAT_GROUP,
)
EXAMPLE_DETAILS = {
    "institution": {
        "en": "Example University (replace in settings)",
        "zh-Hans": "示例大学（请在设置中替换）",
    },
    "investigator": {"en": "Dr Example (replace)", "zh-Hans": "示例博士（请替换）"},
    "server_place": {"en": "Shenzhen (example)", "zh-Hans": "深圳（示例）"},
    "contact": {
        "en": "Dr Example, study@example.org (replace)",
        "zh-Hans": "示例博士，study@example.org（请替换）",
    },
    "complaints": {
        "en": "Example Ethics Committee, ethics@example.org (replace)",
        "zh-Hans": "示例伦理委员会，ethics@example.org（请替换）",
    },
    "thanks": {
        "en": "Example: a voucher of 10 yuan, within 7 days",
        "zh-Hans": "示例：10元礼品券，7天内发放",
    },
}
EXAMPLE_SETTINGS: dict[str, Any] = {
    "details": EXAMPLE_DETAILS,
    "ethics_body": {
        "en": "Example Ethics Committee (replace)",
        "zh-Hans": "示例伦理委员会（请替换）",
    },
    "ethics_number": "EXAMPLE-0000",
    "retention_years": 5,
}


@dataclass(frozen=True, slots=True)
class LoadedStudy:
    """Where to look first; `password` is known only when the researcher was just made."""

    survey: str
    respondent_path: str
    researcher: str
    password: str | None


@transaction.atomic
def load_study(*, now: datetime) -> LoadedStudy:
    """Publish, open and seed the shipped study; again it only makes what is missing."""
    version = publish_study(STUDY, now=now)
    survey = load_survey(STUDY) or _open_example(version, now)
    _follow(survey, version)
    researcher, password = _find_owner(survey), None
    if researcher is None:
        researcher, password = create_researcher(_draw_name())
        join_survey(survey, researcher=researcher, role=Membership.Role.OWNER)
    for kind in CHANNELS:
        create_channel(survey, kind=kind)
    coupon = _find_or_place_seed(survey, now)
    return LoadedStudy(survey.slug, f"/r/{reveal_code(coupon)}", researcher.username, password)


def find_owner(username: str = "") -> User:
    """The researcher of this name or, without a name, the first owner of the shipped study.

    Raises `ResearcherUnknownError`.
    """
    survey = None if username else load_survey(STUDY)
    owner = _find_owner(survey) if survey else None
    return find_researcher(owner.username if owner else username)


def _find_owner(survey: Survey) -> User | None:
    owners = survey.memberships.filter(role=Membership.Role.OWNER).select_related("researcher")
    first = owners.order_by("pk").first()
    return first.researcher if first else None


def _draw_name() -> str:
    return "researcher-" + "".join(secrets.choice(NAME_LETTERS) for _ in range(NAME_LENGTH))


def _open_example(version: QuestionnaireVersion, now: datetime) -> Survey:
    last_day = timezone.localdate(now) + timedelta(days=365)
    survey = create_survey(STUDY, version=version, withdrawal_until=last_day, **EXAMPLE_SETTINGS)
    return open_survey(survey, now=now)


def _follow(survey: Survey, version: QuestionnaireVersion) -> None:
    """Take up a new version of the study, unless somebody has begun to answer the old one."""
    if survey.version_id != version.pk and not survey.responses.exists():
        follow_version(survey, version)


def _find_or_place_seed(survey: Survey, now: datetime) -> Coupon:
    channel = create_channel(survey, kind=Channel.Kind.FIRST_LOOK)
    unused = channel.coupons.live(now).order_by("number").first()
    return unused or place_seeds(channel, count=1, now=now)[0]
