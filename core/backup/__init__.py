"""备份: database and files with a manifest of hashes, and the drill that proves they come back."""
