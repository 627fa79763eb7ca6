"""Who may open what. A route that is not listed here fails the build.

A stranger (a researcher outside the team) and a missing survey get the same answer, 404.
"""

from enum import StrEnum


class Access(StrEnum):
    """The smallest right that opens a route."""

    PUBLIC = "public"  # anybody
    RESPONDENT = "respondent"  # whoever holds the code or key in the address or the cookie
    SIGNED_IN = "signed in"  # any researcher; shows only what is theirs
    RESEARCHER = "researcher"  # the survey's team
    OWNER = "owner"  # the survey's owner
    SUPERUSER = "superuser"  # administrators


POLICY: dict[str, Access] = {
    "health": Access.PUBLIC,
    "set_language": Access.PUBLIC,
    "account_login": Access.PUBLIC,
    "account_logout": Access.PUBLIC,
    "account_change_password": Access.SIGNED_IN,
    "surveys:home": Access.PUBLIC,
    "surveys:landing": Access.PUBLIC,
    "surveys:page": Access.RESPONDENT,
    "surveys:ended": Access.RESPONDENT,
    "surveys:stop": Access.RESPONDENT,
    "surveys:my_answers": Access.RESPONDENT,
    "surveys:delete_answers": Access.RESPONDENT,
    "surveys:resume": Access.RESPONDENT,
    "surveys:withdraw": Access.PUBLIC,
    "surveys:deleted": Access.PUBLIC,
    "surveys:language": Access.PUBLIC,
    "recruitment:entry": Access.RESPONDENT,
    "recruitment:card": Access.RESPONDENT,
    "recruitment:thanks": Access.RESPONDENT,
    "recruitment:invite": Access.RESPONDENT,
    "recruitment:surveys": Access.SIGNED_IN,
    "recruitment:overview": Access.RESEARCHER,
    "recruitment:fieldwork": Access.RESEARCHER,
    "recruitment:chains_svg": Access.RESEARCHER,
    "recruitment:seeds": Access.RESEARCHER,
    "recruitment:seed_sheet": Access.RESEARCHER,
    "recruitment:seed_card": Access.RESEARCHER,
    "analytics:responses_csv": Access.RESEARCHER,
    "analytics:responses_parquet": Access.RESEARCHER,
    "surveys:texts_csv": Access.OWNER,
    "analytics:codebook_csv": Access.RESEARCHER,
    "analytics:estimates": Access.RESEARCHER,
    "analytics:drivers": Access.RESEARCHER,
    "analytics:drivers_svg": Access.RESEARCHER,
    "analytics:downloads": Access.RESEARCHER,
    "analytics:chains_csv": Access.RESEARCHER,
    "analytics:comparison_csv": Access.RESEARCHER,
}
# Django's administration is one block: every route below these names.
POLICY_OF_NAMESPACES: dict[str, Access] = {"admin": Access.SUPERUSER}
