"""Places: where, when and why there; patrols and whether they worked. Pure functions on arrays, no Django."""
