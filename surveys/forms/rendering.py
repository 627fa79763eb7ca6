"""A whole page as markup: the frame rendered once, filled for each respondent."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.html import escape

from surveys.engine.flow import PageView
from surveys.forms.filling import Filling, fill_page
from surveys.forms.fragments import SLOTS, compile_fragment
from surveys.forms.notices import Notice
from surveys.forms.page import pick_words


@dataclass(frozen=True, slots=True)
class Setting:
    """All that a page's frame depends on; the version's digest stands for its wording."""

    digest: str
    slug: str
    language: str
    number: int
    is_simulated: bool
    is_correction: bool


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the frame holds for one respondent and one request."""

    study: str
    action: str
    csrf_token: str
    mark: str  # says whose page it is
    resume_link: str
    saved: str  # changes whenever the server has stored something
    is_posted: bool = False  # shows what was just typed, stored or not
    notice: Notice | None = None


_frames: dict[Setting, str] = {}


def render_page(
    setting: Setting, view: PageView, filling: Filling, particulars: Particulars
) -> str:
    """The page in the active language, which must be the setting's."""
    frame = _frames.get(setting)
    if frame is None:
        frame = _frames[setting] = _render_frame(setting, view, particulars.study)
    return frame % {
        "flag": escape(particulars.notice.flag) if particulars.notice else "",
        "notice": _render_notice(particulars.notice),
        "action": particulars.action,
        "csrf": particulars.csrf_token,
        "mark": particulars.mark,
        "saved": particulars.saved,
        "posted": " data-posted" if particulars.is_posted else "",
        "resume": escape(particulars.resume_link),
        "items": fill_page(setting.digest, view, setting.language, filling),
    }


def _render_frame(setting: Setting, view: PageView, study: str) -> str:
    context = {
        "title": pick_words(view.page.title, setting.language),
        "study": study,
        "number": view.number,
        "count": view.count,
        # Pages behind the reader: the bar is full only when nothing is left.
        "done": view.number - 1,
        "has_rules": view.has_rules,
        "slug": setting.slug,
        "is_simulated": setting.is_simulated,
        "is_correction": setting.is_correction,
        "slots": SLOTS,
    }
    return compile_fragment(render_to_string("surveys/page.html", context))


def _render_notice(notice: Notice | None) -> str:
    return render_to_string("surveys/_notice.html", {"notice": notice}) if notice else ""
