"""Publishing questionnaires: a version is checked, frozen and entered in the dictionary."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from surveys.engine.changes import (
    SPLIT,
    Answer,
    Edition,
    Split,
    find_changes,
    find_faults,
    split_all,
)
from surveys.engine.codebook import list_variables
from surveys.engine.loading import load_document
from surveys.models import Questionnaire, QuestionnaireVersion, Response, Variable
from surveys.selectors.catalogues import load_edition
from surveys.services.errors import BreakingChangesError


def digest_document(document: Mapping[str, object]) -> str:
    """SHA-256 of the document in a form that does not depend on spacing or order of keys."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def publish_version(
    slug: str,
    *,
    document: Mapping[str, object],
    now: datetime,
    answers: Mapping[str, Answer] | Split | None = None,
) -> QuestionnaireVersion:
    """Freeze `document` as the next version of questionnaire `slug`.

    Publishing the same document again gives the version that exists. `answers` say what becomes of
    old codes, by variable, where a change breaks a meaning (see `engine.changes`), or `SPLIT` for
    all of them; while nobody has answered any version, none is needed. Raises `DocumentError` with
    every problem of the document at once, and `BreakingChangesError` with every change that still
    waits for its answer.
    """
    loaded = load_document(document)
    questionnaire, _ = Questionnaire.objects.get_or_create(slug=slug)
    # Two who publish at once would take the same number.
    Questionnaire.objects.select_for_update(no_key=True).get(pk=questionnaire.pk)
    digest = digest_document(document)
    versions = list(questionnaire.versions.order_by("number"))
    if versions and versions[-1].digest == digest:
        return versions[-1]
    number = versions[-1].number + 1 if versions else 1
    specs = {spec.name: spec for spec in list_variables(loaded)}
    edition = Edition(number, specs, loaded.network_size_variable)
    answers = _settle_changes(questionnaire, versions, edition, answers)
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        number=number,
        document=document,
        digest=digest,
        published_at=now,
    )
    _enter_meanings(version, versions[-1] if versions else None, specs, answers)
    return version


def _settle_changes(
    questionnaire: Questionnaire,
    versions: Sequence[QuestionnaireVersion],
    edition: Edition,
    answers: Mapping[str, Answer] | Split | None,
) -> Mapping[str, Answer]:
    """Return the answers to what breaks in this edition; raise `BreakingChangesError`."""
    editions = [load_edition(version) for version in versions]
    changes = find_changes(editions, edition)
    is_answered = Response.objects.filter(version__questionnaire=questionnaire).exists()
    if answers == SPLIT or (answers is None and not is_answered):
        return split_all(changes)
    answers = answers or {}
    faults = find_faults(changes, editions, edition, answers)
    if faults:
        raise BreakingChangesError(faults)
    return answers


def _enter_meanings(
    version: QuestionnaireVersion,
    last: QuestionnaireVersion | None,
    names: Collection[str],
    answers: Mapping[str, Answer],
) -> None:
    """Bring the dictionary up to the version: meanings that go on, end, or are new."""
    rows = Variable.objects.filter(questionnaire=version.questionnaire_id)
    latest = {row.name: row for row in rows.order_by("since__number")}
    kept = {name for name in names if name in latest and name not in answers}
    # One that was not asked for a while goes on as what it was.
    resumed = [latest[name].pk for name in kept]
    rows.filter(pk__in=resumed).update(until=None)
    ended = [row.pk for name, row in latest.items() if name not in kept and row.until_id is None]
    rows.filter(pk__in=ended).update(until=last)
    Variable.objects.bulk_create(
        Variable(questionnaire_id=version.questionnaire_id, since=version, name=name)
        for name in names
        if name not in kept
    )
    mapped = {name: answer for name, answer in answers.items() if not isinstance(answer, str)}
    for new in rows.filter(since=version, name__in=mapped):
        former = latest[new.name]
        former.refresh_from_db()
        former.successor, former.recoding = new, [list(pair) for pair in mapped[new.name].items()]
        former.save(update_fields=["successor", "recoding"])
