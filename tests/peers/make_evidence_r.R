# Golden values for sextant.evidence by base R and Debian's epitools. Run: Rscript tests/peers/make_evidence_r.R
# Needs R, r-cran-epitools and r-cran-jsonlite. Writes tests/peers/evidence_r.json beside itself.
library(epitools); library(jsonlite)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))

pairs <- list(c(13, 18), c(7, 18), c(8, 18), c(32, 18), c(31, 18), c(0, 5), c(0, 4), c(5, 0), c(0, 1), c(1, 1), c(2, 3),
              c(15, 3), c(120, 90), c(49, 50), c(1106, 795), c(11527, 16097), c(20000, 20500), c(3, 19000))
exposures <- list(c(1, 1), c(365, 366), c(334, 334), c(365, 1096))

# Doubled tails of the conditional binomial test; poisson.test's own two-sided p is another (minimum likelihood), its interval is this one.
doubled <- function(y, r, n, mid) {
  half <- if (mid) dbinom(y, n, r) / 2 else 0
  min(1, 2 * min(pbinom(y, n, r) - half, pbinom(y - 1, n, r, lower.tail = FALSE) - half))
}

midp_limit <- function(y, n, low) {
  gap <- function(logit) {
    p <- plogis(logit)
    tail <- if (low) pbinom(y - 1, n, p, lower.tail = FALSE) else pbinom(y, n, p)
    tail - dbinom(y, n, p) / 2 - 0.025
  }
  exp(uniroot(gap, c(-40, 40), tol = 1e-13)$root)
}

one <- function(y, t) {
  n <- sum(y); r <- t[1] / sum(t); exact <- poisson.test(y, t)$conf.int
  list(current = y[1], baseline = y[2], exposure = t,
       p_exact = doubled(y[1], r, n, FALSE), p_midp = doubled(y[1], r, n, TRUE),
       exact_low = exact[1], exact_high = if (is.finite(exact[2])) exact[2] else NA,
       midp_low = if (y[1] == 0) 0 else midp_limit(y[1], n, TRUE) * t[2] / t[1],
       midp_high = if (y[2] == 0) NA else midp_limit(y[1], n, FALSE) * t[2] / t[1],
       prob_lower = pbeta(r, y[1] + 0.5, y[2] + 0.5))
}

epitools_midp <- function(y) {
  limits <- rateratio.midp(y[2:1], c(1, 1))$measure[2, 2:3]
  list(current = y[1], baseline = y[2], low = unname(limits[1]), high = unname(limits[2]))
}

quasi <- function(y, phi) {
  fit <- glm(y ~ c(1, 0), family = poisson)
  list(current = y[1], baseline = y[2], phi = phi,
       log_ratio = unname(coef(fit)[2]), error = summary(fit, dispersion = phi)$coefficients[2, 2])
}

p_sets <- list(c(0.009, 0.04, 0.03, 0.005, 0.2, 0.9), c(0.008, 0.0099, 0.012, 0.02, 0.04, 0.049), c(0.05), c(0.03, 0.03))

golden <- list(
  made_by = list(R = R.version.string, epitools = as.character(packageVersion("epitools"))),
  comparisons = unlist(lapply(exposures, function(t) lapply(pairs, one, t = t)), recursive = FALSE),
  garwood = lapply(c(0, 1, 2, 5, 13, 18, 100, 20000), function(y) {
    base <- c(if (y == 0) 0 else qchisq(0.025, 2 * y) / 2, qchisq(0.975, 2 * y + 2) / 2)
    list(count = y, low = base[1], high = base[2], epitools_low = pois.exact(y)$lower, epitools_high = pois.exact(y)$upper)
  }),
  epitools_midp = lapply(list(c(13, 18), c(7, 18), c(32, 18), c(120, 90)), epitools_midp),
  quasi_poisson = list(quasi(c(11527, 16097), 20), quasi(c(1106, 795), 7.3), quasi(c(60, 50), 1)),
  holm = lapply(p_sets, function(p) list(p = I(p), adjusted = I(p.adjust(p, "holm")))),
  t = lapply(c(6.4, 11.63636, 15.5588, 100), function(df)
    list(df = df, quantile = qt(0.975, df), two_tails_of_2.5 = 2 * pt(2.5, df, lower.tail = FALSE)))
)
write(toJSON(golden, auto_unbox = TRUE, digits = NA, na = "null", pretty = 1), file.path(here, "evidence_r.json"))
