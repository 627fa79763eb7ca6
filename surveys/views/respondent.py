"""The pages of an interview: shown, saved, left for another language or another page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from surveys.engine.flow import PageView, next_page, show_page
from surveys.engine.schema import Value
from surveys.engine.validation import PageResult
from surveys.forms.filling import Filling, Note, as_posted
from surveys.forms.notices import (
    Notice,
    describe_blanks,
    describe_problems,
    list_blanks,
    make_problem_notice,
    make_refusal,
    make_reminder,
)
from surveys.forms.rendering import Particulars, Setting, render_page
from surveys.selectors.runner import load_context, load_plan, load_texts, reload_answers
from surveys.selectors.wording import choose_language
from surveys.services.errors import PageNotReachedError, ResponseEndedError
from surveys.services.holdings import Holding
from surveys.services.paradata import classify_device, record_saved, record_shown
from surveys.services.responses import Saved, Step, change_language, save_draft, save_page
from surveys.views.respondent_cookies import find_asked, find_marked, keep_language, keep_opened
from surveys.views.respondent_turns import (
    find_elsewhere,
    find_path,
    is_too_late,
    lead_in,
    say_not_saved,
)

Raw = Mapping[str, Sequence[str]]


class Interview:
    """One request to one page of one response."""

    def __init__(self, request: HttpRequest, holding: Holding, number: int) -> None:
        self.request, self.holding, self.number = request, holding, number
        self.response = holding.response
        self.plan = load_plan(self.response.version)
        self.context = load_context(self.response)
        reading = translation.get_language() or ""
        self.speak(holding.choose_language(request.COOKIES, reading))

    def speak(self, language: str) -> None:
        """Show everything from here on in this language."""
        self.language = choose_language(self.plan.document.languages, language)
        translation.activate(self.language.lower())

    @property
    def path(self) -> str:
        """Where this page is."""
        return self.path_of(self.number)

    def path_of(self, number: int) -> str:
        """Where another page of this interview is."""
        return find_path(self.holding, number)

    @property
    def device(self) -> str:
        """The class of device that asks."""
        return classify_device(self.request.headers.get("User-Agent", ""))

    def look(self, answers: Mapping[str, Value]) -> PageView:
        """The page as these answers make it."""
        seed = self.response.order_seed
        return show_page(self.plan, self.number, answers, self.context, seed)

    def render(
        self,
        view: PageView,
        posted: Raw,
        notes: Mapping[str, Note] | None = None,
        notice: Notice | None = None,
    ) -> HttpResponse:
        """The page, with what was posted or stored in its place."""
        response, holding = self.response, self.holding
        document = self.plan.document
        setting = Setting(
            digest=response.version.digest,
            slug=response.survey.slug,
            language=self.language,
            number=self.number,
            is_simulated=response.survey.is_simulated,
            is_correction=holding.is_correction,
        )
        particulars = Particulars(
            study=document.title.get(self.language, ""),
            action=self.path,
            csrf_token=get_token(self.request),
            mark=holding.mark,
            resume_link=holding.resume_link,
            saved=holding.saved,
            is_posted=self.request.method == "POST",
            notice=notice,
        )
        return HttpResponse(render_page(setting, view, Filling(posted, notes or {}), particulars))


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show or save one page; the server decides which pages a response may see.

    A page that is posted says whose it is: it is never stored with another response.
    """
    is_post = request.method == "POST"
    holding = find_marked(request, slug) if is_post else find_asked(request, slug)
    if holding is None:
        return say_not_saved(request, slug) if is_post else lead_in(request, slug)
    if is_post and is_too_late(holding, number, request):
        return say_not_saved(request, slug, is_finished=True)
    elsewhere = find_elsewhere(holding, number)
    if elsewhere:
        return redirect(elsewhere)
    interview = Interview(request, holding, number)
    reply = _save(interview) if is_post else _show(interview)
    if holding.is_correction:
        keep_opened(request, reply, holding.response)
    return reply


