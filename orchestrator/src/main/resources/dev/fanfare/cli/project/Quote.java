package com.example.{{package}};

/**
 * A price that was found by chance, and how far to trust it.
 *
 * @param value the discounted mean payoff
 * @param standardError of the value
 */
public record Quote(double value, double standardError) {}
