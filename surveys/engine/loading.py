"""From a document as data (parsed JSON) to the schema, or its faults at once."""

from collections.abc import Mapping

from surveys.engine.consistency import find_excess, find_problems
from surveys.engine.errors import DocumentError, Problem, Problems
from surveys.engine.expression import Literal
from surveys.engine.missing import Missing
from surveys.engine.schema import (
    Choice,
    Derived,
    Document,
    EndRule,
    Item,
    Order,
    Page,
    Piping,
    Requirement,
    Row,
    Text,
)
from surveys.engine.source import Source

__all__ = ["DocumentError", "Problem", "load_document"]

ITEM_KEYS = (
    *("id", "variable", "type", "prompt", "hint", "requirement", "show_if", "end_if"),
    *("choices", "choice_set", "piping", "rows", "order", "minimum", "maximum"),
    *("too_low", "too_high", "max_length", "maps_to"),
)
CHOICE_KEYS = (
    "code",
    "label",
    "is_exclusive",
    "has_text",
    "is_pinned",
    "is_apart",
    "missing",
    "group",
)
ROW_KEYS = ("code", "variable", "prompt", "item_id", "is_pinned", "without")
DOCUMENT_KEYS = (
    *("id", "title", "languages", "parameters", "network_size_variable", "choice_sets"),
    *("pages", "derived", "texts", "notes"),
)

MOST_LANGUAGES = 20

ChoiceSets = Mapping[str, tuple[Choice, ...]]


def load_document(data: Mapping[str, object]) -> Document:
    """The questionnaire in the data; raises DocumentError with the located problems."""
    problems = Problems()
    source = Source(data, "", problems)
    source.languages = _read_languages(source)
    source.allow(*DOCUMENT_KEYS)
    document = Document(
        id=source.string("id"),
        title=source.text("title"),
        languages=source.languages,
        pages=_read_pages(source, _read_choice_sets(source)),
        derived=tuple(_read_derived(one) for one in source.children("derived")),
        parameters=_read_parameters(source),
        network_size_variable=source.string("network_size_variable"),
        texts=_read_texts(source),
    )
    excess = list(find_excess(document))
    problems.extend(excess or find_problems(document))
    if problems.kept:
        raise DocumentError(problems)
    return document


def _read_languages(source: Source) -> tuple[str, ...]:
    value = source.data.get("languages")
    found = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    if not found or len(set(found)) < len(found):
        source.note("languages", "expected a list of different language codes")
    if len(found) > MOST_LANGUAGES:
        source.note("languages", f"more than {MOST_LANGUAGES}")
    # Every text is looked at in every language.
    return tuple(dict.fromkeys(found[:MOST_LANGUAGES]))


def _read_parameters(source: Source) -> dict[str, int]:
    parameters = source.child("parameters")
    return {name: parameters.whole(name) for name in parameters.data}


def _read_texts(source: Source) -> dict[str, Text]:
    texts = source.child("texts")
    return {key: texts.text(key) for key in texts.data}


def _read_choice_sets(source: Source) -> ChoiceSets:
    sets = source.child("choice_sets")
    return {name: _read_choices(sets, name) for name in sets.data}


def _read_pages(source: Source, sets: ChoiceSets) -> tuple[Page, ...]:
    pages = []
    for page in source.children("pages"):
        page.allow("id", "title", "items")
        items = tuple(_read_item(item, sets) for item in page.children("items"))
        if not items:
            page.note("items", "a page needs at least one item")
        pages.append(Page(page.string("id"), page.text("title"), items))
    if not pages:
        source.note("pages", "a document needs at least one page")
    return tuple(pages)


def _read_item(source: Source, sets: ChoiceSets) -> Item:
    item_id = source.string("id")
    source.place = item_id or source.place
    source.allow(*ITEM_KEYS)
    variable = source.variable("variable")
    requirement = source.member("requirement", Requirement) or Requirement.SOFT
    return Item(
        id=item_id,
        variable=variable,
        type=source.string("type"),
        prompt=source.text("prompt"),
        hint=source.text("hint", is_needed=False),
        requirement=requirement,
        show_if=source.expression("show_if"),
        end_rules=tuple(_read_end_rule(rule) for rule in source.children("end_if")),
        choices=_read_item_choices(source, sets, is_given=requirement is Requirement.GIVEN),
        piping=_read_piping(source),
        rows=tuple(_read_row(row, variable) for row in source.children("rows")),
        order=source.member("order", Order) or Order.FIXED,
        minimum=source.expression("minimum"),
        maximum=source.expression("maximum"),
        too_low=source.text("too_low", is_needed=False),
        too_high=source.text("too_high", is_needed=False),
        max_length=source.whole("max_length"),
        maps_to=source.string("maps_to", is_needed=False),
    )


def _read_item_choices(source: Source, sets: ChoiceSets, *, is_given: bool) -> tuple[Choice, ...]:
    if not source.has("choice_set"):
        return _read_choices(source, "choices", is_given=is_given)
    name = source.string("choice_set")
    if source.has("choices"):
        source.note("choice_set", "an item has either choices or a choice set")
    if name not in sets:
        source.note("choice_set", f"there is no choice set {name!r}")
    return sets.get(name, ())


def _read_choices(source: Source, key: str, *, is_given: bool = False) -> tuple[Choice, ...]:
    return tuple(_read_choice(choice, is_given=is_given) for choice in source.children(key))


def _read_choice(source: Source, *, is_given: bool) -> Choice:
    source.allow(*CHOICE_KEYS)
    return Choice(
        code=source.given_code("code") if is_given else source.code("code"),
        label=source.text("label"),
        is_exclusive=source.flag("is_exclusive"),
        has_text=source.flag("has_text"),
        is_pinned=source.flag("is_pinned"),
        is_apart=source.flag("is_apart"),
        missing=source.member("missing", Missing),
        group=source.string("group", is_needed=False),
    )


def _read_row(source: Source, variable: str) -> Row:
    source.allow(*ROW_KEYS)
    code = source.string("code")
    own = source.variable("variable") if source.has("variable") else f"{variable}_{code}"
    return Row(
        code=code,
        variable=own,
        prompt=source.text("prompt"),
        item_id=source.string("item_id", is_needed=False),
        is_pinned=source.flag("is_pinned"),
        without=source.codes("without"),
    )


def _read_end_rule(source: Source) -> EndRule:
    source.allow("condition", "reason")
    condition = source.expression("condition", is_needed=True) or Literal(None)
    return EndRule(condition, source.string("reason"))


def _read_piping(source: Source) -> Piping | None:
    if not source.has("piping"):
        return None
    piping = source.child("piping")
    piping.allow("variable", "counted")
    return Piping(piping.variable("variable"), piping.codes("counted"))


def _read_derived(source: Source) -> Derived:
    name = source.variable("name")
    source.place = f"derived.{name}" if name else source.place
    source.allow("name", "label", "expression", "choices")
    expression = source.expression("expression", is_needed=True) or Literal(None)
    return Derived(name, source.text("label"), expression, _read_choices(source, "choices"))