def _show(interview: Interview) -> HttpResponse:
    response, number = interview.response, interview.number
    view = interview.look(response.answers)
    texts = load_texts(response) if interview.plan.page_text_variables(number) else {}
    if response.state == response.State.STARTED:
        now = timezone.now()
        record_shown(response, page_number=number, device=interview.device, now=now)
    posted = as_posted(response.answers, texts)
    named = response.reminded_variables
    blanks = [name for name in list_blanks(view, response.answers) if name in named]
    if not blanks:
        return interview.render(view, posted)
    notice = make_reminder(view, blanks, interview.language)
    return interview.render(view, posted, describe_blanks(blanks), notice)


def _save(interview: Interview) -> HttpResponse:
    raw = dict(interview.request.POST.lists())
    try:
        if "language" in raw:
            return _switch_language(interview, raw)
        # A correction keeps no drafts: going back would throw away what was typed.
        if "back" in raw and not interview.holding.is_correction:
            return _go_back(interview, raw)
        return _go_on(interview, raw)
    except PageNotReachedError as refusal:
        return redirect(interview.path_of(refusal.reached_page))
    except ResponseEndedError:
        is_correction = interview.holding.is_correction
        slug = interview.response.survey.slug
        return redirect("surveys:deleted") if is_correction else redirect("surveys:ended", slug)


def _go_on(interview: Interview, raw: Raw) -> HttpResponse:
    slug = interview.response.survey.slug
    saved = save_page(
        interview.response,
        page_number=interview.number,
        raw=raw,
        now=timezone.now(),
        device=interview.device,
    )
    if saved.step in (Step.NEXT, Step.REMIND):
        return redirect(interview.path_of(saved.page_number))
    if saved.step is Step.SCREENED_OUT:
        return redirect("surveys:ended", slug)
    if saved.step is Step.COMPLETED:
        is_correction = interview.holding.is_correction
        return redirect("surveys:my_answers" if is_correction else "recruitment:thanks", slug)
    return _show_again(interview, raw, saved)


def _show_again(interview: Interview, raw: Raw, saved: Saved) -> HttpResponse:
    """The page with what was typed, and what is wrong with it."""
    assert saved.result is not None
    view = _look_again(interview, saved.result)
    if saved.step is Step.REFUSED:
        return interview.render(view, raw, notice=make_refusal())
    notes = describe_problems(saved.result.problems, interview.plan, interview.language)
    notice = make_problem_notice(view, notes, interview.language)
    return interview.render(view, raw, notes, notice)


def _look_again(interview: Interview, result: PageResult) -> PageView:
    """The page as what was just posted makes it, stored or not."""
    response = interview.response
    reload_answers(response)
    own = interview.plan.page_variables(interview.number)
    others = {name: value for name, value in response.answers.items() if name not in own}
    return interview.look(others | result.answers)


def _switch_language(interview: Interview, raw: Raw) -> HttpResponse:
    """Keep what was typed, whole or not, and show the page in the other language."""
    result = _keep_draft(interview, raw)
    interview.speak(raw["language"][0])
    # Whoever corrects reads in a language; the one the interview was held in stays on record.
    if not interview.holding.is_correction:
        change_language(interview.response, language=interview.language)
    _note_leaving(interview, interview.number)
    if result.problems or interview.holding.is_correction:
        reply = interview.render(_look_again(interview, result), raw)
    else:
        reply = redirect(interview.path)
    keep_language(reply, interview.language)
    return reply


def _go_back(interview: Interview, raw: Raw) -> HttpResponse:
    """Keep what was typed and go to the last page before with something to ask."""
    _keep_draft(interview, raw)
    response, number = interview.response, interview.number
    earlier, following = 1, next_page(interview.plan, 0, response.answers, interview.context)
    while following is not None and following < number:
        earlier = following
        following = next_page(interview.plan, earlier, response.answers, interview.context)
    _note_leaving(interview, earlier)
    return redirect(interview.path_of(earlier))


def _keep_draft(interview: Interview, raw: Raw) -> PageResult:
    number, now = interview.number, timezone.now()
    return save_draft(interview.response, page_number=number, raw=raw, now=now)


def _note_leaving(interview: Interview, next_number: int) -> None:
    record_saved(
        interview.response,
        page_number=interview.number,
        next_page=next_number,
        device=interview.device,
        now=timezone.now(),
    )
