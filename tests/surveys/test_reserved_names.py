"""No variable is called like a column of ours or like what a page posts beside the answers."""

import re
from pathlib import Path

import pytest

from analytics.exports.rds_table import FRAME as CHAIN_FRAME
from analytics.exports.wording import FRAME, QUALITY
from surveys.engine.loading import DocumentError, load_document
from surveys.engine.reserved import COLUMN_NAMES, PAGE_NAMES, RESERVED_NAMES
from tests.factories import make_document

INPUT = re.compile(r'<(?:input type="hidden"|button)[^>]*? name="([a-z_]+)"')
PAGES = ("surveys/page.html", "recruitment/entry.html", "components/_respondent_language.html")


def test_every_column_beside_the_variables_is_reserved() -> None:
    assert {*FRAME, *QUALITY, *CHAIN_FRAME} == COLUMN_NAMES


def test_every_name_a_page_posts_beside_the_answers_is_reserved(repository: Path) -> None:
    pages = "".join((repository / "templates" / page).read_text() for page in PAGES)
    assert INPUT.findall(pages)
    assert {*INPUT.findall(pages)} <= PAGE_NAMES


@pytest.mark.parametrize("name", [*sorted(one for one in RESERVED_NAMES if "." not in one), "ID"])
def test_variable_of_a_reserved_name_is_refused(name: str) -> None:
    document = make_document()
    document["pages"][2]["items"][0]["variable"] = name
    with pytest.raises(DocumentError) as refused:
        load_document(document)
    assert name in {problem.place for problem in refused.value.problems} | {name.lower()}


def test_column_of_a_ticked_choice_may_not_have_a_reserved_name() -> None:
    document = make_document()
    item = document["pages"][1]["items"][0]
    item["variable"] = "survey"
    item["choices"][0]["code"] = "year"
    with pytest.raises(DocumentError, match="survey_year"):
        load_document(document)
