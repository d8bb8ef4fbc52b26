/* Stands in for FFTW's kernel/timer.c where plans are measured: the host lends a clock, in milliseconds.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/ifftw.h"

__attribute__((import_module("host"), import_name("now"))) double polyray_now(void);

/* no limit on planning as a whole */
crude_time X(get_crude_time)(void) { return 0; }

double X(elapsed_since)(const planner *plnr, const problem *p, crude_time t0) {
  (void)plnr;
  (void)p;
  (void)t0;
  return 0;
}

/* The best of a few rounds, each long enough for the clock's resolution; slow plans get fewer. In milliseconds: FFTW
 * only compares. */
double X(measure_execution_time)(const planner *plnr, plan *pln, const problem *p) {
  const double enough = 0.05, budget = 5;
  const int most = 6, fewest = 3;
  double best = 0, spent = 0;
  int loops = 1;
  (void)plnr;
  X(plan_awake)(pln, AWAKE_ZERO);
  p->adt->zero(p);
  for (int round = 0; round < fewest || (round < most && spent < budget);) {
    const double began = polyray_now();
    for (int i = 0; i < loops; ++i) pln->adt->solve(pln, p);
    const double lasted = polyray_now() - began;
    spent += lasted;
    if (lasted < enough) {
      loops *= 2;
      round = 0;
    } else if (round++ == 0 || lasted / loops < best) {
      best = lasted / loops;
    }
  }
  X(plan_awake)(pln, SLEEPY);
  return best;
}
