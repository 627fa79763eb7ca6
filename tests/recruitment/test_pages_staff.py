"""What the team sees of its fieldwork, and what a stranger does not."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recruitment.models import Channel, Coupon
from recruitment.services.coupons import expire_coupons, record_opened, reveal_code
from surveys.models import Survey
from tests.factories import (
    make_chain,
    make_channel,
    make_coupon,
    make_membership,
    make_recruit,
    make_researcher,
    make_survey,
)

PAGES = ("overview", "fieldwork", "chains_svg", "seeds", "seed_sheet")
LIVE = ("overview", "fieldwork")
POLL = {"HX-Request": "true"}
ENGLISH = {"Accept-Language": "en"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    survey = make_survey(owner=make_researcher("owner"))
    make_membership(survey, make_researcher("colleague"))
    make_researcher("stranger")
    return survey


def _sign_in(client: Client, username: str) -> Client:
    client.force_login(
        User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def _page(name: str, survey: Survey) -> str:
    return reverse(f"recruitment:{name}", args=[survey.slug])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("colleague", 200), ("stranger", 404)])
def test_page_opens_for_the_team_alone(
    client: Client, survey: Survey, page: str, who: str, status: int
) -> None:
    assert _sign_in(client, who).get(_page(page, survey)).status_code == status


@pytest.mark.parametrize("page", PAGES)
def test_respondent_is_sent_to_the_log_in(client: Client, survey: Survey, page: str) -> None:
    assert client.get(_page(page, survey)).url.startswith(reverse("account_login"))


def test_list_shows_own_surveys_alone(client: Client, survey: Survey) -> None:
    make_survey("foreign-one")
    page = _sign_in(client, "owner").get(reverse("recruitment:surveys")).content.decode()
    assert survey.slug in page
    assert "foreign-one" not in page


def test_empty_list_says_so(client: Client, survey: Survey) -> None:
    page = _sign_in(client, "stranger").get(reverse("recruitment:surveys"))
    assert 'class="empty"' in page.content.decode()


@pytest.mark.parametrize("page", LIVE)
def test_poll_gets_the_figures_alone(client: Client, survey: Survey, page: str) -> None:
    answer = _sign_in(client, "owner").get(_page(page, survey), headers=POLL).content.decode()
    assert "<html" not in answer
    assert "<section" in answer


def test_simulated_survey_says_so_on_every_page(client: Client) -> None:
    survey = make_survey(owner=make_researcher("owner"), is_simulated=True)
    _sign_in(client, "owner")
    pages = [client.get(_page(page, survey)).getvalue().decode() for page in PAGES]
    assert all('class="made-up"' in page or "<svg" in page for page in pages)


def test_overview_counts_what_happened(client: Client, survey: Survey) -> None:
    now = timezone.now()
    make_recruit(survey=survey, now=now)
    make_recruit(make_coupon(make_survey(), now=now), now=now)
    answer = _sign_in(client, "owner").get(_page("overview", survey))
    progress, coupons = answer.context["progress"], answer.context["coupons"]
    assert (progress.completed, progress.completed_today, progress.total) == (1, 1, 1)
    assert (coupons.seeds.redeemed, coupons.respondents.live, coupons.total.issued) == (1, 3, 4)


def test_coupon_use_tells_opened_and_expired(client: Client, survey: Survey) -> None:
    now = timezone.now()
    record_opened(make_coupon(survey, now=now), now=now)
    make_coupon(survey, now=now - timedelta(days=60))
    make_coupon(survey, now=now - timedelta(days=60))
    expire_coupons(now=now - timedelta(days=20))
    use = _sign_in(client, "owner").get(_page("overview", survey)).context["coupons"].total
    assert (use.issued, use.opened, use.live, use.expired) == (3, 1, 1, 2)


def test_chain_ends_when_no_coupon_is_left(client: Client, survey: Survey) -> None:
    make_chain(survey, 2, now=timezone.now() - timedelta(days=60))
    chain = _sign_in(client, "owner").get(_page("fieldwork", survey)).context["chains"][0]
    assert (chain.recruits, chain.waves, chain.live_coupons, chain.may_grow) == (2, 2, 0, False)


@pytest.mark.parametrize("depth", [0, 1])
def test_every_mark_of_the_chains_tells_who_wave_state_and_day(
    client: Client, survey: Survey, depth: int
) -> None:
    recruits = make_chain(survey, 1, now=timezone.now())
    recruit = recruits[depth]
    page = _sign_in(client, "owner").get(_page("chains_svg", survey), headers=ENGLISH)
    name, day = recruit.response.respondent.pseudonym, timezone.localdate().isoformat()
    place = "Seed 1 · " + name if depth == 0 else f"{name} · wave 1"
    assert f"<title>{place} · Completed · {day}</title>" in page.getvalue().decode()


def test_waves_tell_recruits_per_person(client: Client, survey: Survey) -> None:
    seed = make_recruit(survey=survey)
    for coupon in seed.coupons.order_by("number")[:2]:
        make_recruit(coupon)
    waves = _sign_in(client, "owner").get(_page("overview", survey)).context["waves"]
    assert [wave.recruits_per_person for wave in waves] == [2.0, 0.0]


@pytest.mark.parametrize("page", [*PAGES, "surveys"])
def test_page_costs_the_same_for_ten_and_twenty(client: Client, survey: Survey, page: str) -> None:
    address = reverse("recruitment:surveys") if page == "surveys" else _page(page, survey)
    _sign_in(client, "owner")
    owner = User.objects.get(username="owner")
    counts = []
    for _ in range(2):
        for _ in range(10):
            make_recruit(survey=survey)
            make_coupon(survey, channel=make_channel(survey, name="One"), now=timezone.now())
            make_survey(owner=owner)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_placing_seeds_makes_coupons_and_says_so(client: Client, survey: Survey) -> None:
    answer = _sign_in(client, "colleague").post(
        _page("seeds", survey),
        {"kind": "association", "name": "Home town", "count": "3"},
        follow=True,
    )
    assert Coupon.objects.filter(channel__name="Home town").count() == 3
    assert 'role="status"' in answer.content.decode()


def test_seeds_go_through_an_existing_channel(client: Client, survey: Survey) -> None:
    channel = make_channel(survey)
    _sign_in(client, "owner").post(_page("seeds", survey), {"channel": channel.pk, "count": "2"})
    assert (channel.coupons.count(), Channel.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    "wrong",
    [{"count": "0", "name": "A"}, {"count": "101", "name": "A"}, {"count": "1"}, {"name": "A"}],
)
def test_wrong_order_of_seeds_is_refused(
    client: Client, survey: Survey, wrong: dict[str, str]
) -> None:
    answer = _sign_in(client, "owner").post(_page("seeds", survey), wrong)
    assert (answer.status_code, Coupon.objects.count()) == (422, 0)


def test_channel_of_another_survey_is_refused(client: Client, survey: Survey) -> None:
    foreign = make_channel(make_survey())
    _sign_in(client, "owner").post(_page("seeds", survey), {"channel": foreign.pk, "count": "1"})
    assert not Coupon.objects.exists()


def _card(survey: Survey, coupon: Coupon, language: str = "en") -> str:
    return reverse("recruitment:seed_card", args=[survey.slug, coupon.pk, language])


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_unused_seed_has_the_card_that_its_code_finds(
    client: Client, survey: Survey, language: str
) -> None:
    coupon = make_coupon(survey, now=timezone.now())
    answer = _sign_in(client, "owner").get(_card(survey, coupon, language))
    assert answer.content == Client().get(f"/r/{reveal_code(coupon)}/card-{language}.png").content
    name = f"{survey.slug}-{coupon.pk}-{language}.png"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'


def test_no_card_of_used_foreign_or_respondents_coupons(client: Client, survey: Survey) -> None:
    now = timezone.now()
    seed = make_recruit(survey=survey, now=now)
    foreign = make_coupon(make_survey(), now=now)
    _sign_in(client, "owner")
    coupons = [seed.coupon, foreign, seed.coupons.first()]
    assert {client.get(_card(survey, coupon)).status_code for coupon in coupons} == {404}


def test_seed_table_offers_each_card_in_both_languages(client: Client, survey: Survey) -> None:
    coupon = make_coupon(survey, now=timezone.now())
    page = _sign_in(client, "owner").get(_page("seeds", survey)).content.decode()
    assert f'href="{_card(survey, coupon, "en")}"' in page
    assert f'href="{_card(survey, coupon, "zh-Hans")}"' in page


@pytest.mark.parametrize(
    ("query", "asked", "language"),
    [("", "en", "en"), ("", "zh-CN", "zh-Hans"), ("?language=zh-Hans", "en", "zh-Hans")],
)
def test_sheet_is_in_the_language_of_the_page_or_the_one_asked_for(
    client: Client, survey: Survey, query: str, asked: str, language: str
) -> None:
    coupon = make_coupon(survey, now=timezone.now())
    headers = {"accept-language": asked}
    answer = _sign_in(client, "owner").get(_page("seed_sheet", survey) + query, headers=headers)
    assert f'<img src="{_card(survey, coupon, language)}"' in answer.content.decode()


@pytest.mark.parametrize("page", ["seeds", "seed_sheet"])
def test_team_is_told_which_characters_the_cards_lack(client: Client, page: str) -> None:
    details = {"institution": {"en": "Zürich", "zh-Hans": "𠮷大学"}}
    survey = make_survey(owner=make_researcher("owner"), details=details)
    headers = {"accept-language": "en"}
    answer = _sign_in(client, "owner").get(_page(page, survey), headers=headers).content.decode()
    assert "〓 in their place: 𠮷<" in answer


def test_sheet_shows_unused_seeds_alone(client: Client, survey: Survey) -> None:
    now = timezone.now()
    unused = make_coupon(survey, now=now)
    used = make_recruit(survey=survey, now=now).coupon
    page = _sign_in(client, "owner").get(_page("seed_sheet", survey)).content.decode()
    assert reveal_code(unused) in page
    assert reveal_code(used) not in page
