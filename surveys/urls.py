"""Addresses of answering (no person and no session stands in them) and of the team's files."""

from django.urls import path

from surveys.views import respondent, respondent_doors, respondent_withdrawal, staff

app_name = "surveys"
urlpatterns = [
    path("", respondent_doors.home, name="home"),
    path("s/<slug:slug>/", respondent_doors.landing, name="landing"),
    path("s/<slug:slug>/page/<int:number>/", respondent.page, name="page"),
    path("s/<slug:slug>/ended/", respondent_doors.ended, name="ended"),
    path("s/<slug:slug>/stop/", respondent_withdrawal.stop, name="stop"),
    path("s/<slug:slug>/my-answers/", respondent_withdrawal.my_answers, name="my_answers"),
    path(
        "s/<slug:slug>/my-answers/delete/",
        respondent_withdrawal.delete_answers,
        name="delete_answers",
    ),
    path("c/<str:key>", respondent_doors.resume, name="resume"),
    path("withdraw/", respondent_withdrawal.withdraw, name="withdraw"),
    path("withdraw/done/", respondent_withdrawal.deleted, name="deleted"),
    path("language/", respondent_doors.language, name="language"),
    path("research/<slug:slug>/downloads/texts.csv", staff.texts_csv, name="texts_csv"),
]
