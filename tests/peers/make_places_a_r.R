# Golden values for sextant.places by spdep, spatstat and base R. Run: Rscript tests/peers/make_places_a_r.R
# Needs R, r-cran-spdep, r-cran-spatstat.explore and r-cran-jsonlite, and places_a_python.json, whose lattices it takes.
# Neighbours by dnearneigh on row-major coordinates: cell2nb is not row-major, and gives another lattice's answer.
suppressMessages({library(spdep); library(spatstat.explore); library(jsonlite)})
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
given <- fromJSON(file.path(here, "places_a_python.json"), simplifyVector = FALSE)

neighbours <- function(shape, kind, mask = TRUE) {
  at <- expand.grid(column = seq_len(shape[2]), row = seq_len(shape[1]))
  reach <- if (kind == "queen") 1.5 else 1.1
  suppressWarnings(dnearneigh(as.matrix(at)[mask, , drop = FALSE], 0, reach))
}

described <- function(x, nb) {
  binary <- nb2listw(nb, style = "B", zero.policy = TRUE)
  row <- nb2listw(nb, style = "W", zero.policy = TRUE)
  moran <- function(weights) {
    made <- moran.test(x, weights, randomisation = TRUE, zero.policy = TRUE)
    list(i = made$estimate[[1]], expected = made$estimate[[2]], variance = made$estimate[[3]], z = made$statistic[[1]],
         p = made$p.value)
  }
  star <- nb2listw(include.self(nb), style = "B", zero.policy = TRUE)
  list(gi_star = as.numeric(localG(x, star)), moran = list(row = moran(row), binary = moran(binary)),
       local_moran = as.numeric(localmoran(x, row, zero.policy = TRUE)[, "Ii"]))
}

lattice <- function(case) {
  counts <- do.call(rbind, lapply(case$counts, unlist))
  x <- as.numeric(t(counts))
  kind <- case$contiguity
  set.seed(11)
  mask <- runif(length(x)) < 0.6
  mask[mask] <- card(neighbours(dim(counts), kind, mask)) > 0  # spdep keeps lone cells in its mean; ours leaves them out
  whole <- described(x, neighbours(dim(counts), kind))
  gi <- as.numeric(localG(x, nb2listw(neighbours(dim(counts), kind), style = "B")))
  list(counts = counts, contiguity = kind, whole = c(whole, list(gi = gi)), mask = as.integer(mask),
       masked = described(x[mask], neighbours(dim(counts), kind, mask)))
}

# Points lie on cell centres, so that spatstat's exact values "at the points" are values at cell centres.
surfaces <- function() {
  set.seed(5)
  cells <- sample(0:399, 60)
  points <- ppp(50 + 100 * (cells %% 20), 50 + 100 * (cells %/% 20), window = owin(c(0, 2000), c(0, 2000)))
  weights <- round(runif(60, 1, 9), 1)
  one <- function(kernel, sigma, edge) {
    heights <- density(points, sigma = sigma, kernel = kernel, edge = edge, at = "points", leaveoneout = FALSE,
                       weights = weights, cutoff = 6 * sigma)
    list(kernel = kernel, sigma = sigma, edge = edge, per_km2 = as.numeric(heights) * 1e6)
  }
  made <- list(one("gaussian", 150, FALSE), one("gaussian", 300, FALSE), one("quartic", 150, FALSE),
               one("gaussian", 150, TRUE), one("gaussian", 300, TRUE))
  list(cells = cells, weights = weights, made = made)
}

set.seed(3)
p <- c(round(runif(30), 2), 1e-14, 1e-5, 1, 1, 0.03, 0.03)
made <- list(
  made_with = list(R = as.character(getRversion()), spdep = as.character(packageVersion("spdep")),
                   spatstat.explore = as.character(packageVersion("spatstat.explore"))),
  lattices = lapply(given$lattices, lattice), surfaces = surfaces(),
  benjamini_hochberg = list(p = p, q = p.adjust(p, "BH"))
)
write(toJSON(made, digits = NA, auto_unbox = TRUE), file.path(here, "places_a_r.json"))
