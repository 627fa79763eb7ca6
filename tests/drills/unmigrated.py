"""The run that leaves the tables as they are: a drill must see it fail."""

import subprocess
import sys

from surveyproj.run.__main__ import main
from surveyproj.run.launch import Launch


def _prepare_nothing(*_: object, is_changed: bool) -> subprocess.Popen[str]:
    return subprocess.Popen(["echo", "{}"], stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    Launch._start_preparation = _prepare_nothing  # type: ignore[method-assign]
    sys.exit(main())
