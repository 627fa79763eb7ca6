"""Refusals of this app's services; each class names one refusal."""


class SurveyError(Exception):
    """Something about a survey or a response was refused."""


class SurveyClosedError(SurveyError):
    """The survey takes no new interviews at this moment."""


class ConsentMissingError(SurveyError):
    """A required box was not ticked; nothing is stored without a person's agreement."""


class PageNotReachedError(SurveyError):
    """The page lies beyond the furthest one this interview has reached."""

    def __init__(self, reached_page: int) -> None:
        super().__init__(f"The furthest page reached is {reached_page}.")
        self.reached_page = reached_page


class ResponseEndedError(SurveyError):
    """The interview is screened out or withdrawn and takes no more answers."""


class WithdrawalCodeUnknownError(SurveyError):
    """No response belongs to this withdrawal code."""


class WithdrawalClosedError(SurveyError):
    """The last day for withdrawing has passed."""


class SurveyNotReadyError(SurveyError):
    """The survey cannot open; `reasons` says what is missing."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class ResearcherUnknownError(SurveyError):
    """Nobody logs in under this name."""


class AnswersNotAllowedError(SurveyError):
    """An imported answer is not one that the questionnaire offers."""


class SlugInvalidError(SurveyError):
    """A short name that no address can hold."""


class VersionForeignError(SurveyError):
    """A survey cannot follow this version: another questionnaire's, or an earlier one."""


class BreakingChangesError(SurveyError):
    """A version gives variables another meaning, and nobody said what becomes of the old answers.

    `faults` has a line for each.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
