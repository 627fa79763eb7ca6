"""Addresses of recruitment: the referral link and invitation pages, and the team's pages."""

from django.urls import path

from recruitment.views import cards, entry, invite, staff, staff_seeds

app_name = "recruitment"
urlpatterns = [
    path("r/<str:code>", entry.entry, name="entry"),
    path("r/<str:code>/card-<str:language>.png", cards.card, name="card"),
    path("s/<slug:slug>/thanks/", invite.thanks, name="thanks"),
    path("s/<slug:slug>/invite/", invite.invite, name="invite"),
    path("research/", staff.surveys, name="surveys"),
    path("research/<slug:slug>/", staff.overview, name="overview"),
    path("research/<slug:slug>/fieldwork/", staff.fieldwork, name="fieldwork"),
    path("research/<slug:slug>/fieldwork/chains.svg", staff.chains_svg, name="chains_svg"),
    path("research/<slug:slug>/seeds/", staff_seeds.seeds, name="seeds"),
    path("research/<slug:slug>/seeds/sheet/", staff_seeds.sheet, name="seed_sheet"),
    path(
        "research/<slug:slug>/seeds/<int:pk>/card-<str:language>.png",
        cards.seed_card,
        name="seed_card",
    ),
]
