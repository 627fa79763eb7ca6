"""What a made-up person would reply, variable by variable, as the profile of the study has it.

Items of which a profile says nothing are answered at random by `surveys.engine.walking`.
"""

from random import Random

from recruitment.simulation.population import Person
from recruitment.simulation.profile import RECRUITERS, Profile
from surveys.engine.operators import KnownNames
from surveys.engine.schema import Value


def draw_replies(
    profile: Profile, person: Person, rng: Random, *, survey_year: int, recruiter: Person | None
) -> dict[str, Value]:
    """Return replies by variable, the helping names of the profile among them.

    What a later step says of a name replaces what an earlier one said.
    """
    names: KnownNames = {
        **person.traits,
        "survey_year": survey_year,
        "is_referred": recruiter is not None,
        "is_ineligible": not person.is_eligible,
        "ties": len(person.ties),
    }
    if recruiter is not None:
        names.update((f"{RECRUITERS}{name}", one) for name, one in recruiter.traits.items())
    replies: dict[str, Value] = {}
    for step in profile.replies:
        drawn = step.draw(names, rng)
        if drawn is not None:
            names[step.name] = drawn
            replies[step.name] = list(drawn) if isinstance(drawn, tuple) else drawn
    return replies
