# Golden values for sextant.evidence.alerts by R's surveillance. Run: Rscript tests/peers/make_alerts_r.R
# Needs R, r-cran-surveillance (1.20.3 in Debian 12) and r-cran-jsonlite. Writes tests/peers/alerts_r.json beside itself.
#
# surveillance overwrites the working weights of its fit with the outlier weights before it asks for the prediction's
# standard error, and hands the dispersion it means to use to the new data instead of to predict.glm: the error then uses
# a dispersion of neither fit, and the bounds come out wrong. Both are kept here: `upper_as_shipped` by the package as it
# is, `upper` by the package with these two statements mended.
suppressMessages(library(surveillance)); library(jsonlite)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))

set.seed(2021)
months <- 1:84
wave <- function(phase) 1 + 0.3 * sin(2 * pi * (months + phase) / 12)
draw <- function(mean, phi) rnbinom(length(months), mu = mean, size = mean / (phi - 1))
series <- list(
  steady = rpois(84, 20), seasonal = draw(120 * wave(2), 4), rising = draw(15 * exp(0.015 * months), 2),
  falling = draw(900 * exp(-0.02 * months) * wave(6), 8), sparse = rpois(84, 0.7), outlier = draw(40, 2),
  gaps = draw(60 * wave(4), 3))
series$outlier[c(40, 41)] <- c(160, 190)
series$gaps[c(30, 44, 66, 67)] <- NA

mend <- function(name, wrong, right) {
  text <- paste(deparse(getFromNamespace(name, "surveillance"), width.cutoff = 500), collapse = "\n")
  stopifnot(grepl(wrong, text, fixed = TRUE))
  mended <- eval(parse(text = gsub(wrong, right, text, fixed = TRUE)))
  environment(mended) <- asNamespace("surveillance")
  assignInNamespace(name, mended, "surveillance")
}

mend_surveillance <- function() {
  mend("algo.farrington.fitGLM.flexible", "model$weights <- omega", "model$weights <- model$weights")
  mend("algo.farrington.glm", "dispersion = model$phi)", "check.names = TRUE), dispersion = model$phi")
}

settings <- list(
  list(years = 4, half_window = 1, season_levels = 4, skip = 3),
  list(years = 4, half_window = 1, season_levels = 1, skip = 3),
  list(years = 5, half_window = 2, season_levels = 8, skip = 2),
  list(years = 2, half_window = 2, season_levels = 3, skip = 2))

run <- function(values, s) {
  sts <- sts(observed = matrix(values), frequency = 12)
  control <- list(range = 66:84, b = s$years, w = s$half_window, noPeriods = s$season_levels,
                  pastWeeksNotIncluded = s$skip, alpha = 0.005, trend = TRUE, pThresholdTrend = 1,
                  limit54 = c(0, 1), thresholdMethod = "delta", glmWarnings = FALSE)
  made <- suppressWarnings(farringtonFlexible(sts, control))
  list(upper = as.vector(upperbound(made)), expected = as.vector(made@control$expected),
       dispersion = as.vector(made@control$phiVector), p_value = as.vector(made@control$pvalue),
       trend = !is.na(as.vector(made@control$trendVector)))
}

cases <- function() unlist(lapply(settings, function(s) lapply(names(series), function(name)
  c(list(series = name, settings = s), run(series[[name]], s)))), recursive = FALSE)
shipped <- cases()
mend_surveillance()
corrected <- cases()
for (k in seq_along(corrected)) corrected[[k]]$upper_as_shipped <- shipped[[k]]$upper

golden <- list(
  made_by = list(R = R.version.string, surveillance = as.character(packageVersion("surveillance"))),
  first_place = 65, series = series, cases = corrected,
  cusum = lapply(list(c(0.5, 1, 3), c(1.5, 1.85, 4.55), c(4, 4.9, 6), c(9, 11.1, 5.9)), function(x)
    list(mean = x[1], reference = x[2], limit = x[3],
         run_length = arlCusum(h = x[3], k = x[2], theta = x[1], distr = "poisson", digits = 2)$ARL)),
  f = lapply(list(c(1, 3), c(1, 12), c(5, 20), c(3, 100)), function(m)
    list(together = m[1], before = m[2], ratio = 2.5, under = pf(2.5, 2 * m[1], 2 * m[2]),
         lower = qf(0.00135, 2 * m[1], 2 * m[2]), upper = qf(0.99865, 2 * m[1], 2 * m[2]))),
  adjusted = list(p = c(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.9),
                  bh = p.adjust(c(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.9), "BH")))
write(toJSON(golden, auto_unbox = TRUE, digits = 12, na = "null"), file.path(here, "alerts_r.json"))
