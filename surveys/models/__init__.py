"""Facts about questionnaires, surveys and answering; no rules over several rows."""

from surveys.models.consent import Consent, ConsentText
from surveys.models.event import Event
from surveys.models.questionnaire import Questionnaire, QuestionnaireVersion
from surveys.models.respondent import Respondent
from surveys.models.response import FreeText, PageVisit, Response
from surveys.models.survey import FieldedVersion, Membership, Survey
from surveys.models.variable import Variable

__all__ = [
    "Consent",
    "ConsentText",
    "Event",
    "FieldedVersion",
    "FreeText",
    "Membership",
    "PageVisit",
    "Questionnaire",
    "QuestionnaireVersion",
    "Respondent",
    "Response",
    "Survey",
    "Variable",
]
