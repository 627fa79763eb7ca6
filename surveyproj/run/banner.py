"""What a run tells the person in front of the terminal."""

import io
from typing import Any

import segno

RESEARCH_PATH = "/research/"


def compose_banner(
    facts: dict[str, Any], base_url: str, local_url: str, *, with_picture: bool
) -> str:
    """Addresses, the first password (once) and how to stop; a QR picture for a real terminal."""
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
    return "\n".join([*lines, "", "  Stop with Ctrl-C; the data stay.", ""])


def _describe_researcher(researcher: dict[str, Any] | None) -> list[str]:
    if not researcher:
        return []
    lines = [f"  Username     {researcher['username']}"]
    if researcher.get("password"):
        lines.append(f"  Password     {researcher['password']}   (shown once; note it now)")
    return lines


def _draw(url: str) -> str:
    picture = io.StringIO()
    segno.make(url, error="m", micro=False).terminal(out=picture, border=2, compact=True)
    return picture.getvalue().rstrip("\n")
