"""The way one respondent takes through the items: which are asked, filled in or off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.engine.evaluation import KnownNames, Names, is_known
from surveys.engine.plan import Plan, PlannedItem
from surveys.engine.schema import Answers, Code, Context, EndRule, Requirement


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """What an item is to the respondent: asked, off, or filled in without asking."""

    is_asked: bool
    filled: Code | None = None

    @property
    def is_on_route(self) -> bool:
        return self.is_asked or self.filled is not None


ASKED = ItemStanding(is_asked=True)
OFF = ItemStanding(is_asked=False)


def follow_route(
    plan: Plan, answers: Answers, names: KnownNames, last_page: int | None = None
) -> Iterator[tuple[PlannedItem, ItemStanding]]:
    """Walk the items in order up to a page, adding to `names` what is known on the way.

    Answers to items that are off the route are passed over, so a condition never rests on a
    reply that a later change of mind has made void.
    """
    for step in plan.steps:
        if last_page is not None and step.page_number > last_page:
            return
        standing = find_standing(step, names)
        if standing.is_asked:
            take_answers(step, answers, names)
        elif standing.filled is not None:
            names[step.item.variable] = standing.filled
        yield step, standing


def known_names(plan: Plan, answers: Answers, context: Context, last_page: int) -> KnownNames:
    """Everything known on the route through the pages up to the last one given."""
    names = plan.context_names(context)
    for _ in follow_route(plan, answers, names, last_page):
        pass
    return names


def find_standing(step: PlannedItem, names: Names) -> ItemStanding:
    """Asked, off or filled in, given what is known before the item."""
    if step.item.requirement is Requirement.GIVEN:
        return OFF
    if step.condition is not None and not step.condition(names):
        return OFF
    return ASKED if step.source is None else find_piped_standing(step, names)


def find_piped_standing(step: PlannedItem, names: Names) -> ItemStanding:
    """The standing by piping alone: one ticked choice is filled in, none leaves the item off."""
    if step.source is None:
        return ASKED
    counting = [code for code in ticked_codes(step, names) if code in step.counted]
    if len(counting) == 1:
        return ItemStanding(is_asked=False, filled=counting[0])
    return ASKED if counting else OFF


def ticked_codes(step: PlannedItem, names: Names) -> list[Code]:
    """The codes ticked in the item that a piped item takes its choices from."""
    ticked = names.get(step.source.item.variable) if step.source else None
    return ticked if isinstance(ticked, list) else []


def offered_codes(step: PlannedItem, names: Names) -> Mapping[str, Code]:
    """Posted spelling to code of the choices on offer; piped ones only when ticked."""
    if step.source is None:
        return step.codes
    on_offer = {str(code) for code in ticked_codes(step, names)}
    on_offer.update(str(choice.code) for choice in step.extras)
    return {text: code for text, code in step.codes.items() if text in on_offer}


def take_answers(step: PlannedItem, answers: Answers, into: KnownNames) -> None:
    """Add the stored answers of an asked item that say anything and are still on offer."""
    for variable in step.variables:
        value = answers.get(variable)
        if value is None or not is_known(value):
            continue
        if step.source is None or str(value) in offered_codes(step, into):
            into[variable] = value


def matching_end(step: PlannedItem, names: Names) -> EndRule | None:
    """The first end rule of the item that holds."""
    for condition, rule in step.end_rules:
        if condition(names):
            return rule
    return None
