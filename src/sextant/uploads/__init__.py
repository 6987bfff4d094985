"""Records come in: upload, preview, load as a job, quarantine, editions and their calendar, reconciliation."""
