"""The drill: a fold killed at any statement leaves tallies that are right once folding resumes."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from django.db import connection

from analytics.models import AnswerBlock
from analytics.selectors.tallies import load_table, load_tallies
from analytics.services import rebuilding
from analytics.services.checking import check_tallies
from analytics.services.folding import fold_all
from analytics.services.rebuilding import build, rebuild_tallies
from analytics.services.sealing import seal_tail
from recruitment.models import Recruit
from surveys.models import Survey
from surveys.services.erasure import withdraw_response
from surveys.services.responses import save_page
from tests.analytics.stored_blocks import seal_early
from tests.factories import NOW, make_completed_response, make_coupon, make_recruit, make_survey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill]

ROUNDS = 50
KILLED = -signal.SIGKILL


class Folder:
    """The folding process: `fold` has it fold once, to die at a statement."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def fold(self, step: int, moment: str) -> int:
        """Exit code of the child; -9 when it died."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{step} {moment}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def start_folder(survey: Survey, way: str, repository: Path) -> Iterator[Folder]:
    database = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.analytics.fold_and_die", database, str(survey.pk), way]
    with subprocess.Popen(
        command, cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Folder(process)


def live(survey: Survey, recruits: list[Recruit], random: Random) -> None:
    """One to three things happen to the survey."""
    for _ in range(random.randint(1, 3)):
        replies = {"gender": [random.choice("12")], "contacts": [random.choice(["0", "5", "40"])]}
        deed = random.choice(("recruit", "recruit", "correct", "withdraw"))
        if deed == "recruit" or len(recruits) < 3:
            own = random.choice(recruits).coupons.unredeemed().first() if recruits else None
            recruits.append(make_recruit(own or make_coupon(survey), replies=replies))
        elif deed == "correct":
            save_page(random.choice(recruits).response, page_number=3, raw=replies, now=NOW)
        else:
            withdraw_response(recruits.pop(random.randrange(len(recruits))).response, now=NOW)


def test_fold_killed_at_any_statement_is_made_good(repository: Path) -> None:
    survey, random, recruits = make_survey(), Random(5), []
    deaths = set()
    with start_folder(survey, "fold_well", repository) as folder:
        for _ in range(ROUNDS):
            live(survey, recruits, random)
            step, moment = random.randint(1, 20), random.choice(("before", "after"))
            if folder.fold(step, moment) == KILLED:
                deaths.add((step, moment))
            fold_all(survey.pk, now=NOW)
            assert check_tallies(survey).is_right
    assert len(deaths) >= 15
    folded = load_tallies(survey)
    rebuild_tallies(survey, now=NOW)
    assert load_tallies(survey) == folded
    assert load_table(survey).respondent_count == len(recruits)


def test_rebuild_killed_at_any_statement_is_taken_up_again(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey, random, recruits = make_survey(), Random(6), []
    deaths = set()
    monkeypatch.setattr(rebuilding, "RESPONSES_PER_CHUNK", 2)
    with start_folder(survey, "rebuild_well", repository) as folder:
        for _ in range(ROUNDS):
            live(survey, recruits, random)
            step, moment = random.randint(1, 120), random.choice(("before", "after"))
            if folder.fold(step, moment) == KILLED:
                deaths.add((step, moment))
            live(survey, recruits, random)
            fold_all(survey.pk, now=NOW)
            assert check_tallies(survey).is_right
            if random.random() < 0.5:
                build(survey, now=NOW)
                assert check_tallies(survey).is_right
    assert len(deaths) >= 15
    assert load_table(survey).respondent_count == len(recruits)


def test_seal_and_rewrite_killed_at_any_statement_are_made_good(repository: Path) -> None:
    survey, random, recruits = make_survey(), Random(7), []
    deaths, most_blocks = set(), 0
    with start_folder(survey, "seal_well", repository) as folder:
        for _ in range(ROUNDS):
            live(survey, recruits, random)
            step, moment = random.randint(1, 60), random.choice(("before", "after"))
            if folder.fold(step, moment) == KILLED:
                deaths.add((step, moment))
            assert check_tallies(survey).is_right
            fold_all(survey.pk, now=NOW)
            assert check_tallies(survey).is_right
            most_blocks = max(most_blocks, AnswerBlock.objects.count())
    assert len(deaths) >= 15
    assert most_blocks >= 3
    assert load_table(survey).respondent_count == len(recruits)


def test_control_that_rewrites_apart_loses_answers(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = make_survey()
    seal_early(monkeypatch)
    for _ in range(4):
        make_completed_response(survey)
    fold_all(survey.pk, now=NOW)
    assert seal_tail(survey.pk) == 4
    is_right, step = True, 0
    with start_folder(survey, "rewrite_apart", repository) as folder:
        while is_right and folder.fold(step := step + 1, "after") == KILLED:
            is_right = check_tallies(survey).is_right
    assert not is_right


@pytest.mark.parametrize("way", ["add_then_mark", "mark_then_add"])
def test_control_that_marks_apart_counts_wrong(repository: Path, way: str) -> None:
    survey, count, outcome = make_survey(), 0, KILLED
    with start_folder(survey, way, repository) as folder:
        for step in range(1, 40):
            make_completed_response(survey)
            count += 1
            outcome = folder.fold(step, "after")
            if outcome != KILLED:
                break
    counted = load_tallies(survey).by_degree[0].sum()
    assert outcome == 0
    assert counted > count if way == "add_then_mark" else counted < count


def test_folds_at_the_same_time_count_once() -> None:
    survey = make_survey()
    for _ in range(12):
        make_completed_response(survey)
    threads = [Thread(target=_fold_and_hang_up, args=(survey.pk,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert load_table(survey).respondent_count == 12
    assert check_tallies(survey).is_right


def _fold_and_hang_up(survey_id: int) -> None:
    fold_all(survey_id, now=NOW)
    connection.close()
