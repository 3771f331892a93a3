package com.example.{{package}};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PricingTest {

  private static final Option AT_THE_MONEY = new Option(100, 100, 0.05, 0.2, 1);

  @Test
  void aPriceAgreesWithTheFormulaOfBlackAndScholes() {
    Quote quote = Pricing.price(AT_THE_MONEY, 100_000, 1);

    assertEquals(10.4506, quote.value(), 4 * quote.standardError());
  }

  @Test
  void theSameSeedReturnsTheSamePrice() {
    assertEquals(Pricing.price(AT_THE_MONEY, 1_000, 7), Pricing.price(AT_THE_MONEY, 1_000, 7));
  }

  @Test
  void anOptionWithoutVolatilityIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Option(100, 100, 0.05, 0, 1));
  }
}
