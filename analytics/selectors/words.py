"""What the codes of estimators are called on pages and in pictures."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from analytics.comparison.baseline import EVERYBODY, ClaimKind
from analytics.comparison.claims import Lack, Verdict
from analytics.estimators.comparison import EffectBasis
from analytics.estimators.degree import DegreeRule
from analytics.estimators.result import Estimator, IntervalMethod, NoInterval
from surveys.engine.schema import Text

STUDY_LANGUAGES = {"zh-hans": "zh-Hans", "en": "en"}
WORDS: dict[str, Promise] = {
    Estimator.UNWEIGHTED: _("unweighted"),
    Estimator.RDS_II: _("RDS-II"),
    IntervalMethod.WILSON: _("Wilson interval"),
    IntervalMethod.VOLZ_HECKATHORN: _("Volz–Heckathorn variance, logit scale"),
    IntervalMethod.WILSON_EFFECTIVE: _("Wilson interval at the effective size"),
    NoInterval.NOBODY: _("nobody can be weighted yet"),
    NoInterval.TOO_FEW: _("no interval: fewer than 10 respondents"),
    NoInterval.NO_VARIATION: _("no interval: all or none"),
    NoInterval.NO_TRANSITIONS: _("no interval: one side has recruited nobody yet"),
    DegreeRule.EXCLUDE: _("left out of weighting"),
    DegreeRule.SAMPLE_MAXIMUM: _("counted as the sample maximum (as R's RDS does)"),
    Verdict.SUPPORTED: _("Supported so far"),
    Verdict.CONTRADICTED: _("Contradicted so far"),
    Verdict.UNDETERMINED: _("Undecided so far"),
    Verdict.TOO_FEW: _("Too few respondents"),
    Verdict.NOT_COMPUTED: _("Not computed yet"),
    Lack.ESTIMATOR: _("The estimator it needs is still to come"),
    Lack.VARIABLES: _("The questionnaire lacks variables it needs"),
    Lack.COUNTS: _("Its counts are made anew within minutes"),
    ClaimKind.MAJORITY: _(
        "Supported when the 95-percent interval of the share lies above one half, contradicted "
        "when it lies below."
    ),
    ClaimKind.GREATER: _(
        "Supported when the 95-percent interval of the difference lies above 0, contradicted when "
        "it lies below."
    ),
    ClaimKind.ALIKE: _(
        "Supported when the 90-percent interval of the difference lies within the margin (two "
        "one-sided tests); contradicted when it does not and the 95-percent interval leaves out 0."
    ),
    ClaimKind.ORDER: _(
        "Supported when the 95-percent interval of the difference lies above 0, contradicted when "
        "it lies below. Both shares are of the same people."
    ),
    EffectBasis.VOLZ_HECKATHORN: _("variance along the chain"),
    EffectBasis.KISH: _("weights alone"),
    EVERYBODY.key: _("among all respondents"),
}


def name(code: str) -> str:
    """The words for a code of an estimator; the code itself where there are none."""
    return str(WORDS.get(code, code))


def pick_language(text: Text) -> str:
    """A wording of the study in the language of the page, else in the first there is."""
    language = STUDY_LANGUAGES.get(get_language() or "", "en")
    return text.get(language) or next(iter(text.values()), "")
