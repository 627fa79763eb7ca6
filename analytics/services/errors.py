"""What folding refuses."""


class AnalyticsError(Exception):
    """The parent of this app's refusals."""


class TalliesBrokenError(AnalyticsError):
    """More was to be taken out of the tallies than is in them; a rebuild puts them right."""
