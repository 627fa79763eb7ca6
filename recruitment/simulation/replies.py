"""What a made-up person would reply to the shipped study: shares near the baseline, plus noise.

Replies hang together: parents in Guangdong speak for being close to them, a partner in Shenzhen
for the partner, network sizes follow the ties. Items not named here are answered at random.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from recruitment.simulation.population import Person

Replies = dict[str, int | list[int]]

UNDER_18 = 9999
GUANGDONG = 44
SHENZHEN = 4403
ACTIVE_SCHOOLS = 3
NONE_OF_THESE = 90
COMBINATION = 96
NETWORKS = frozenset({7, 8, 9, 10})
NOT_APPLICABLE = 8
PROVINCES = (43, 42, 36, 41, 45, 34, 51, 35, 37, 61, 32, 33, 11, 31, 23, 21, 50, 52, 14, 13)
CITIES = (4401, 4405, 4406, 4407, 4408, 4409, 4412, 4413, 4414, 4416, 4418, 4419, 4420, 4452)
MOTIVES = {1: 0.09, 2: 0.80, 3: 0.45, 4: 0.33, 5: 0.44, 6: 0.39, 10: 0.07, 11: 0.10}
ROWS = {
    1: "SAL",
    2: "CAR",
    3: "HUK",
    4: "CLI",
    5: "FAC",
    6: "SOC",
    7: "KIN",
    8: "PAR",
    9: "ALU",
    10: "FRI",
    11: "TAL",
}


@dataclass(frozen=True, slots=True)
class _Situation:
    """Where parents and partner were at the time of the decision, and the motives ticked."""

    parents: int
    partner: int
    ticked: tuple[int, ...]

    @property
    def has_parents(self) -> bool:
        return self.parents != 7

    @property
    def has_partner(self) -> bool:
        return self.partner != 1


def draw_replies(
    person: Person, rng: Random, *, survey_year: int, recruiter: Person | None
) -> Replies:
    """Replies by variable; those of an ineligible person fail one rule of eligibility."""
    situation = _draw_situation(person, rng)
    replies = {
        **_draw_origin(person, rng, survey_year),
        **({} if person.is_eligible else _draw_bar(rng)),
        **_draw_people_before(person, situation, rng),
        **_draw_decision(situation, rng),
        **_draw_importance(situation, rng),
        **_draw_help(rng),
        **_draw_affiliation(situation, rng),
        **_draw_traits(person, situation, rng),
        **_draw_network(person, rng),
    }
    if recruiter is not None:
        replies.update(_draw_relation(person, recruiter, rng))
    return replies


def _pick(rng: Random, shares: Mapping[int, float]) -> int:
    return rng.choices(list(shares), weights=list(shares.values()))[0]


def _some(rng: Random, codes: Sequence[int], most: int) -> list[int]:
    return sorted(rng.sample(codes, rng.randint(1, most)))


def _draw_origin(person: Person, rng: Random, survey_year: int) -> Replies:
    since = min(int(rng.expovariate(1 / 4)), max(0, person.age - 21))
    replies: Replies = {
        "birth_year": survey_year - person.age,
        "live_sz": 1 if since > 0 else 2,
        "edu": _pick(rng, {3: 43, 4: 53, 5: 4}),
        "hukou_prov": GUANGDONG if person.is_from_guangdong else rng.choice(PROVINCES),
        "move_year": survey_year - since,
        "pay_vs_prospect": _pick(rng, {1: 2, 2: 8, 3: 28, 4: 42, 5: 17, 8: 3}),
    }
    if person.is_from_guangdong:
        replies["hukou_city_gd"] = rng.choice(CITIES)
    return replies


def _draw_bar(rng: Random) -> Replies:
    bars: list[Replies] = [
        {"birth_year": UNDER_18},
        {"live_sz": 3},
        {"edu": 1},
        {"edu": 2},
        {"hukou_prov": GUANGDONG, "hukou_city_gd": SHENZHEN},
    ]
    return rng.choices(bars, weights=[5, 30, 15, 30, 20])[0]


def _draw_situation(person: Person, rng: Random) -> _Situation:
    near = (
        {1: 4, 2: 91, 3: 2, 7: 3} if person.is_from_guangdong else {1: 4, 2: 6, 3: 86, 4: 1, 7: 3}
    )
    in_shenzhen = 22 if person.is_from_guangdong else 34
    parents = _pick(rng, near)
    partner = _pick(rng, {1: 52, 2: in_shenzhen, 3: 9, 4: 5})
    chances = {
        **MOTIVES,
        7: {1: 0.94, 2: 0.94, 7: 0.0}.get(parents, 0.03),
        8: {2: 0.92, 3: 0.20}.get(partner, 0.0),
        9: 0.38 if person.school < ACTIVE_SCHOOLS else 0.06,
    }
    ticked = tuple(code for code in sorted(chances) if rng.random() < chances[code])
    return _Situation(parents, partner, ticked)


def _draw_people_before(person: Person, situation: _Situation, rng: Random) -> Replies:
    """Parents, partner and acquaintances at the time of the decision."""
    is_active = person.school < ACTIVE_SCHOOLS
    alumni = {0: 10, 1: 20, 2: 35, 3: 20, 4: 15} if is_active else {0: 30, 1: 35, 2: 25, 3: 7, 4: 3}
    return {
        "parents_loc": situation.parents,
        "partner_before": situation.partner,
        "net_before_REL": _pick(rng, {0: 55, 1: 25, 2: 14, 3: 4, 4: 2}),
        "net_before_ALU": _pick(rng, alumni),
        "net_before_FRI": _pick(rng, {0: 40, 1: 35, 2: 18, 3: 5, 4: 2}),
        "net_before_TOW": _pick(rng, {0: 45, 1: 25, 2: 18, 3: 7, 4: 5}),
        "net_before_COL": _pick(rng, {0: 50, 1: 30, 2: 14, 3: 4, 4: 2}),
        "alumni_before": [2, 3] if is_active and rng.random() < 0.6 else [NONE_OF_THESE],
    }


def _draw_decision(situation: _Situation, rng: Random) -> Replies:
    ticked = situation.ticked
    if not ticked:
        return {"driver_mention": [NONE_OF_THESE]}
    weights = {code: {2: 4.0, 7: 3.0, 8: 4.0}.get(code, 1.0) for code in ticked}
    decisive = COMBINATION if rng.random() < 0.3 else _pick(rng, weights)
    is_network = decisive in NETWORKS
    come = {1: 10, 2: 25, 3: 38, 4: 20, 8: 7} if is_network else {1: 30, 2: 45, 3: 18, 8: 7}
    return {
        "driver_mention": list(ticked),
        "driver_decisive": decisive,
        "counterfactual": _pick(rng, come),
        "soc_amenity": _some(rng, (1, 2, 3, 4, 5), 3),
    }


def _draw_importance(situation: _Situation, rng: Random) -> Replies:
    """Ticked motives matter more; nobody rates a partner that he or she did not have."""
    rated: Replies = {"attention": 2 if rng.random() < 0.96 else _pick(rng, {3: 1, 4: 1})}
    for code, row in ROWS.items():
        is_ticked = code in situation.ticked
        shares = {3: 10, 4: 50, 5: 40} if is_ticked else {1: 22, 2: 33, 3: 35, 4: 10}
        rated[f"driver_imp_{row}"] = _pick(rng, shares)
    if not situation.has_partner:
        rated["driver_imp_PAR"] = NOT_APPLICABLE
    if not situation.has_parents:
        rated["driver_imp_KIN"] = NOT_APPLICABLE
    return rated


def _draw_help(rng: Random) -> Replies:
    """Little help and formal ways to a job: the baseline's finding."""
    replies: Replies = {
        "help": [NONE_OF_THESE],
        "job_factor": _pick(rng, {1: 34, 2: 54, 3: 5, 4: 7}),
    }
    if rng.random() < 0.5:
        replies["help"] = sorted({_pick(rng, {1: 25, 2: 10, 4: 8, 6: 15, 7: 30, 8: 35}), 8, 7})
        replies["help_source"] = _pick(rng, {1: 10, 2: 8, 3: 18, 4: 34, 5: 18, 6: 5, 7: 7})
        replies["help_needed"] = _pick(rng, {1: 3, 2: 8, 3: 17, 4: 42, 5: 30})
    channels = _some(rng, (1, 2, 3, 4, 6), 3)
    if rng.random() < 0.18:
        channels = sorted({*channels, _pick(rng, {8: 3, 9: 2, 10: 1})})
    replies["job_channel"] = channels
    replies["job_channel_main"] = rng.choice(channels)
    return replies


