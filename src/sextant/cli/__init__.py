"""The command line: one file a group of verbs; parse, call, print. Heavy packages are imported inside a verb."""
