"""The WSGI entry of the web processes."""

import os

from django.core.wsgi import get_wsgi_application

from surveyproj.postgres.patience import answer_in_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyproj.settings")
answer_in_time()
application = get_wsgi_application()
