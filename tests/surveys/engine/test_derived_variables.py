"""Derived variables of the study: each rule at its edges, and missing wherever an input is."""

import pytest

from surveys.engine.flow import complete_answers
from surveys.engine.schema import Answers, Context, Value
from surveys.engine.scoring import derive
from tests.surveys.engine.builders import RECRUIT, SEED, study

NO_NETWORK = {f"net_before_{row}": 0 for row in ("REL", "ALU", "FRI", "TOW", "COL")}
ALONE = {"parents_loc": 3, "partner_before": 1, **NO_NETWORK}
AFFIL = ("FAM", "CARE", "PAR", "ALU", "BEL", "GRAV", "EXP")


def derived(name: str, answers: Answers, context: Context = SEED) -> Value | None:
    return derive(study(), answers, context)[name]


def rate(*rates: int) -> dict[str, int]:
    """Answers to the rows of F1 in order; -1 leaves a row out."""
    return {f"affil_{row}": code for row, code in zip(AFFIL, rates, strict=True)}


@pytest.mark.parametrize(
    ("name", "answers", "value"),
    [
        ("age_group3", {"birth_year": 1996}, 1),
        ("age_group3", {"birth_year": 1995}, 2),
        ("age_group3", {"birth_year": 1985}, 2),
        ("age_group3", {"birth_year": 1984}, 3),
        ("age_group3", {"birth_year": 9999}, None),
        ("edu3", {"edu": 3}, 3),
        ("edu3", {"edu": 5}, 5),
        ("edu3", {"edu": 2}, None),
        ("married2", {"marital": 2}, 1),
        ("married2", {"marital": 3}, 2),
        ("married2", {"marital": 4}, 3),
        ("married2", {"marital": 5}, 3),
        ("married2", {"marital": 99}, None),
        ("uni2", {"uni_loc": 3}, 1),
        ("uni2", {"uni_loc": 4}, 2),
        ("uni2", {"uni_loc": 5}, 2),
        ("uni2", {"uni_loc": 99}, None),
        ("uni2_domestic", {"uni_loc": 4}, 1),
        ("uni2_domestic", {"uni_loc": 5}, 2),
        ("mig2", {"hukou_prov": 44, "hukou_city_gd": 4401}, 1),
        ("mig2", {"hukou_prov": 44, "hukou_city_gd": 4403}, None),
        ("mig2", {"hukou_prov": 44, "hukou_city_gd": -1}, None),
        ("mig2", {"hukou_prov": 11, "hukou_city_gd": -2}, 2),
        ("mig2", {"hukou_prov": 88}, None),
        ("policy_period", {"move_year": 2015}, 1),
        ("policy_period", {"move_year": 2016}, 2),
        ("policy_period", {"move_year": 2017}, 3),
        ("policy_period", {"move_year": 2020}, 3),
        ("policy_period", {"move_year": 2021}, 4),
        ("policy_period", {"move_year": 2022}, 5),
        ("drv_SAL", {"driver_mention": [1, 2]}, 1),
        ("drv_TAL", {"driver_mention": [1, 2]}, 0),
        ("drv_SAL", {"driver_mention": [90]}, 0),
        ("drv_SAL", {"driver_mention": -1}, None),
        ("net_any", {"driver_mention": [9]}, 1),
        ("net_any", {"driver_mention": [10]}, 0),
        ("net_any_f", {"driver_mention": [10]}, 1),
        ("net_combo", {"driver_mention": [7, 8]}, 1),
        ("net_combo", {"driver_mention": [7, 10]}, 0),
        ("net_decisive", {"driver_decisive": 8}, 1),
        ("net_decisive", {"driver_decisive": 96}, 0),
        ("net_decisive", {"driver_decisive": -2}, None),
        ("mig2_net", {"driver_mention": [7], "hukou_prov": 11}, 2),
        ("mig2_net", {"driver_mention": [1], "hukou_prov": 11}, None),
        ("had_net", ALONE, 0),
        ("had_net", ALONE | {"parents_loc": 2}, 1),
        ("had_net_sz", ALONE | {"parents_loc": 2}, 0),
        ("had_net_sz", ALONE | {"parents_loc": 1}, 1),
        ("had_net", ALONE | {"partner_before": 2}, 1),
        ("had_net", ALONE | {"net_before_TOW": 1}, 1),
        ("had_net", ALONE | {"parents_loc": 99}, None),
        ("had_net", ALONE | {"parents_loc": 99, "partner_before": 2}, 1),
        ("had_net", ALONE | {"net_before_TOW": -1}, None),
        ("cap_job", {"help": [4]}, 1),
        ("cap_job", {"help": [5, 8]}, 0),
        ("cap_mat", {"help": [6]}, 1),
        ("cap_info", {"help": [7]}, 1),
        ("cap_info", {"help": [2]}, 0),
        ("cap_any", {"help": [8]}, 0),
        ("cap_any", {"help": [7, 8]}, 1),
        ("cap_any", {"help": [90]}, 0),
        ("job_formal", {"job_channel_main": 7}, 1),
        ("job_formal", {"job_channel_main": 8}, 2),
        ("job_formal", {"job_channel_main": 97}, 3),
        ("job_formal", {"job_channel": [11], "job_channel_main": -2}, 3),
        ("job_formal", {"job_channel": [90], "job_channel_main": -2}, None),
        ("job_formal", {"job_channel": [1, 2], "job_channel_main": -1}, None),
        ("affil", rate(1, 2, 3, 4, 5, 3, 1), 3.0),
        ("affil", rate(4, 5, 3, 8, 8, 8, 1), 4.0),
        ("affil", rate(4, 5, 8, 8, 8, 8, 1), None),
        ("affil", rate(4, 5, 3, -1, 8, 8, 1), 4.0),
        ("affil_core", rate(1, 1, 1, 1, 1, 5, 2), 5),
        ("affil_core", rate(1, 1, 1, 1, 1, 8, 2), None),
        ("cap_exp", rate(1, 1, 1, 1, 1, 5, 2), 2),
        ("gap", rate(1, 1, 1, 1, 1, 5, 2), 3),
        ("gap", rate(1, 1, 1, 1, 1, 1, 3), -2),
        ("gap", rate(1, 1, 1, 1, 1, 5, 8), None),
        ("q_straightline", rate(3, 3, 3, 3, 3, 3, 3), 1),
        ("q_straightline", rate(3, 3, 3, 3, 3, 3, 4), 0),
        ("q_straightline", rate(3, 3, 3, 3, 3, 3, -1), None),
        ("q_attention", {"attention": 2}, 0),
        ("q_attention", {"attention": 3}, 1),
        ("q_attention", {"attention": -1}, None),
        ("q_degree", {"deg_know": 5, "deg_contact": 6}, 1),
        ("q_degree", {"deg_know": 5, "deg_contact": 5}, 0),
        ("degree", {"deg_contact": 12}, 12),
        ("degree", {"deg_contact": 0}, 0),
        ("degree", {"deg_contact": -1}, None),
    ],
)
def test_a_rule_holds_at_its_edges(name: str, answers: Answers, value: Value | None) -> None:
    assert derived(name, answers) == value


