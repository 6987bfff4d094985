"""Running the workspace: serving it, its backups, its log and health, and its package for offline servers."""
