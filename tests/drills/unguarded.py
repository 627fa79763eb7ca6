"""The run without its limits: a drill must see it fail."""

import os
import sys

from surveyproj.run import rotation
from surveyproj.run.__main__ import main

if __name__ == "__main__":
    rotation.FULL_AT = sys.maxsize
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.drills.unguarded_settings"
    sys.exit(main())
