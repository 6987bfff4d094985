"""Gets what publishers publish: politely, resumably and checked, then hands it to the lake."""
