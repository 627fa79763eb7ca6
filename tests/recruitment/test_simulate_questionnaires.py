"""Simulating a fieldwork of any questionnaire: its own document is enough, a profile adds to it."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recruitment.services.errors import SimulationError
from recruitment.services.simulation import (
    Settings,
    SimulatedStudy,
    Summary,
    simulate_fieldwork,
)
from surveys.models import Response, Survey
from tests.factories import NOW, make_document, make_researcher, make_version

pytestmark = pytest.mark.django_db


def _simulate(study: SimulatedStudy, *, respondents: int = 60) -> Summary:
    settings = Settings(slug="simulated", respondents=respondents, seed=7, days=30)
    return simulate_fieldwork(settings, owner=make_researcher(), now=NOW, study=study)


def _run(*options: str) -> dict[str, object]:
    answer = io.StringIO()
    call_command("simulate_fieldwork", "--owner=owner", "--json", *options, stdout=answer)
    facts: dict[str, object] = json.loads(answer.getvalue())
    return facts


def test_another_questionnaire_is_simulated_without_a_profile() -> None:
    summary = _simulate(SimulatedStudy("small", make_document()))
    assert summary.completed == 60
    assert (summary.screened_out > 0, summary.broken_off > 0, summary.waves > 1) == (True,) * 3


def test_without_a_profile_answers_keep_to_the_document() -> None:
    _simulate(SimulatedStudy("small", make_document()))
    completed = [response.answers for response in Response.objects.completed()]
    assert {answers["adult"] for answers in completed} == {1}
    asked = [one for one in completed if {1, 2} & {*_ticked(one)}]
    assert all(one["decisive"] in (1, 2, -1) for one in asked)
    assert all(one["decisive"] == -2 for one in completed if one not in asked)
    screened = Response.objects.filter(state=Response.State.SCREENED_OUT)
    assert {response.answers["adult"] for response in screened} == {2}


def _ticked(answers: dict[str, object]) -> list[object]:
    ticked = answers["reasons"]
    return ticked if isinstance(ticked, list) else []


def test_profile_gives_shares_to_a_questionnaire() -> None:
    profile = {"replies": [{"name": "gender", "shares": {"1": 0, "2": 1}}]}
    _simulate(SimulatedStudy("small", make_document(), profile))
    genders = {response.answers["gender"] for response in Response.objects.completed()}
    assert genders <= {2, -1}
    assert 2 in genders


def test_command_simulates_a_published_questionnaire(tmp_path: Path) -> None:
    make_researcher()
    make_version("small")
    file = tmp_path / "profile.json"
    file.write_text('{"replies": [{"name": "reasons", "value": [1]}]}')
    facts = _run("--questionnaire=small", f"--profile={file}", "--respondents=5")
    assert facts["completed"] == 5
    answers = [response.answers for response in Response.objects.completed()]
    assert {tuple(_ticked(one)) for one in answers} <= {(1,), ()}


def test_profile_with_a_fault_leaves_no_survey_behind(tmp_path: Path) -> None:
    make_researcher()
    make_version("small")
    file = tmp_path / "profile.json"
    file.write_text('{"replies": [{"name": "gender", "value": 7}]}')
    with pytest.raises(CommandError, match="gender: 7 is not among its choices"):
        _run("--questionnaire=small", f"--profile={file}")
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"), [("[]", "expected one JSON object"), ("{", "profile.json: ")]
)
def test_file_that_is_no_profile_is_refused(tmp_path: Path, content: str, told: str) -> None:
    make_researcher()
    file = tmp_path / "profile.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=told):
        _run(f"--profile={file}")


def test_unknown_questionnaire_is_refused() -> None:
    make_researcher()
    with pytest.raises(CommandError, match="There is no questionnaire “never-made”"):
        _run("--questionnaire=never-made")


def test_other_questionnaire_under_the_same_name_is_refused() -> None:
    make_researcher()
    make_version("small")
    _run("--respondents=5")
    with pytest.raises(CommandError, match="asks something else"):
        _run("--questionnaire=small", "--respondents=5")


def test_questionnaire_nobody_can_complete_is_refused() -> None:
    document = make_document()
    document["pages"][0]["items"][0]["end_if"] = [{"condition": "adult in (1, 2)", "reason": "all"}]
    with pytest.raises(SimulationError, match="Nobody was found who can complete “small”"):
        _simulate(SimulatedStudy("small", document))
    assert not Survey.objects.exists()
