"""`make drill`: hurt real installations on both databases and print what they lost.

`--short` for the form of two to four minutes; other arguments go to pytest.
"""

import os
import subprocess
import sys

from tests.house.files import ROOT


def main() -> int:
    """Run every drill and its control; the exit code is pytest's."""
    arguments = sys.argv[1:]
    options = ["-q", "-p", "no:randomly", "tests/drills"]
    environment = dict(os.environ)
    # Most of it is waiting, which several can do at once: three where waits are judged mildly.
    processes = "2"
    if "--short" in arguments:
        arguments.remove("--short")
        environment["DRILL_EXTENT"] = "short"
        processes = "3"
    options += ["-n", processes]
    command = [sys.executable, "-m", "pytest", *options, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
