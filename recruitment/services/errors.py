"""Refusals of this app's services; each class names one refusal."""


class RecruitmentError(Exception):
    """Something about recruitment was refused."""


class CouponUnknownError(RecruitmentError):
    """No coupon has this code."""


class CouponUsedError(RecruitmentError):
    """Somebody has already taken part with this coupon."""


class CouponExpiredError(RecruitmentError):
    """The coupon's last day has passed."""


class SeedCountError(RecruitmentError):
    """The number of seeds asked for is out of bounds."""


class SimulationError(RecruitmentError):
    """A simulated survey cannot be made under this name, or broke its own plan."""


class SlugTakenError(RecruitmentError):
    """A survey or a questionnaire has this short name already."""
