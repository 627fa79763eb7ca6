"""Addresses of the estimates, the comparison and the downloads."""

from django.urls import path

from analytics.views import downloads, estimates

app_name = "analytics"
urlpatterns = [
    path("research/<slug:slug>/estimates/", estimates.estimates, name="estimates"),
    path("research/<slug:slug>/drivers/", estimates.drivers, name="drivers"),
    path("research/<slug:slug>/drivers/drivers.svg", estimates.drivers_svg, name="drivers_svg"),
    path("research/<slug:slug>/downloads/", downloads.downloads, name="downloads"),
    path("research/<slug:slug>/downloads/chains.csv", downloads.chains_csv, name="chains_csv"),
    path(
        "research/<slug:slug>/downloads/comparison.csv",
        downloads.comparison_csv,
        name="comparison_csv",
    ),
]
