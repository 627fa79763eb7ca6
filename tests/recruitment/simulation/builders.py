"""Profiles for tests: that of the shipped study, and small ones for the questionnaire of a test."""

import json
from functools import cache

from recruitment.simulation.profile import Profile, load_profile
from tests.surveys.engine.builders import STUDY, make_choice, make_item, make_page, make_plan, study


@cache
def study_profile() -> Profile:
    data = json.loads(STUDY.with_suffix(".profile.json").read_text(encoding="utf-8"))
    return load_profile(data, study())


CHOIR = make_plan(
    make_page(
        "voice",
        make_item(
            "V1",
            "sings",
            requirement="hard",
            end_if=[{"condition": "sings = 2", "reason": "sings_not"}],
        ),
        make_item(
            "V2",
            "voices",
            type="multi",
            show_if="sings = 1",
            choices=[make_choice(1), make_choice(2)],
        ),
    ),
    make_page("few", make_item("V3", "solo", show_if="selected(voices, 2)")),
    make_page(
        "people",
        make_item("V4", "known", type="integer", minimum=0, maximum=40),
        make_item("V5", "met", type="integer", minimum=0, maximum="known"),
    ),
    network_size_variable="met",
)
"""A questionnaire that has nothing to do with the shipped one, and no profile."""
