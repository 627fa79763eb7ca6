"""Addresses of the estimates, the comparison and the downloads."""

from django.urls import path

from analytics.views import downloads, estimates

app_name = "analytics"
urlpatterns = [
    path("research/<slug:slug>/estimates/", estimates.estimates, name="estimates"),
    path("research/<slug:slug>/drivers/", estimates.drivers, name="drivers"),
    path("research/<slug:slug>/drivers/drivers.svg", estimates.drivers_svg, name="drivers_svg"),
    path("research/<slug:slug>/downloads/", downloads.downloads, name="downloads"),
    path(
        "research/<slug:slug>/downloads/responses.csv",
        downloads.responses_csv,
        name="responses_csv",
    ),
    path(
        "research/<slug:slug>/downloads/responses.parquet",
        downloads.responses_parquet,
        name="responses_parquet",
    ),
    path(
        "research/<slug:slug>/downloads/codebook.csv", downloads.codebook_csv, name="codebook_csv"
    ),
    path("research/<slug:slug>/downloads/chains.csv", downloads.chains_csv, name="chains_csv"),
    path(
        "research/<slug:slug>/downloads/comparison.csv",
        downloads.comparison_csv,
        name="comparison_csv",
    ),
]
