"""What answering needs to know: the plan of a version and the context of a response."""

from surveys.engine.flow import Plan, compile_plan
from surveys.engine.loading import load_document
from surveys.engine.schema import Context
from surveys.models import QuestionnaireVersion, Response, Survey

_plans: dict[str, Plan] = {}


def load_plan(version: QuestionnaireVersion) -> Plan:
    """The compiled plan of a version, kept for the life of the process: versions are frozen."""
    plan = _plans.get(version.digest)
    if plan is None:
        plan = compile_plan(load_document(version.document))
        _plans[version.digest] = plan
    return plan


def load_context(response: Response) -> Context:
    """What expressions may know about this interview besides its answers."""
    return Context(
        survey_year=response.survey_year,
        is_referred=response.is_referred,
        parameters=response.survey.parameters,
    )


def load_survey(slug: str) -> Survey | None:
    """The survey with this short name, whatever its state."""
    return (
        Survey.objects.select_related("version")
        .defer("version__document")
        .filter(slug=slug)
        .first()
    )


def load_response(key_hash: str) -> Response | None:
    """The response whose browser holds the key with this hash."""
    return (
        Response.objects.select_related("survey", "version")
        .defer("version__document")
        .filter(key_hash=key_hash)
        .first()
    )


def load_texts(response: Response) -> dict[str, str]:
    """The words written so far, by variable."""
    return dict(response.free_texts.values_list("variable", "text"))