def test_belonging_is_the_mean_of_all_four_rows() -> None:
    rows = {"belong_LIKE": 4, "belong_CARE": 3, "belong_JOIN": 2, "belong_ACC": 2}
    assert derived("belong_mean", rows) == 2.75
    assert derived("belong_mean", rows | {"belong_ACC": -1}) is None


def test_a_recruit_knows_at_least_the_recruiter() -> None:
    assert derived("degree", {"deg_contact": 0}, RECRUIT) == 1
    assert derived("degree", {"deg_contact": -1}, RECRUIT) is None


def test_a_reason_filled_in_counts_as_decisive() -> None:
    answers = complete_answers(study(), {"driver_mention": [7]}, SEED)
    assert derived("net_decisive", answers) == 1


@pytest.mark.parametrize("code", [-1, -2, -3])
def test_without_answers_every_derived_variable_is_missing(code: int) -> None:
    answers: Answers = dict.fromkeys(study().variables, code)
    assert set(derive(study(), answers, SEED).values()) == {None}


def test_categories_carry_every_code_the_rule_can_give() -> None:
    labelled = {d.name: [c.code for c in d.choices] for d in study().document.derived if d.choices}
    assert labelled["age_group3"] == [1, 2, 3]
    assert labelled["edu3"] == [3, 4, 5]
    assert labelled["policy_period"] == [1, 2, 3, 4, 5]
    assert labelled["drv_SAL"] == [0, 1]
