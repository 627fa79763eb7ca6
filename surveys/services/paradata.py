"""Paradata: when a page was shown or saved, on what class of device, and how often in a row."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from surveys.models import PageVisit, Response
from surveys.services.notes import noted_if_possible

FOLLOWS_WITHIN = timedelta(seconds=10)
# Per response and kind; an interview of thirty pages that is gone through five times.
MOST_VISITS = 150

# One statement and no read before it: a save is what every respondent waits for, and a page that
# is posted again and again only counts on. The last number, once reached, takes no other visit.
_ONE_VISIT = """(%s, %s, coalesce((
    SELECT CASE
        WHEN page_number = %s AND device_class = %s OR visit_number >= %s THEN visit_number
        ELSE visit_number + 1
    END FROM surveys_pagevisit WHERE response_id = %s AND kind = %s
    ORDER BY visit_number DESC LIMIT 1
), 1), %s, %s, %s, %s, 1)"""
_ADD_VISITS = """INSERT INTO surveys_pagevisit (response_id, kind, visit_number, page_number,
    device_class, visited_at, last_visited_at, visit_count)
VALUES {visits}
ON CONFLICT (response_id, kind, visit_number) DO UPDATE
SET visit_count = surveys_pagevisit.visit_count + 1, last_visited_at = excluded.last_visited_at
WHERE surveys_pagevisit.page_number = excluded.page_number
    AND surveys_pagevisit.device_class = excluded.device_class"""

Page = tuple[PageVisit.Kind, int]


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
    _add_unless_withdrawn(response, _list_saved(page_number, next_page), device, now)


def add_saved(
    response: Response, *, page_number: int, next_page: int | None, device: str, now: datetime
) -> None:
    """The same for a caller who holds the lock on the response and knows its state."""
    _add_visits(response, _list_saved(page_number, next_page), device, now)


def _list_saved(page_number: int, next_page: int | None) -> list[Page]:
    shown = [(PageVisit.Kind.SHOWN, next_page)] if next_page is not None else []
    return [(PageVisit.Kind.SAVED, page_number), *shown]


def record_shown(response: Response, *, page_number: int, device: str, now: datetime) -> None:
    """Note that a page was opened, unless it is the one that a save has just led to.

    The page is worth more than the note: one that cannot be written costs a log line.
    """
    is_new = response.saved_at == response.started_at
    if is_new or now - response.saved_at > FOLLOWS_WITHIN:
        with noted_if_possible("A page"):
            _add_unless_withdrawn(response, [(PageVisit.Kind.SHOWN, page_number)], device, now)


@transaction.atomic
def _add_unless_withdrawn(
    response: Response, pages: list[Page], device: str, now: datetime
) -> None:
    """The lock keeps a withdrawal from passing between the look at the state and the write."""
    open_states = (Response.State.STARTED, Response.State.COMPLETED)
    row = Response.objects.select_for_update().filter(pk=response.pk, state__in=open_states)
    if list(row.values_list("pk", flat=True)):
        _add_visits(response, pages, device, now)


def _add_visits(response: Response, pages: list[Page], device: str, now: datetime) -> None:
    """Add a visit for each kind, or count on where it repeats the response's last of that kind.

    The caller holds the lock on the response.
    """
    at = connection.ops.adapt_datetimefield_value(now)
    values: list[str | int | datetime | None] = []
    for kind, page in pages:
        values += [response.pk, kind.value, page, device, MOST_VISITS, response.pk, kind.value]
        values += [page, device, at, at]
    with connection.cursor() as cursor:
        cursor.execute(_ADD_VISITS.format(visits=", ".join([_ONE_VISIT] * len(pages))), values)
