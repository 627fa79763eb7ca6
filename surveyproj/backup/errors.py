"""What stops a backup or a restore, as a sentence for the person who asked for it."""


class BackupError(Exception):
    """It says what is wrong, where, and what to do."""
