"""Publishing: a version is frozen, numbered, and its variables keep their identity."""

import pytest

from surveys.engine.errors import DocumentError
from surveys.models import Questionnaire, QuestionnaireVersion, Variable
from surveys.services.questionnaires import digest_document, publish_version
from tests.factories import NOW, make_document

pytestmark = pytest.mark.django_db


def _retitle(document: dict[str, object], words: str) -> dict[str, object]:
    return {**document, "title": {"en": words, "zh-Hans": words}}


def test_publishing_the_same_document_again_gives_the_version_that_exists() -> None:
    first = publish_version("q", document=make_document(), now=NOW)
    reordered = dict(reversed(make_document().items()))
    assert publish_version("q", document=reordered, now=NOW) == first
    assert first.digest == digest_document(reordered)


def test_changed_document_becomes_the_next_version() -> None:
    publish_version("q", document=make_document(), now=NOW)
    second = publish_version("q", document=_retitle(make_document(), "New"), now=NOW)
    assert second.number == 2
    assert QuestionnaireVersion.objects.get(number=1).document == make_document()


def test_variables_keep_the_version_that_introduced_them() -> None:
    first = publish_version("q", document=make_document(), now=NOW)
    publish_version("q", document=_retitle(make_document(), "New"), now=NOW)
    assert set(Variable.objects.values_list("since", flat=True)) == {first.pk}


def test_ticked_choices_are_variables_of_their_own() -> None:
    publish_version("q", document=make_document(), now=NOW)
    names = set(Variable.objects.values_list("name", flat=True))
    assert {"adult", "reasons_1", "reasons_90", "contacts"} <= names


def test_faulty_document_leaves_nothing_and_tells_every_fault() -> None:
    with pytest.raises(DocumentError) as refused:
        publish_version("q", document=make_document(id="", pages=[]), now=NOW)
    assert len(refused.value.problems) >= 2
    assert not Questionnaire.objects.exists()
