# Golden values for sextant.places by R's surveillance: Knox on the made-up events of places_b_python.json, for bands up
# to a limit (with it, so limits are chosen that no pair is exactly at). Run `Rscript tests/peers/make_places_b_r.R` from
# the top of the project after make_places_b.py; it writes places_b_r.json beside itself.
suppressMessages({library(surveillance); library(jsonlite)})
events <- fromJSON("tests/peers/places_b_python.json")$events
ds <- dist(cbind(events$easting, events$northing))
dt <- dist(events$day)
one <- function(metres, days) {
  set.seed(1)
  capture.output(
    found <- knox(dt = dt, ds = ds, eps.t = days, eps.s = metres, simulate.p.value = TRUE, B = 9999)
  )  # it prints a dot a permutation
  list(metres = metres, days = days, observed = unname(found$statistic), expected = unname(found$null.value),
       p = found$p.value, permutations = 9999)
}
cases <- list()
for (metres in c(100.0005, 250.0005)) for (days in c(3, 7, 14)) cases[[length(cases) + 1]] <- one(metres, days)
made_by <- list(R = as.character(getRversion()), surveillance = as.character(packageVersion("surveillance")))
writeLines(toJSON(list(made_by = made_by, knox = cases), auto_unbox = TRUE, digits = 15, pretty = TRUE),
           "tests/peers/places_b_r.json")
