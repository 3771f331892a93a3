package dev.fanfare.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What is told of an error that a service answered. */
final class SdkFailureTest {

  private static String told(String code, @Nullable String message) {
    AwsErrorDetails details = AwsErrorDetails.builder()
        .errorCode(code)
        .errorMessage(message)
        .serviceName("S3")
        .build();
    return SdkFailure.answer(AwsServiceException.builder()
        .awsErrorDetails(details)
        .statusCode(404)
        .requestId("06CC")
        .build());
  }

  @Test
  void an_error_is_told_in_the_services_words_with_its_code_and_without_ids() {
    assertThat(told("SlowDown", "Please reduce your request rate."))
        .isEqualTo("Please reduce your request rate. (SlowDown)");
  }

  @Test
  void an_error_without_words_is_told_by_code_and_status() {
    assertThat(told("NotFound", null)).isEqualTo("NotFound (HTTP status 404)");
  }
}
