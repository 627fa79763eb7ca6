"""A baseline file that is not in order is refused, with the place of the mistake."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from analytics.comparison.document import BaselineError
from analytics.comparison.reading import read_baseline
from tests.analytics.test_baseline import PATH

GONG = json.loads(PATH.read_text(encoding="utf-8"))


def claim(document: dict[str, Any], claim_id: str) -> dict[str, Any]:
    return next(one for one in document["claims"] if one["id"] == claim_id)


MISTAKES: dict[str, Callable[[dict[str, Any]], object]] = {
    "the document: languages is missing.": lambda d: d.pop("languages"),
    "the document: parts is missing.": lambda d: d.pop("parts"),
    "the document: margins: not part of the format.": lambda d: d.update(margins=[]),
    "n: a whole number is expected.": lambda d: d.update(n="54"),
    "n: a whole number is expected": lambda d: d.update(n=True),
    "url: a text is expected.": lambda d: d.update(url=""),
    "claims: a list is expected.": lambda d: d.update(claims={}),
    "claims[0]: an object is expected.": lambda d: d.update(claims=["C1"]),
    "design: zh-Hans is missing.": lambda d: d["design"].pop("zh-Hans"),
    "design: fr: not part of the format.": lambda d: d["design"].update(fr="entretiens"),
    "parts[0].drivers[1].count: 55 of 54 is not a count of interviews.": lambda d: d["parts"][0][
        "drivers"
    ][1].update(count=55),
    "parts: any: stated twice.": lambda d: d["parts"][1]["drivers"][1].update(key="any"),
    "traits[0].categories: the counts do not add up to 54.": lambda d: d["traits"][0]["categories"][
        0
    ].update(count=25),
    "traits: gender: stated twice.": lambda d: d["traits"][1].update(variable="gender"),
    "traits[0].categories: male: stated twice.": lambda d: d["traits"][0]["categories"][1].update(
        key="male"
    ),
    "claims: C1: stated twice.": lambda d: claim(d, "C2").update(id="C1"),
    "claims[1].tests[0].kind: there is no kind of claim 'more'; there are majority,": lambda d: (
        claim(d, "C2")["tests"][0].update(kind="more")
    ),
    "claims[0].tests[0].driver: there is no driver 'all'": lambda d: claim(d, "C1")["tests"][
        0
    ].update(driver="all"),
    "claims[1].tests[0].trait: there is no trait measured by the variable 'mig3'": lambda d: claim(
        d, "C2"
    )["tests"][0].update(trait="mig3"),
    "claims[1].tests[0].groups[0].category: there is no category 'here'": lambda d: claim(d, "C2")[
        "tests"
    ][0]["groups"][0].update(category="here"),
    "claims[1].tests[0].groups[0].count: 21 of 20 is not a count": lambda d: claim(d, "C2")[
        "tests"
    ][0]["groups"][0].update(count=[21, 20]),
    "claims[1].tests[0].groups[0].count: two numbers are expected": lambda d: claim(d, "C2")[
        "tests"
    ][0]["groups"][0].update(count=[21]),
    "claims[1].tests[0].groups: two groups are expected.": lambda d: claim(d, "C2")["tests"][0][
        "groups"
    ].pop(),
    "claims[1].tests[0]: margin: not part of the format.": lambda d: claim(d, "C2")["tests"][
        0
    ].update(margin=0.1),
    "claims[3].tests[0]: margin is missing.": lambda d: claim(d, "C4")["tests"][0].pop("margin"),
    "claims[3].tests[0].margin: a margin lies between 0 and 1.": lambda d: claim(d, "C4")["tests"][
        0
    ].update(margin=10),
    "claims[5].tests[0].drivers: two drivers are expected.": lambda d: claim(d, "C6")["tests"][
        0
    ].update(drivers=["economic.career", "economic.career"]),
    "claims[9].tests[0].count: 36 of 35 is not a count of interviews.": lambda d: claim(d, "C10")[
        "tests"
    ][0].update(count=[36, 35]),
    "claims[8].tests[0]: estimator is missing.": lambda d: claim(d, "C9")["tests"][0].pop(
        "estimator"
    ),
    "claims[2].tests[1].denominator: there is no denominator 'driven'": lambda d: claim(d, "C3")[
        "tests"
    ][1].update(denominator="driven"),
}


@pytest.mark.parametrize("message", MISTAKES)
def test_mistake_is_told_with_its_place(message: str) -> None:
    document = deepcopy(GONG)
    MISTAKES[message](document)
    with pytest.raises(BaselineError) as error:
        read_baseline(document)
    assert str(error.value).startswith(message)


def test_notes_may_be_anything() -> None:
    assert read_baseline({**GONG, "notes": ["for readers"]}) == read_baseline(GONG)
