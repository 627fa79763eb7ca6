"""Labels in exports that no questionnaire gives: reasons for no answer, ticks, own columns."""

from collections.abc import Mapping

from surveys.engine.catalogue import Catalogue
from surveys.engine.missing import Missing
from surveys.engine.schema import Text

MISSING_LABELS: Mapping[Missing, Text] = {
    Missing.REFUSED: {"en": "prefer not to say", "zh-Hans": "不想回答"},
    Missing.DONT_KNOW: {"en": "don't know", "zh-Hans": "不知道"},
    Missing.SKIPPED: {"en": "skipped", "zh-Hans": "跳过未答"},
    Missing.NOT_ASKED: {"en": "not asked", "zh-Hans": "不适用（未问）"},
    Missing.NOT_REACHED: {"en": "not reached", "zh-Hans": "未答到"},
}
FLAG_LABELS: Mapping[int, Text] = {
    1: {"en": "yes", "zh-Hans": "是"},
    0: {"en": "no", "zh-Hans": "否"},
}
FRAME: Mapping[str, Text] = {
    "id": {"en": "Pseudonym of the respondent", "zh-Hans": "受访者代号"},
    "state": {"en": "State of the response", "zh-Hans": "答卷状态"},
    "is_simulated": {
        "en": "1: made up by a simulation, not a person's answers",
        "zh-Hans": "1：模拟生成，并非真人作答",
    },
    "language": {"en": "Language of the interview", "zh-Hans": "作答语言"},
    "is_referred": {"en": "1: came by a respondent's coupon", "zh-Hans": "1：由受访者邀请而来"},
    "survey_year": {"en": "Year of the interview", "zh-Hans": "调查年份"},
    "started_on": {"en": "Day of the start", "zh-Hans": "开始日期"},
    "completed_on": {"en": "Day of the completion", "zh-Hans": "完成日期"},
    "minutes": {"en": "Minutes from start to completion", "zh-Hans": "用时（分钟）"},
    "consent_sharing": {
        "en": "1: agreed to sharing anonymous data; 0: was asked and did not; empty: was not asked",
        "zh-Hans": "1：同意共享匿名数据；0：询问后未同意；空：未询问",
    },
}
"""Columns before the variables."""
CHAIN: Mapping[str, Text] = {
    "wave": {"en": "Steps from the seed, which is wave 0", "zh-Hans": "距种子的步数（种子为0）"},
    "seed": {"en": "Pseudonym of the chain's seed", "zh-Hans": "所在链的种子代号"},
    "recruiter": {
        "en": "Pseudonym of the recruiter; empty: a seed",
        "zh-Hans": "邀请者代号；空：种子",
    },
    "channel": {"en": "How the invitation travelled", "zh-Hans": "邀请渠道"},
    "degree": {
        "en": "Network size as the estimates take it: people, empty where unknown",
        "zh-Hans": "估计所用的网络规模（人数）；未知为空",
    },
    "weight_rds_ii": {
        "en": "RDS-II weight: 1/degree by the survey's rule, with the mean 1 over all who are"
        " counted; empty: not weighted",
        "zh-Hans": "RDS-II 权重：按本调查规则取 1/规模，全体均值为 1；空：未加权",
    },
}
"""Columns after those: the response's place in its chain, and its weight."""
QUALITY: Mapping[str, Text] = {
    "q_fast": {
        "en": "1: took under one third of the survey's median time",
        "zh-Hans": "1：用时少于全体中位数的三分之一",
    },
    "q_duplicate_text": {
        "en": "1: wrote the same words as somebody else (case, width, spaces, punctuation aside)",
        "zh-Hans": "1：文字与他人相同（不计大小写、全半角、空格和标点）",
    },
}
"""Columns after the variables."""
BRACKETS: Text = {
    "en": "Words that pandas or R would read as missing stand in square brackets in every CSV file,"
    " as [None] and [NA] do; only an empty cell is missing. Parquet has them as they are.",
    "zh-Hans": "凡会被 pandas 或 R 当作缺失值的文字，在各 CSV 文件中都写在方括号内，"
    "如 [None]、[NA]；只有空单元格表示缺失。Parquet 文件保留原样。",
}
"""What `protect_cell` does to labels and codes, as the codebook says it."""
LANGUAGES = ("en", "zh-Hans")


def pick(text: Text, language: str) -> str:
    """The wording in `language`, or in the first language there is."""
    return text.get(language) or next(iter(text.values()), "")


def name_chain_columns(catalogue: Catalogue, *, has_degree: bool) -> dict[str, str]:
    """Return the name of each column of CHAIN; a variable called so keeps it, `seed_` yields.

    `has_degree`: the variables have the degree already, as `degree`.
    """
    taken = {spec.name.lower() for spec in catalogue.specs}
    names = {}
    for name in CHAIN:
        if name == "degree" and has_degree:
            continue
        names[name] = name
        while names[name] in taken:
            names[name] += "_"
    return names
