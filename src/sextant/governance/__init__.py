"""Governance of data: assessments, retention reviews, disposal, grants."""
