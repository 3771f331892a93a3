package dev.fanfare.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which region is used. */
final class AwsRegionTest {

  @Test
  void the_aws_clis_variable_counts_where_the_sdks_is_not_set() {
    assertThat(AwsRegion.configured(Map.of("AWS_DEFAULT_REGION", "eu-central-1")))
        .isEqualTo("eu-central-1");
    assertThat(AwsRegion.configured(Map.of("AWS_DEFAULT_REGION", "eu-central-1", "AWS_REGION", "")))
        .isEqualTo("eu-central-1");
  }
}
