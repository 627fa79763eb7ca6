#!/bin/sh
# Makes .venv with the newest Python that works and installs one lock file into it, only when the
# lock differs from what was installed last. Usage: install.sh requirements.txt
set -eu

lock=$1
stamp=.venv/installed-$lock

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if ! usable .venv/bin/python; then
    for python in python3.14 python3.13 python3.12 python3.11 python3 python none; do
        if [ "$python" = none ]; then
            echo "Linktrace needs Python 3.11 or newer with venv (Debian: apt install python3-venv)." >&2
            exit 1
        fi
        if usable "$python"; then break; fi
    done
    echo "Making .venv with $("$python" --version)."
    "$python" -m venv --clear .venv
fi

if ! cmp -s "$lock" "$stamp"; then
    echo "Installing $lock (this takes a minute, once)."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    cp "$lock" "$stamp"
fi
