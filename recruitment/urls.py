"""Addresses of recruitment: the referral link and invitation pages, and the team's pages."""

from django.urls import path

from recruitment.views import entry, invite, staff, staff_seeds

app_name = "recruitment"
urlpatterns = [
    path("r/<str:code>", entry.entry, name="entry"),
    path("s/<slug:slug>/thanks/", invite.thanks, name="thanks"),
    path("s/<slug:slug>/invite/", invite.invite, name="invite"),
    path("s/<slug:slug>/invite/<int:number>.png", invite.picture, name="invite_picture"),
    path("research/", staff.surveys, name="surveys"),
    path("research/<slug:slug>/", staff.overview, name="overview"),
    path("research/<slug:slug>/fieldwork/", staff.fieldwork, name="fieldwork"),
    path("research/<slug:slug>/fieldwork/chains.svg", staff.chains_svg, name="chains_svg"),
    path("research/<slug:slug>/seeds/", staff_seeds.seeds, name="seeds"),
    path("research/<slug:slug>/seeds/sheet/", staff_seeds.sheet, name="seed_sheet"),
    path("research/<slug:slug>/seeds/<int:pk>.png", staff_seeds.picture, name="seed_picture"),
]
