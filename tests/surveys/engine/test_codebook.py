"""The columns of coded data and one row of them."""

from surveys.engine.codebook import (
    VariableSpec,
    VariableType,
    flatten,
    list_text_variables,
    list_variables,
)
from surveys.engine.flow import complete_answers, stop_answers
from surveys.engine.missing import ENGINE_CODES, Missing
from tests.surveys.engine.builders import SEED, study

SPECS = {spec.name: spec for spec in list_variables(study().document)}


def spec_of(name: str) -> VariableSpec:
    return SPECS[name]


def test_a_row_has_exactly_the_columns_of_the_codebook() -> None:
    answers = complete_answers(study(), {"birth_year": 1990}, SEED)
    assert list(flatten(study(), answers, SEED)) == list(SPECS)


def test_a_multi_item_has_one_flag_per_choice() -> None:
    flags = [name for name in SPECS if name.startswith("cities_considered_")]
    assert flags == [f"cities_considered_{code}" for code in (1, 2, 3, 4, 5, 6, 7, 8, 90)]
    assert spec_of("cities_considered_1").type is VariableType.FLAG
    assert spec_of("cities_considered_1").label["en"].endswith("consider? – Guangzhou")


def test_ticked_flags_are_one_and_the_others_zero() -> None:
    row = flatten(study(), {"cities_considered": [1, 7]}, SEED)
    assert (row["cities_considered_1"], row["cities_considered_2"]) == (1, 0)


def test_a_missing_code_stands_in_every_flag() -> None:
    row = flatten(study(), stop_answers(study(), {"live_sz": 3}, SEED), SEED)
    assert {row[name] for name in row if name.startswith("help_")} == {-3}


def test_refusal_is_a_missing_code_beside_those_of_the_engine() -> None:
    assert dict(spec_of("gender").missing) == {99: Missing.REFUSED} | ENGINE_CODES
    assert spec_of("industry").missing["99"] is Missing.REFUSED
    assert spec_of("move_situation").missing == ENGINE_CODES


def test_the_universe_says_who_was_asked() -> None:
    assert spec_of("gender").universe == ""
    assert spec_of("stay_years").universe == "stay = 1"
    assert spec_of("driver_decisive").universe == (
        "count_selected(driver_mention, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 97) >= 2"
    )


def test_a_piped_item_may_hold_any_source_code() -> None:
    codes = [choice.code for choice in spec_of("driver_decisive").choices]
    assert codes == [*range(1, 12), 97, 96]


def test_a_row_offers_only_its_own_choices() -> None:
    assert 8 not in [choice.code for choice in spec_of("driver_imp_SAL").choices]
    assert 8 in [choice.code for choice in spec_of("driver_imp_KIN").choices]


def test_the_attention_row_is_an_item_of_its_own() -> None:
    assert (spec_of("attention").item_id, spec_of("driver_imp_SAL").item_id) == ("Q1", "C3")


def test_derived_columns_have_no_missing_codes() -> None:
    derived = [spec for spec in SPECS.values() if spec.is_derived]
    assert len(derived) == 39
    assert not any(spec.missing for spec in derived)


def test_free_text_is_listed_apart_and_never_in_a_row() -> None:
    names = {text.name for text in list_text_variables(study().document)}
    assert names == {
        "driver_open",
        "driver_mention_97_text",
        "soc_amenity_97_text",
        "help_source_97_text",
        "job_channel_97_text",
        "job_factor_97_text",
    }
    assert spec_of("driver_open").type is VariableType.LENGTH
    assert not any(name.endswith("_text") for name in SPECS)
