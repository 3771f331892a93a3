package dev.fanfare.report;

import dev.fanfare.LambdaUse;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda and S3 cost in a region, in USD, without the free tier. Immutable.
 *
 * @param region the region's id, such as {@code us-east-1}
 * @param x86UsdPerGbSecond price of a GB-second on x86_64
 * @param armUsdPerGbSecond price of a GB-second on arm64
 * @param usdPerRequest price of an invocation
 * @param usdPerPut price of an object that is written
 * @param usdPerGet price of an object that is read
 */
public record Price(
    String region,
    BigDecimal x86UsdPerGbSecond,
    BigDecimal armUsdPerGbSecond,
    BigDecimal usdPerRequest,
    BigDecimal usdPerPut,
    BigDecimal usdPerGet) {

  public Price {
    if (region == null) {
      throw new IllegalArgumentException("region must be named");
    }
    requirePrice("x86UsdPerGbSecond", x86UsdPerGbSecond, region);
    requirePrice("armUsdPerGbSecond", armUsdPerGbSecond, region);
    requirePrice("usdPerRequest", usdPerRequest, region);
    requirePrice("usdPerPut", usdPerPut, region);
    requirePrice("usdPerGet", usdPerGet, region);
  }

  private static void requirePrice(String name, @Nullable BigDecimal price, String region) {
    if (price == null || price.signum() < 0) {
      throw new IllegalArgumentException(
          name + " of " + region + " must be a price of 0 or more, got: " + price);
    }
  }

  /** The price of a GB-second on that architecture. */
  public BigDecimal perGbSecond(boolean arm) {
    return arm ? armUsdPerGbSecond : x86UsdPerGbSecond;
  }

  /** What that costs at Lambda: requests and billed time (AWS Lambda Pricing). Exact. */
  public BigDecimal lambdaUsd(LambdaUse use, boolean arm) {
    return perGbSecond(arm)
        .multiply(new BigDecimal(use.gbSeconds()))
        .add(usdPerRequest.multiply(BigDecimal.valueOf(use.requests())));
  }

  /** What that costs at S3 (Amazon S3 Pricing, requests). Storage is not included. */
  public BigDecimal s3Usd(LambdaUse use) {
    return usdPerPut
        .multiply(BigDecimal.valueOf(use.puts()))
        .add(usdPerGet.multiply(BigDecimal.valueOf(use.gets())));
  }

  /** What Lambda and S3 charge together, in USD. */
  public BigDecimal usd(LambdaUse use, boolean arm) {
    return lambdaUsd(use, arm).add(s3Usd(use));
  }
}
