"""Charts as SVG: one idea each, counts from zero, missing months as gaps, words for those who do not see them."""
