"""One encrypted file that holds a whole installation (decision 0016)."""
