"""Times that a table does not give are empty, on pages and in files."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analytics.exports.rds_table import export_chain_table
from analytics.exports.responses import export_responses
from analytics.selectors.dashboard import load_estimates
from analytics.services.folding import fold_all
from recruitment.models import Recruit
from recruitment.selectors.fieldwork import list_chains
from surveys.models import Response, Survey
from surveys.selectors.progress import load_progress
from surveys.services.erasure import withdraw_response
from tests.factories import NOW, make_researcher

pytestmark = pytest.mark.django_db

UNTIMED = "id,recruiter_id,network_size,x\nb,a,1,1\na,seed,1,0\n"
TIMED = "id,recruiter_id,network_size,x,day\nb,a,1,1,2026-03-02\na,seed,1,0,2026-03-01\n"
FRAME = ("survey_year", "started_on", "completed_on", "minutes", "q_fast")


def _import(folder: Path, text: str, **options: str) -> Survey:
    make_researcher("owner")
    file = folder / "table.csv"
    file.write_text(text)
    options = {"slug": "study", "owner": "owner", **options}
    call_command("import_rds", str(file), stdout=io.StringIO(), **options)
    return Survey.objects.get(slug="study")


def _read(pieces: Iterable[bytes], *columns: str) -> list[tuple[str, ...]]:
    text = b"".join(pieces).decode("utf-8-sig")
    lines = csv.DictReader(io.StringIO(text, newline=""))
    return [tuple(line[column] for column in columns) for line in lines]


def test_without_times_files_hold_no_day_and_no_minutes(tmp_path: Path) -> None:
    survey = _import(tmp_path, UNTIMED)
    assert _read(export_responses(survey), *FRAME) == [("", "", "", "", "")] * 2
    assert _read(export_chain_table(survey), "id", "enrolled_on") == [("a", ""), ("b", "")]
    assert (survey.opens_at, survey.closes_at) == (None, None)


def test_without_times_nothing_happened_on_the_day_of_the_import(tmp_path: Path) -> None:
    survey = _import(tmp_path, UNTIMED)
    now = timezone.now()
    progress = load_progress(survey, now=now)
    assert (progress.completed, progress.started_today, progress.completed_today) == (2, 0, 0)
    assert (progress.median_minutes, progress.last_completed_at) == (None, None)
    assert [chain.last_completed_at for chain in list_chains(survey, now=now)] == [None]
    fold_all(survey.pk, now=now)
    assert load_estimates(survey).summary.days == ()


def test_with_times_days_are_known_and_minutes_are_not(tmp_path: Path) -> None:
    survey = _import(tmp_path, TIMED, time="day")
    assert _read(export_responses(survey), *FRAME) == [
        ("2026", "", "2026-03-01", "", ""),
        ("2026", "", "2026-03-02", "", ""),
    ]
    days = [("a", "2026-03-01"), ("b", "2026-03-02")]
    assert _read(export_chain_table(survey), "id", "enrolled_on") == days
    assert load_progress(survey, now=timezone.now()).median_minutes is None
    fold_all(survey.pk, now=NOW)
    summary = load_estimates(survey).summary
    assert [str(day) for day in summary.days] == ["2026-03-01", "2026-03-02"]


@pytest.mark.parametrize(
    "page",
    ["recruitment:surveys", "recruitment:overview", "recruitment:fieldwork", "analytics:estimates"],
)
def test_pages_without_times_name_no_day(tmp_path: Path, client: Client, page: str) -> None:
    survey = _import(tmp_path, UNTIMED)
    client.force_login(survey.memberships.get().researcher)
    arguments = [] if page == "recruitment:surveys" else [survey.slug]
    response = client.get(reverse(page, args=arguments))
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    assert response.status_code == 200
    assert "Nobody has completed it yet" not in text
    assert f"{timezone.localdate():%m-%d}" not in text
    assert not re.search(r"\b0\.0\b", text)


def test_recruits_stay_in_the_order_of_their_chain(tmp_path: Path) -> None:
    _import(tmp_path, UNTIMED)
    rows = Recruit.objects.order_by("pk").values_list("wave", "enrolled_at")
    assert list(rows) == [(0, None), (1, None)]


def test_whoever_is_taken_out_of_an_import_leaves_an_empty_line(tmp_path: Path) -> None:
    survey = _import(tmp_path, UNTIMED)
    fold_all(survey.pk, now=NOW)
    withdraw_response(Response.objects.get(respondent__pseudonym="a"), now=NOW)
    lines = _read(export_chain_table(survey), "id", "network.size", "x")
    assert sorted(lines) == [("a", "", ""), ("b", "1", "1")]
    assert load_estimates(survey).summary.respondent_count == 1
