"""What is passed on of a coupon: its referral link and its card, in a language of its study."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from recruitment.models import Coupon
from recruitment.posters.card import CardText, draw_card
from recruitment.posters.typeface import list_lacking
from recruitment.services.coupons import reveal_code
from surveys.models import Survey
from surveys.selectors.runner import load_plan
from surveys.selectors.wording import format_day, load_wording


def make_link(coupon: Coupon) -> str:
    """From the configured address only, never from what the request says."""
    return f"{settings.BASE_URL}{reverse('recruitment:entry', args=[reveal_code(coupon)])}"


def list_card_languages(survey: Survey) -> tuple[str, ...]:
    """Those of the questionnaire."""
    return load_plan(survey.version).document.languages


def draw_invitation(coupon: Coupon, language: str) -> bytes:
    """The card as PNG; the same before and after use, and whether or not its day has passed."""
    survey = coupon.survey
    title, institution = _load_names(survey, language)
    with translation.override(language.lower()):
        day = format_day(timezone.localdate(coupon.expires_at), language)
        made_up = gettext("Simulation: the people in this survey are made up.")
        text = CardText(
            title=title,
            institution=institution,
            for_one=gettext("For one person"),
            valid_until=gettext("Valid until %(day)s") % {"day": day},
            simulated=made_up if survey.is_simulated else "",
        )
    return draw_card(text, make_link(coupon))


def _load_names(survey: Survey, language: str) -> tuple[str, str]:
    """The title and the institution, of which there may be none."""
    wording = load_wording(survey, language)
    title = wording.say("card.title") or wording.title
    return title, wording.values.get("institution", "")


def list_lacking_on_cards(survey: Survey) -> list[str]:
    """The characters of title and institution that no card can show, in any language."""
    names = [_load_names(survey, language) for language in list_card_languages(survey)]
    return list_lacking("".join(title + institution for title, institution in names))
