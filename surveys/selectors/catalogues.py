"""The catalogue of a survey's variables: what they mean over all versions it has given."""

from django.db.models import Q, QuerySet

from surveys.engine.catalogue import Catalogue, Meaning, make_catalogue
from surveys.engine.changes import Edition
from surveys.engine.codebook import VariableSpec, list_variables
from surveys.models import FieldedVersion, QuestionnaireVersion, Survey, Variable
from surveys.selectors.runner import load_plan

MOST_CATALOGUES = 32

_specs: dict[str, dict[str, VariableSpec]] = {}
_catalogues: dict[tuple[object, ...], Catalogue] = {}


def load_catalogue(survey: Survey) -> Catalogue:
    """Return the columns of the versions that this survey gives or has given; to be read only."""
    versions = list_given_versions(survey)
    meanings = _load_meanings(survey.version.questionnaire_id)
    key = (meanings, tuple((version.number, version.digest) for version in versions))
    if key not in _catalogues:
        while len(_catalogues) >= MOST_CATALOGUES:
            _catalogues.pop(next(iter(_catalogues)), None)
        _catalogues[key] = make_catalogue(meanings, [load_edition(one) for one in versions])
    return _catalogues[key]


def list_given_versions(survey: Survey) -> QuerySet[QuestionnaireVersion]:
    """Return the versions that a survey gives or has given, oldest first, without documents."""
    fielded = FieldedVersion.objects.filter(survey=survey).values("version")
    is_given = Q(pk__in=fielded) | Q(pk=survey.version_id)
    return QuestionnaireVersion.objects.filter(is_given).defer("document").order_by("number")


def load_edition(version: QuestionnaireVersion) -> Edition:
    """Return what a version says about its variables."""
    document = load_plan(version).document
    # By the document, which two versions may share; the number is the version's own.
    if version.digest not in _specs:
        _specs[version.digest] = {spec.name: spec for spec in list_variables(document)}
    return Edition(version.number, _specs[version.digest], document.network_size_variable)


def _load_meanings(questionnaire_id: int) -> tuple[Meaning, ...]:
    rows = Variable.objects.filter(questionnaire=questionnaire_id).order_by("pk")
    columns = ("pk", "name", "since__number", "until__number", "successor_id", "recoding")
    return tuple(
        Meaning(pk, name, since, until, successor, tuple((old, new) for old, new in pairs))
        for pk, name, since, until, successor, pairs in rows.values_list(*columns)
    )
