"""Copy the newest response so many times: `python -m tests.drills.place_responses 20000`.

The copies have the columns that this code knows, whichever release it is of.
"""

import os
import sys
from copy import copy

import django

MOST_VISITS = 8


def main() -> None:
    """Write the copies, each with a respondent and its page visits, in one transaction."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "surveyproj.settings"
    django.setup()
    from django.db import transaction

    from surveys.models import PageVisit, Respondent, Response

    pattern = Response.objects.latest("pk")
    pages = PageVisit.objects.filter(response=pattern).order_by("pk")[:MOST_VISITS]
    respondents = [
        Respondent(survey_id=pattern.survey_id, pseudonym=f"copy-{number}")
        for number in range(int(sys.argv[1]))
    ]
    responses, visits = [], []
    for number, respondent in enumerate(respondents):
        response = copy(pattern)
        response.pk, response.respondent = None, respondent
        response.key_hash, response.withdrawal_hash = f"key {number}", f"code {number}"
        responses.append(response)
        for page in pages:
            visit = copy(page)
            visit.pk, visit.response = None, response
            visits.append(visit)
    with transaction.atomic():
        # Each is told the number of its parent, which has one once it is written.
        for made in (respondents, responses, visits):
            type(made[0])._default_manager.bulk_create(made, batch_size=5000)


if __name__ == "__main__":
    main()
