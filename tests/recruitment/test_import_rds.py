"""Importing a study collected elsewhere: all of it or nothing, and estimates equal to R's."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from analytics.selectors.dashboard import load_estimates
from analytics.services.folding import fold_all
from recruitment.models import Coupon, Recruit
from surveys.engine.codebook import VariableSpec
from surveys.models import Consent, Event, Membership, Questionnaire, Response, Survey
from surveys.selectors.catalogues import load_catalogue
from tests.factories import NOW, make_researcher

pytestmark = pytest.mark.django_db

REFERENCE = Path(__file__).parent.parent / "analytics" / "reference"
SMALL = "id,recruiter_id,network_size,Gender.MF.,age\nb,a,,2,31\na,seed,5,1,30\nc,b,3,,44\n"


@pytest.fixture(autouse=True)
def _owner() -> None:
    make_researcher("owner")


def _import(file: Path, **options: str) -> str:
    answer = io.StringIO()
    options = {"slug": "study", "owner": "owner", **options}
    call_command("import_rds", str(file), stdout=answer, **options)
    return answer.getvalue()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.csv"
    file.write_text(SMALL)
    return file


def _load_study() -> Survey:
    return Survey.objects.get(slug="study")


def test_survey_is_closed_owned_and_marked_as_imported(small: Path) -> None:
    _import(small)
    survey = _load_study()
    assert survey.state == Survey.State.CLOSED
    assert survey.details["imported"]["headers"]["Gender_MF"] == "Gender.MF."
    assert Membership.objects.get(survey=survey).role == Membership.Role.OWNER


def test_answers_are_coded_and_empty_cells_stay_empty(small: Path) -> None:
    _import(small)
    answers = Response.objects.in_bulk(field_name="respondent_id")
    stored = {str(one.respondent): one.answers for one in answers.values()}
    assert stored == {
        "a": {"Gender_MF": 1, "age": 30, "network_size": 5},
        "b": {"Gender_MF": 2, "age": 31},
        "c": {"age": 44, "network_size": 3},
    }


def _list_specs() -> tuple[VariableSpec, ...]:
    return load_catalogue(Survey.objects.get()).specs


def test_header_stays_the_label_of_its_variable(small: Path) -> None:
    _import(small)
    assert {spec.name: spec.label["en"] for spec in _list_specs()}["Gender_MF"] == "Gender.MF."


def test_recruits_know_recruiter_seed_and_wave(small: Path) -> None:
    _import(small)
    rows = Recruit.objects.values_list(
        "response__respondent__pseudonym",
        "recruiter__response__respondent__pseudonym",
        "seed__response__respondent__pseudonym",
        "wave",
    )
    assert set(rows) == {("a", None, None, 0), ("b", "a", "a", 1), ("c", "b", "a", 2)}


def test_events_come_in_the_order_of_recruitment(small: Path) -> None:
    _import(small)
    events = Event.objects.order_by("id").values_list("kind", "response__respondent__pseudonym")
    assert list(events) == [("completed", "a"), ("completed", "b"), ("completed", "c")]


def test_import_invents_no_consent_and_no_coupon(small: Path) -> None:
    _import(small)
    assert (Consent.objects.count(), Coupon.objects.count()) == (0, 0)


def test_times_of_the_table_are_those_of_the_responses(tmp_path: Path) -> None:
    file = tmp_path / "timed.csv"
    file.write_text("id,recruiter_id,network_size,day\nb,a,1,2026-03-02\na,seed,1,2026-03-01\n")
    _import(file, time="day")
    survey, first = _load_study(), Response.objects.order_by("completed_at").first()
    assert first is not None
    assert (str(first.respondent), first.survey_year) == ("a", 2026)
    assert first.completed_at == survey.opens_at


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31T23:59-10:00"])
def test_extreme_time_is_refused_in_words(tmp_path: Path, day: str) -> None:
    file = tmp_path / "extreme.csv"
    file.write_text(f"id,recruiter_id,network_size,day\na,seed,1,{day}\n")
    with pytest.raises(CommandError, match="row 2, column day"):
        _import(file, time="day")


def test_columns_named_like_our_own_get_another_name(tmp_path: Path) -> None:
    file = tmp_path / "reserved.csv"
    file.write_text("id,recruiter_id,network_size,Language,state,age,Age\na,seed,1,zh,x,30,31\n")
    _import(file)
    answers = Response.objects.get().answers
    assert answers.keys() == {"Language_2", "state_2", "age", "Age_2", "network_size"}


def test_table_with_faults_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "faults.csv"
    file.write_text(SMALL + "d,zz,-4,1,20\n")
    with pytest.raises(CommandError, match=r"row 5, column network_size.*\n.*row 5, column recr"):
        _import(file)
    assert (Survey.objects.count(), Questionnaire.objects.count()) == (0, 0)


def test_variable_asked_for_that_cannot_be_stored_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    rows = "".join(f"{number},seed,1,word {number}\n" for number in range(61))
    file.write_text(f"id,recruiter_id,network_size,words\n{rows}")
    with pytest.raises(CommandError, match="column words: more than 60"):
        _import(file, variables="words")
    assert "more than 60 different texts (61)" in _import(file)


def test_short_name_is_used_once(small: Path) -> None:
    _import(small)
    with pytest.raises(CommandError, match="exists already"):
        _import(small)


@pytest.mark.parametrize("slug", ["two words", "a/b", "x" * 51, ""])
def test_short_name_that_no_address_can_hold_is_refused(small: Path, slug: str) -> None:
    with pytest.raises(CommandError):
        _import(small, slug=slug)
    assert not Questionnaire.objects.exists()


def test_unknown_researcher_and_missing_file_are_refused(small: Path) -> None:
    with pytest.raises(CommandError, match="Nobody logs in"):
        _import(small, owner="nobody")
    with pytest.raises(CommandError, match="No such file"):
        _import(small.with_name("none.csv"))


def test_chain_of_thousands_of_waves_is_imported(tmp_path: Path) -> None:
    file, waves = tmp_path / "deep.csv", 5_000
    rows = "".join(f"{n},{n + 1 if n < waves else 'seed'},3,{n % 2}\n" for n in range(waves + 1))
    file.write_text(f"id,recruiter_id,network_size,x\n{rows}")
    _import(file)
    assert Recruit.objects.order_by("-wave").values_list("wave", flat=True)[0] == waves


def test_words_that_look_like_code_are_stored_as_words(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text('id,recruiter_id,network_size,"=x{a}<b>"\na,seed,1,<script>\n')
    _import(file)
    [spec] = [spec for spec in _list_specs() if spec.name != "network_size"]
    assert (spec.label["en"], spec.choices[0].label["en"]) == ("=x{a}<b>", "<script>")


@pytest.mark.parametrize("name", ["faux", "fauxmadrona", "nyjazz"])
def test_rds_ii_of_an_imported_study_equals_the_reference(name: str) -> None:
    _import(REFERENCE / f"{name}.csv", degree_rule="sample_maximum")
    survey = _load_study()
    fold_all(survey.pk, now=NOW)
    estimates = load_estimates(survey)
    reference = json.loads((REFERENCE / f"{name}.json").read_text())
    headers = survey.details["imported"]["headers"]
    shares = {
        headers[variable.name]: {str(value.code): value.rds_ii.share for value in variable.values}
        for variable in estimates.variables
    }
    assert set(reference["outcomes"]) <= set(shares)
    for header, outcome in reference["outcomes"].items():
        assert shares[header] == pytest.approx(outcome["rds_ii_point"], rel=0, abs=1e-9)


def test_summary_of_the_jazz_study_is_that_of_its_file() -> None:
    _import(REFERENCE / "nyjazz.csv", degree_rule="sample_maximum")
    survey = _load_study()
    fold_all(survey.pk, now=NOW)
    summary = load_estimates(survey).summary
    assert (summary.respondent_count, summary.seed_count, summary.last_wave) == (264, 13, 11)
    assert (str(summary.degree_rule), summary.affected_count) == ("sample_maximum", 21)
