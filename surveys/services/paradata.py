"""Append-only paradata: when a page was shown or saved, on what class of device."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from surveys.models import PageVisit, Response

FOLLOWS_WITHIN = timedelta(seconds=10)


def classify_device(user_agent: str) -> str:
    """A coarse class that tells nobody apart; the browser's own description is not kept."""
    is_wechat, is_apple = "MicroMessenger/" in user_agent, "iPhone" in user_agent
    if is_wechat and (is_apple or "Android" in user_agent):
        return "wx_ios" if is_apple else "wx_android"
    is_mobile = is_apple or "Mobile" in user_agent or "Android" in user_agent
    return "mobile" if is_mobile else "desktop"


def record_saved(
    response: Response, *, page_number: int, next_page: int | None, device: str, now: datetime
) -> None:
    """Note that a page was saved and, if one follows, that it was sent: in the same write."""
    _add_unless_withdrawn(response, _list_saved(response, page_number, next_page, device, now))


def add_saved(
    response: Response, *, page_number: int, next_page: int | None, device: str, now: datetime
) -> None:
    """The same for a caller who holds the lock on the response and knows its state."""
    PageVisit.objects.bulk_create(_list_saved(response, page_number, next_page, device, now))


def _list_saved(
    response: Response, page_number: int, next_page: int | None, device: str, now: datetime
) -> list[PageVisit]:
    visits = [_visit(response, page_number, PageVisit.Kind.SAVED, device, now)]
    if next_page is not None:
        visits.append(_visit(response, next_page, PageVisit.Kind.SHOWN, device, now))
    return visits


def record_shown(response: Response, *, page_number: int, device: str, now: datetime) -> None:
    """Note that a page was opened, unless it is the one that a save has just led to."""
    is_new = response.saved_at == response.started_at
    if is_new or now - response.saved_at > FOLLOWS_WITHIN:
        visit = _visit(response, page_number, PageVisit.Kind.SHOWN, device, now)
        _add_unless_withdrawn(response, [visit])


@transaction.atomic
def _add_unless_withdrawn(response: Response, visits: Sequence[PageVisit]) -> None:
    """The lock keeps a withdrawal from passing between the look at the state and the write."""
    open_states = (Response.State.STARTED, Response.State.COMPLETED)
    row = Response.objects.select_for_update().filter(pk=response.pk, state__in=open_states)
    if list(row.values_list("pk", flat=True)):
        PageVisit.objects.bulk_create(visits)


def _visit(
    response: Response, page_number: int, kind: PageVisit.Kind, device: str, now: datetime
) -> PageVisit:
    return PageVisit(
        response=response,
        page_number=page_number,
        kind=kind,
        device_class=device,
        visited_at=now,
    )
