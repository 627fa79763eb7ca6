"""What the made-up people of the browser journeys answer, by posted name."""

DRIVERS = ("SAL", "CAR", "HUK", "CLI", "FAC", "SOC", "KIN", "PAR", "ALU", "FRI", "TAL")
AFFILIATION = ("FAM", "CARE", "PAR", "ALU", "BEL", "GRAV", "EXP")
NETWORKS = ("REL", "ALU", "FRI", "TOW", "COL")
BELONGING = ("LIKE", "CARE", "JOIN", "ACC")

Answer = str | list[str]

PERSON: dict[str, Answer] = {
    "birth_year": "1996",
    "live_sz": "1",
    "edu": "4",
    "hukou_prov": "42",
    "move_year": "2021",
    "move_situation": "5",
    "cities_considered": ["2", "3"],
    "driver_open": "工作机会多 <b>& more</b>",
    "driver_mention": ["2", "6", "8"],
    "attention": "2",
    "driver_decisive": "8",
    "soc_amenity": ["1", "3"],
    "pay_vs_prospect": "4",
    "counterfactual": "3",
    "parents_loc": "3",
    "partner_before": "2",
    "alumni_before": ["90"],
    "help": ["7"],
    "help_source": "5",
    "help_needed": "4",
    "job_channel": ["1", "8"],
    "job_channel_main": "1",
    "job_factor": "2",
    "parents_wish": "3",
    "decision_joint": "3",
    "stay": "1",
    "stay_years": "4",
    "hukou_now": "2",
    "alumni_12m": "1",
    "gender": "2",
    "marital": "3",
    "uni_loc": "3",
    "overseas_exp": "0",
    "only_child": "2",
    "industry": "I",
    "district": "440305",
    "deg_know": "60",
    "deg_contact": "20",
    "recruiter_rel": "3",
    "reciprocal": "1",
    **{f"driver_imp_{row}": "4" for row in DRIVERS},
    **{f"net_before_{row}": "1" for row in NETWORKS},
    **{f"affil_{row}": "4" for row in AFFILIATION},
    **{f"belong_{row}": "3" for row in BELONGING},
}

# Somebody from the same province whose family lives nearby.
NEIGHBOUR: dict[str, Answer] = PERSON | {
    "hukou_prov": "44",
    "hukou_city_gd": "4406",
    "driver_mention": ["2", "7"],
    "driver_decisive": "7",
    "gender": "1",
    "deg_know": "30",
    "deg_contact": "12",
}
