"""What folding refuses."""


class AnalyticsError(Exception):
    """The parent of this app's refusals."""


class TalliesBrokenError(AnalyticsError):
    """Counts hold less than was to be taken out, or cannot be read; they have to be made anew."""
