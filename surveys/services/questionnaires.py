"""Publishing questionnaires: a version is checked, frozen and entered in the dictionary."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from surveys.engine.codebook import VariableSpec, list_variables
from surveys.engine.loading import load_document
from surveys.models import Questionnaire, QuestionnaireVersion, Variable


def digest_document(document: Mapping[str, object]) -> str:
    """SHA-256 of the document in a form that does not depend on spacing or order of keys."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def publish_version(
    slug: str, *, document: Mapping[str, object], now: datetime
) -> QuestionnaireVersion:
    """Freeze `document` as the next version of questionnaire `slug`.

    Publishing the same document again gives the version that exists. Raises `DocumentError` with
    every problem of the document at once.
    """
    loaded = load_document(document)
    questionnaire, _ = Questionnaire.objects.get_or_create(slug=slug)
    digest = digest_document(document)
    last = questionnaire.versions.order_by("-number").first()
    if last is not None and last.digest == digest:
        return last
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=last.number + 1 if last else 1,
        document=document,
        digest=digest,
        published_at=now,
    )
    _enter_variables(version, list_variables(loaded))
    return version


def _enter_variables(version: QuestionnaireVersion, specs: tuple[VariableSpec, ...]) -> None:
    """Add the variables that the dictionary does not hold yet; older ones keep their identity."""
    Variable.objects.bulk_create(
        [
            Variable(
                questionnaire_id=version.questionnaire_id,
                since=version,
                name=spec.name,
                type=spec.type,
                label=dict(spec.label),
                choices=[
                    {"code": choice.code, "label": dict(choice.label)} for choice in spec.choices
                ],
            )
            for spec in specs
        ],
        ignore_conflicts=True,
    )
