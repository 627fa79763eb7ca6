"""What answering needs to know: the plan of a version and the context of a response."""

from collections.abc import Iterable
from datetime import datetime

from surveys.engine.flow import Plan, compile_plan
from surveys.engine.loading import load_document
from surveys.engine.schema import Context
from surveys.models import QuestionnaireVersion, Response, Survey
from surveys.querysets import ResponseQuerySet

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


def list_slugs() -> list[str]:
    """The short names of all surveys, in alphabetical order."""
    return list(Survey.objects.order_by("slug").values_list("slug", flat=True))


def load_public_survey(slug: str) -> Survey | None:
    """The survey with this short name if people answer or have answered it here."""
    survey = load_survey(slug)
    if survey is None or survey.state == Survey.State.DRAFT or "imported" in survey.details:
        return None
    return survey


def load_sole_open_survey(moment: datetime) -> Survey | None:
    """The real survey in the field, if there is just one: a stranger can be told about it."""
    surveys = Survey.objects.select_related("version").defer("version__document")
    surveys = surveys.filter(state=Survey.State.OPEN, is_simulated=False)
    is_open = [one for one in surveys if one.is_open_at(moment)]
    return is_open[0] if len(is_open) == 1 else None


def load_response(key_hash: str) -> Response | None:
    """The response whose browser holds the key with this hash."""
    return _only(_with_plan().filter(key_hash=key_hash))


def list_responses(key_hashes: Iterable[str]) -> list[Response]:
    """The responses whose keys have these hashes, the one saved last first."""
    return list(_with_plan().filter(key_hash__in=list(key_hashes)).order_by("-saved_at", "pk"))


def load_response_by_pk(pk: int) -> Response | None:
    """The response that was opened by other means than its key."""
    return _only(_with_plan().filter(pk=pk))


def _only(responses: ResponseQuerySet) -> Response | None:
    """The one there is; `first` would sort, which costs as much again as the query."""
    return next(iter(responses), None)


def _with_plan() -> ResponseQuerySet:
    return Response.objects.select_related("survey", "version").defer("version__document")


def load_texts(response: Response) -> dict[str, str]:
    """The words written so far, by variable."""
    return dict(response.free_texts.values_list("variable", "text"))


def reload_answers(response: Response) -> None:
    """Bring a response up to what has been stored since it was loaded."""
    response.refresh_from_db(fields=["answers", "saved_at"])
