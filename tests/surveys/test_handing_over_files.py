"""A file is handed over under its name, and a table as text that says how it is written."""

from django.http import HttpResponse

from surveys.downloads import attach, send_csv


def test_file_is_saved_under_its_name() -> None:
    response = attach(HttpResponse("<svg/>"), "study-chains.svg")
    assert response.headers["Content-Disposition"] == 'attachment; filename="study-chains.svg"'


def test_table_is_sent_in_pieces_as_it_is() -> None:
    response = send_csv(iter([b"a,b\r\n", b"1,2\r\n"]), "study-responses.csv")
    assert b"".join(response) == b"a,b\r\n1,2\r\n"  # type: ignore[arg-type]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="study-responses.csv"'
