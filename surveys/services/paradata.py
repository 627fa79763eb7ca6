"""Append-only paradata: when a page was shown or saved, on what class of device."""

from datetime import datetime, timedelta

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
    visits = [_visit(response, page_number, PageVisit.Kind.SAVED, device, now)]
    if next_page is not None:
        visits.append(_visit(response, next_page, PageVisit.Kind.SHOWN, device, now))
    PageVisit.objects.bulk_create(visits)


def record_shown(response: Response, *, page_number: int, device: str, now: datetime) -> None:
    """Note that a page was opened, unless it is the one that a save has just led to."""
    is_new = response.saved_at == response.started_at
    if is_new or now - response.saved_at > FOLLOWS_WITHIN:
        _visit(response, page_number, PageVisit.Kind.SHOWN, device, now).save(force_insert=True)


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
