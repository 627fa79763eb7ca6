"""Derived variables: computed from stored answers by the document's own expressions."""

from surveys.engine.evaluation import KnownNames, is_known
from surveys.engine.plan import Plan
from surveys.engine.schema import Answers, Context, Value


def derive(plan: Plan, answers: Answers, context: Context) -> dict[str, Value | None]:
    """Every derived variable in the document's order; None is missing, conditions become 0 or 1.

    `answers` are those stored by `complete_answers` or `stop_answers`: what is off the route is
    already marked there, so the route is not walked again.
    """
    names: KnownNames = plan.context_names(context)
    names.update((name, value) for name, value in answers.items() if is_known(value))
    derived: dict[str, Value | None] = {}
    for definition, evaluator in plan.derived:
        result = evaluator(names)
        value = int(result) if isinstance(result, bool) else result
        names[definition.name] = value
        derived[definition.name] = list(value) if isinstance(value, tuple) else value
    return derived