def _draw_affiliation(situation: _Situation, rng: Random) -> Replies:
    """Being near one's people counts, counting on their resources less."""
    ticked = situation.ticked
    low, high = {1: 12, 2: 28, 3: 34, 4: 20, 5: 6}, {2: 4, 3: 18, 4: 48, 5: 30}
    has_network = not NETWORKS.isdisjoint(ticked)
    rated: Replies = {
        "affil_FAM": _pick(rng, high if 7 in ticked else low),
        "affil_CARE": _pick(rng, high if 7 in ticked else low),
        "affil_PAR": _pick(rng, high if 8 in ticked else low),
        "affil_ALU": _pick(rng, high if 9 in ticked else low),
        "affil_BEL": _pick(rng, high if has_network else low),
        "affil_GRAV": _pick(rng, high if has_network else low),
        "affil_EXP": _pick(rng, {1: 26, 2: 36, 3: 24, 4: 11, 5: 3}),
        "parents_wish": _pick(rng, {1: 18, 2: 46, 3: 26, 4: 6, 8: 4}),
        "decision_joint": _pick(rng, {1: 34, 2: 10, 3: 48, 4: 4, 5: 4}),
    }
    if not situation.has_partner:
        rated["affil_PAR"] = NOT_APPLICABLE
    return rated


