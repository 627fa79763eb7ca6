"""Small documents for tests: only what a test says differs from a plain two-page questionnaire."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from surveys.engine.flow import Plan, compile_plan
from surveys.engine.loading import load_document
from surveys.engine.schema import Context

STUDY = Path(__file__).parents[3] / "surveys" / "studies" / "shenzhen.json"

SEED = Context(survey_year=2025, is_referred=False)
RECRUIT = Context(survey_year=2025, is_referred=True)


@cache
def study_data() -> dict[str, object]:
    data: dict[str, object] = json.loads(STUDY.read_text(encoding="utf-8"))
    return data


@cache
def study() -> Plan:
    return compile_plan(load_document(study_data()))


def words(text: str) -> dict[str, str]:
    return {"en": text}


def make_choice(code: int | str, **more: object) -> dict[str, object]:
    return {"code": code, "label": words(f"choice {code}"), **more}


def make_item(item_id: str, variable: str, **more: object) -> dict[str, object]:
    item: dict[str, object] = {
        "id": item_id,
        "variable": variable,
        "type": "single",
        "prompt": words(f"{variable}?"),
    }
    if not more.keys() & {"type", "choices", "choice_set", "piping"}:
        item["choices"] = [make_choice(1), make_choice(2)]
    return item | more


def make_page(page_id: str, *items: Mapping[str, object]) -> dict[str, object]:
    return {"id": page_id, "title": words(page_id), "items": list(items)}


def make_document(*pages: Mapping[str, object], **more: object) -> dict[str, object]:
    """One page per argument; without any, one page with the single item `a`."""
    return {
        "id": "small",
        "title": words("Small"),
        "languages": ["en"],
        "network_size_variable": "a",
        "pages": list(pages) or [make_page("one", make_item("A", "a"))],
        **more,
    }


def make_plan(*pages: Mapping[str, object], **more: object) -> Plan:
    return compile_plan(load_document(make_document(*pages, **more)))


def make_one_page(*items: Mapping[str, object]) -> Plan:
    """A page of these items after the plain item `a`."""
    return make_plan(make_page("one", make_item("A", "a"), *items))
