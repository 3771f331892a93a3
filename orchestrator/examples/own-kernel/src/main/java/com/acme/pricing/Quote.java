package com.acme.pricing;

/**
 * A price found by chance, and how far to trust it.
 *
 * @param value the discounted mean payoff
 * @param standardError of the value
 * @param paths simulated
 */
public record Quote(double value, double standardError, long paths) {}
