"""The headers that stand on every page, error pages included."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from surveyproj.middleware import ProxiedAddressMiddleware

TEXT_CSS = 'text/css; charset="utf-8"'
PAGES = ("/health/", "/accounts/login/", "/admin/login/", "/no-such-page/", "/withdraw/")


def _directives(response: HttpResponse) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: value for name, _, value in (part.strip().partition(" ") for part in parts)}


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_nothing_runs_or_loads_from_elsewhere(client: Client, page: str) -> None:
    directives = _directives(client.get(page))
    assert directives["default-src"] == "'none'"
    assert {directives[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_kept_framed_or_sniffed(client: Client, page: str) -> None:
    headers = client.get(page).headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_addresses_do_not_leak_and_devices_stay_closed(client: Client, page: str) -> None:
    headers = client.get(page).headers
    assert headers["Referrer-Policy"] == "strict-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_foreign_host_name_is_refused(client: Client) -> None:
    assert client.get("/withdraw/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.django_db
def test_refused_host_name_gets_the_headers_too(client: Client, settings: object) -> None:
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]
    response = client.get("/withdraw/", headers={"host": "elsewhere.example"})
    assert (response.status_code, _directives(response)["default-src"]) == (400, "'none'")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_styles_and_scripts_may_be_kept(client: Client) -> None:
    response = client.get("/static/css/respondent.css")
    assert (response.status_code, response.headers["Content-Type"]) == (200, TEXT_CSS)
    assert "no-store" not in response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "code"),
    [("https://testserver/", 200), ("https://elsewhere.example/", 403), ("", 403)],
)
def test_origin_alone_is_enough_to_send_over_https(origin: str, code: int) -> None:
    phone = Client(enforce_csrf_checks=True)
    phone.get("/withdraw/", secure=True)
    sent = {"csrfmiddlewaretoken": phone.cookies["csrf"].value, "code": "AAAA"}
    headers = {"referer": origin} if origin else {}
    assert phone.post("/withdraw/", sent, secure=True, headers=headers).status_code == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", ["/accounts/signup/", "/accounts/email/", "/accounts/password/reset/"]
)
def test_nobody_signs_up_or_resets_by_mail(client: Client, page: str) -> None:
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    ("claimed", "seen"),
    [("198.51.100.9, 192.0.2.7", "192.0.2.7"), ("192.0.2.7", "192.0.2.7"), ("", "127.0.0.1")],
)
def test_visitor_behind_a_proxy_is_who_the_proxy_says(claimed: str, seen: str) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    request = RequestFactory().get("/", headers={"x-forwarded-for": claimed})
    assert ProxiedAddressMiddleware(answer)(request).content.decode() == seen
