package dev.fanfare.store;

import java.util.Map;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * The region that the environment names: as for AWS's SDK for Java, and by {@code AWS_DEFAULT_REGION}, which
 * the AWS CLI reads and the SDK does not. Stateless.
 */
public final class AwsRegion {

  private AwsRegion() {}

  /**
   * The region's id.
   *
   * @throws SdkClientException if there is none
   */
  public static String configured() {
    return configured(System.getenv());
  }

  // In the order of the AWS CLI (AWS CLI User Guide, "Environment variables"): before a profile's.
  static String configured(Map<String, String> environment) {
    String cli = environment.getOrDefault("AWS_DEFAULT_REGION", "");
    boolean sdk = System.getProperty("aws.region") != null
        || !environment.getOrDefault("AWS_REGION", "").isBlank();
    return sdk || cli.isBlank()
        ? DefaultAwsRegionProviderChain.builder().build().getRegion().id()
        : cli.strip();
  }
}
