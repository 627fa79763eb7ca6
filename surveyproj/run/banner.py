"""What a run tells the person in front of the terminal."""

import io
from typing import Any
from urllib.parse import urlsplit

import segno

RESEARCH_PATH = "/research/"


def compose_banner(
    facts: dict[str, Any],
    base_url: str,
    local_url: str,
    *,
    former_url: str = "",
    with_picture: bool = False,
) -> str:
    """Return addresses, the first password (once) and how to stop; a QR picture for a terminal.

    `former_url` is what the links of the last run begin with.
    """
    study, demo = facts["study"], facts["demo"]
    respondent_url = base_url + study["respondent_path"]
    lines = ["", "Linktrace is running.", ""]
    if with_picture:
        lines += [_draw(respondent_url), ""]
    lines.append(f"  Respondents  {respondent_url}")
    lines.append(f"  Researchers  {base_url}{RESEARCH_PATH}")
    lines += _describe_researcher(study["researcher"])
    if demo:
        lines.append(f"  Simulated    {base_url}{demo.get('researcher_path', RESEARCH_PATH)}")
    if base_url != local_url:
        lines.append(f"  On this machine also {local_url}")
    if former_url and former_url != base_url:
        lines += ["", *_warn_of_dead_links(former_url, base_url)]
    return "\n".join([*lines, "", "  Stop with Ctrl-C; the data stay.", ""])


def _describe_researcher(researcher: dict[str, Any] | None) -> list[str]:
    if not researcher:
        return []
    lines = [f"  Username     {researcher['username']}"]
    if researcher.get("password"):
        lines.append(f"  Password     {researcher['password']}   (shown once; note it now)")
    else:
        reset = f".venv/bin/python manage.py changepassword {researcher['username']}"
        lines.append(f"  Password     shown at the first start; a new one: {reset}")
    return lines


def _warn_of_dead_links(former_url: str, base_url: str) -> list[str]:
    """Say that pictures in people's hands lead nowhere now, and how they come back to life."""
    former_port, port = urlsplit(former_url).port, urlsplit(base_url).port
    keep = "set BASE_URL in .env to an address that stays"
    if former_port != port:
        keep = (
            f'stop, free port {former_port}, and start with ARGS="--port {former_port}"; or {keep}'
        )
    return [
        f"  Links and pictures handed out so far begin with {former_url} and lead nowhere while",
        f"  Linktrace answers at {base_url}. To keep them alive, {keep}.",
    ]


def _draw(url: str) -> str:
    picture = io.StringIO()
    segno.make(url, error="m", micro=False).terminal(out=picture, border=2, compact=True)
    return picture.getvalue().rstrip("\n")
