"""Names that no variable may have: pages post them, or tables have columns of that name."""

PAGE_NAMES = frozenset(
    {
        *("back", "csrfmiddlewaretoken", "key", "language", "mark", "next"),
        *("text_digest", "text_language"),
    }
)
"""What buttons and hidden inputs of a respondent's pages post beside the answers."""
COLUMN_NAMES = frozenset(
    {
        *("id", "state", "is_simulated", "language", "is_referred", "survey_year"),
        *("started_on", "completed_on", "minutes", "consent_sharing"),
        *("q_fast", "q_duplicate_text"),
        *("recruiter.id", "network.size", "wave", "seed", "channel", "enrolled_on"),
    }
)
"""What stands beside the variables in the table of responses and in the chain table.

Not the later `recruiter`, `degree` and `weight_rds_ii`: those yield to a variable (decision 0022).
"""
RESERVED_NAMES = PAGE_NAMES | COLUMN_NAMES


def is_reserved(name: str) -> bool:
    """Whether a variable of this name would be taken for something else; case does not matter."""
    return name.lower() in RESERVED_NAMES
