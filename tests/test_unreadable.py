"""A request that cannot be read is refused once, before any view; what can be read passes."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

FORM = "application/x-www-form-urlencoded"
HEADING = {"en": "This request could not be read", "zh-hans": "无法读取这次请求"}


def _post(kind: str, language: str = "en") -> Any:
    phone = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    phone.get("/withdraw/")
    body = f"code=AAAA&csrfmiddlewaretoken={phone.cookies['csrf'].value}"
    return phone.post("/withdraw/", body, kind)


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=UTF-8", '; charset="utf-8"'])
def test_form_in_utf_8_is_read(charset: str) -> None:
    assert "This code opens nothing" in _post(FORM + charset).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["latin-1", "utf8", "gbk"])
def test_form_in_another_charset_is_refused(charset: str) -> None:
    assert _post(f"{FORM}; charset={charset}").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["latin-1", "klingon"])
def test_page_is_shown_whatever_charset_an_empty_request_names(
    client: Client, charset: str
) -> None:
    kind = f"{FORM}; charset={charset}"
    reply = client.get("/withdraw/?language=\xe9", CONTENT_TYPE=kind)
    assert reply.status_code == 200
    assert reply.wsgi_request.GET["language"] == "\xe9"


@pytest.mark.django_db
@pytest.mark.parametrize("language", HEADING)
def test_refusal_speaks_the_visitors_language(language: str) -> None:
    assert HEADING[language] in _post(f"{FORM}; charset=latin-1", language).content.decode()


@pytest.mark.django_db
def test_unreadable_form_is_looked_at_once_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    looks, look = [], WSGIRequest._load_post_and_files  # type: ignore[attr-defined]

    def count(request: WSGIRequest) -> None:
        if request.method == "POST":
            looks.append(request)
        look(request)

    monkeypatch.setattr(WSGIRequest, "_load_post_and_files", count)
    assert _post(f"{FORM}; charset=latin-1").status_code == 400
    assert len(looks) <= 1
