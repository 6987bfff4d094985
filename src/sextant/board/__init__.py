"""The board of six and the page of a measure: they show figure sets that a job has made, and compute none."""
