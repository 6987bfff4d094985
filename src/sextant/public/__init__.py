"""What everybody may read: statements, open data, corrections. No sign-in, no cookie, nothing from elsewhere."""
