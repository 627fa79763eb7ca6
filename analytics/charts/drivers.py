"""The drivers of the baseline beside the survey: on the page, and as a file to print."""

from dataclasses import replace

from django.utils.dateformat import format as write_date
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from analytics.charts.figure import DrawnKey, Figure, LegendKey, Series
from analytics.charts.labels import Label
from analytics.charts.rows import PRINT, Frame, ShareRow, draw_rows
from analytics.comparison.baseline import BaselineStudy
from analytics.selectors.dashboard import Comparison
from analytics.selectors.words import pick_language
from surveys.models import Survey

KEY_POSITIONS = (8, 268, 478)
LEGEND_HEIGHT = 50


def name_series(baseline: BaselineStudy) -> tuple[LegendKey, ...]:
    """Return what the three marks of a driver mean, in their order from above."""
    asked_in_study = pick_language(baseline.asked_in_study)
    asked = {"asked": pick_language(baseline.asked_in_survey)}
    study = {"n": baseline.n, "asked": asked_in_study}
    return (
        LegendKey(Series.BASELINE, _("Baseline, %(n)s interviews, %(asked)s") % study),
        LegendKey(Series.WEIGHTED, _("Survey, %(asked)s, RDS-II") % asked),
        LegendKey(Series.UNWEIGHTED, _("Survey, %(asked)s, unweighted") % asked),
    )


def draw_drivers(survey: Survey, comparison: Comparison, frame: Frame) -> Figure:
    """Return baseline, weighted and unweighted share of every driver, in the study's order.

    The baseline alone while there are too few respondents for shares.
    """
    title = _("Drivers: baseline and survey")
    if survey.is_simulated:
        title += f" ({_('simulated')})"
    counts = {"n": comparison.baseline.n, "respondents": comparison.summary.respondent_count}
    description = (
        _(
            "For each driver the share in %(n)s interviews (diamond), and the share of "
            "%(respondents)s respondents weighted by RDS-II (filled circle) and unweighted (open "
            "square), each with its 95-percent interval as a line."
        )
        % counts
    )
    is_shown = not comparison.summary.missing_count
    rows = [
        ShareRow(
            pick_language(row.label),
            (
                (Series.BASELINE, row.baseline_estimate),
                (Series.WEIGHTED, row.survey.rds_ii if is_shown else None),
                (Series.UNWEIGHTED, row.survey.unweighted if is_shown else None),
            ),
        )
        for row in comparison.drivers
    ]
    return draw_rows(title, description, rows, frame)


def draw_drivers_file(survey: Survey, comparison: Comparison) -> Figure:
    """Return the drivers with legend and source beneath, as a file stands without a page."""
    figure = draw_drivers(survey, comparison, PRINT)
    summary = comparison.summary
    parts = [
        comparison.baseline.short_citation,
        f"{survey.slug}, n = {summary.respondent_count}",
    ]
    if summary.folded_at:
        parts.append(write_date(localtime(summary.folded_at), "Y-m-d H:i"))
    if survey.is_simulated:
        parts.append(_("Simulated survey: every respondent on these pages is made up."))
    labels, keys = figure.labels, name_series(comparison.baseline)
    if summary.missing_count:
        keys = keys[:1]
        labels += (Label(_("Too few respondents for estimates"), 0, figure.height - 14),)
    return replace(
        figure,
        height=figure.height + LEGEND_HEIGHT,
        labels=labels,
        legend=tuple(
            DrawnKey(key, x, figure.height + 12)
            for key, x in zip(keys, KEY_POSITIONS, strict=False)
        ),
        notes=(Label(" · ".join(parts), 0, figure.height + 40),),
    )