def _draw_traits(person: Person, situation: _Situation, rng: Random) -> Replies:
    married = 0.12 if person.age < 30 else 0.5 if person.age <= 40 else 0.85
    has_partner = situation.has_partner or rng.random() < 0.3
    school = _pick(rng, {1: 8, 2: 40 if person.is_from_guangdong else 14, 3: 45, 4: 4, 5: 20})
    abroad = _pick(rng, {2: 60, 3: 40}) if school in (4, 5) else _pick(rng, {0: 85, 1: 15})
    traits: Replies = {
        "gender": 99 if rng.random() < 0.02 else 2 if person.is_woman else 1,
        "marital": 3 if rng.random() < married else 2 if has_partner else 1,
        "uni_loc": school,
        "overseas_exp": abroad,
        "only_child": _pick(rng, {1: 45, 2: 53, 99: 2}),
        "stay": _pick(rng, {1: 68, 2: 6, 3: 26}),
        "hukou_now": _pick(rng, {1: 48, 2: 20, 3: 14, 4: 6, 5: 11, 99: 1}),
        "alumni_12m": _pick(rng, {0: 45, 1: 37, 2: 13, 3: 5}),
    }
    for row in ("LIKE", "CARE", "JOIN", "ACC"):
        traits[f"belong_{row}"] = _pick(rng, {1: 2, 2: 10, 3: 48, 4: 40})
    return traits


def _draw_network(person: Person, rng: Random) -> Replies:
    """The ties as remembered: off by a fifth or so, and larger numbers rounded."""
    contact = max(1, round(len(person.ties) * rng.uniform(0.8, 1.2)))
    if contact > 20 and rng.random() < 0.6:
        contact = 5 * round(contact / 5)
    return {"deg_contact": contact, "deg_know": contact + round(contact * rng.expovariate(1))}


def _draw_relation(person: Person, recruiter: Person, rng: Random) -> Replies:
    is_alumni = person.school == recruiter.school and rng.random() < 0.85
    other = {1: 2, 2: 4, 4: 40, 5: 12, 6: 40, 7: 2}
    return {
        "recruiter_rel": 3 if is_alumni else _pick(rng, other),
        "reciprocal": _pick(rng, {1: 84, 2: 5, 3: 11}),
    }
