"""Every address has a rule, and keeps it for every member of the cast."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from surveys.models import Membership
from surveys.services.studies import read_study
from tests.factories import make_coupon, make_membership, make_researcher, make_survey, make_version
from tests.house.url_policy import POLICY, POLICY_OF_NAMESPACES, Access

TEAM_ONLY = [name for name, access in POLICY.items() if access in (Access.RESEARCHER, Access.OWNER)]
CLOSED = [*TEAM_ONLY, *(name for name, access in POLICY.items() if access is Access.SIGNED_IN)]
METHODS = ("get", "head", "post", "put", "delete", "options")
OWNERS_ONLY = [name for name, access in POLICY.items() if access is Access.OWNER]
RESPONDENTS_ONLY = [name for name, access in POLICY.items() if access is Access.RESPONDENT]


def _walk(
    patterns: list[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, str]]:
    """(namespace, route name) of every pattern; an unnamed one shows its route instead."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (namespace, pattern.namespace)))
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield namespace, pattern.name or f"unnamed {pattern.pattern}"


def _list_routes() -> set[str]:
    routes = _walk(get_resolver().url_patterns)
    return {
        f"{namespace}:{name}".removeprefix(":")
        for namespace, name in routes
        if namespace not in POLICY_OF_NAMESPACES
    }


def test_every_route_has_a_rule() -> None:
    assert _list_routes() - set(POLICY) == set()


def test_every_rule_has_a_route() -> None:
    assert set(POLICY) - _list_routes() == set()


@dataclass(frozen=True)
class Cast:
    """A survey with a seed coupon, and the people around it."""

    slug: str
    coupon: int

    def find(self, route: str, **changes: object) -> str:
        """The address of `route` for this survey."""
        samples = {"slug": self.slug, "pk": self.coupon, "language": "en"} | changes
        names = _parameters(route)
        return reverse(route, kwargs={name: samples[name] for name in names})


def _parameters(route: str) -> list[str]:
    resolver = get_resolver()
    namespace, _, name = route.rpartition(":")
    if namespace:
        resolver = resolver.namespace_dict[namespace][1]
    return list(resolver.reverse_dict.getlist(name)[0][0][0][1])


@pytest.fixture
def cast() -> Cast:
    # The shipped study: it has a baseline, which some pages are about.
    version = make_version("shenzhen", document=read_study("shenzhen"))
    survey = make_survey(owner=make_researcher("owner"), version=version)
    make_membership(survey, make_researcher("colleague"), Membership.Role.COLLEAGUE)
    make_researcher("stranger")
    make_researcher("disabled", is_active=False)
    return Cast(survey.slug, make_coupon(survey, now=timezone.now()).pk)


def _sign_in(client: Client, username: str) -> Client:
    client.force_login(
        User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("route", CLOSED)
def test_nobody_enters_without_signing_in(client: Client, cast: Cast, route: str) -> None:
    response = client.get(cast.find(route))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.django_db
@pytest.mark.parametrize("route", CLOSED)
def test_disabled_account_counts_as_nobody(client: Client, cast: Cast, route: str) -> None:
    response = _sign_in(client, "disabled").get(cast.find(route))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.django_db
@pytest.mark.parametrize("route", TEAM_ONLY)
def test_stranger_learns_nothing(client: Client, cast: Cast, route: str) -> None:
    stranger, address = _sign_in(client, "stranger"), cast.find(route)
    answers = {getattr(stranger, method)(address).status_code for method in METHODS}
    assert answers <= {404, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("route", TEAM_ONLY)
def test_foreign_and_missing_surveys_look_the_same(client: Client, cast: Cast, route: str) -> None:
    stranger = _sign_in(client, "stranger")
    foreign, missing = (
        stranger.get(url) for url in (cast.find(route), cast.find(route, slug="never-made"))
    )
    assert (foreign.status_code, missing.status_code) == (404, 404)


@pytest.mark.django_db
@pytest.mark.parametrize("route", OWNERS_ONLY)
def test_colleague_has_not_what_is_the_owners(client: Client, cast: Cast, route: str) -> None:
    assert _sign_in(client, "colleague").get(cast.find(route)).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(set(TEAM_ONLY) - set(OWNERS_ONLY)))
def test_colleague_has_what_is_the_teams(client: Client, cast: Cast, route: str) -> None:
    assert _sign_in(client, "colleague").get(cast.find(route)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("route", CLOSED)
def test_owner_has_everything(client: Client, cast: Cast, route: str) -> None:
    assert _sign_in(client, "owner").get(cast.find(route)).status_code == 200


@pytest.mark.django_db
def test_administration_is_closed_to_researchers(client: Client, cast: Cast) -> None:
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    owner = _sign_in(client, "owner")
    assert {owner.get(address).status_code for address in lists} == {403}


@pytest.mark.django_db
@pytest.mark.parametrize("route", RESPONDENTS_ONLY)
def test_phone_without_key_or_code_is_sent_away(client: Client, cast: Cast, route: str) -> None:
    address = cast.find(route, number=1, code="a" * 26, key="A" * 22)
    answers = {method: getattr(client, method)(address).status_code for method in METHODS}
    assert {method: code for method, code in answers.items() if code == 200 or code >= 500} == {}
