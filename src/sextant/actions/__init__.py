"""Actions, boards, meetings and decisions: shared by every desk; also the pattern that a desk follows."""
