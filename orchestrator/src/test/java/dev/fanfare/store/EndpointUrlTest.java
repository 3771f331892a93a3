package dev.fanfare.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:4566", "https://lambda.example.org", "http://[::1]:80/x"})
  void a_url_with_a_host_is_taken(String url) {
    assertThat(EndpointUrl.parse("--url", url)).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:4566", "127.0.0.1:4566", "foo", "ftp://x", "http://a b", "http:", "''"})
  void what_the_sdk_would_fail_at_is_refused_with_its_name(String url) {
    String text = url.equals("''") ? "" : url;

    assertThatThrownBy(() -> EndpointUrl.parse("AWS_ENDPOINT_URL", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "AWS_ENDPOINT_URL must be http://HOST[:PORT] or https://HOST[:PORT], got: " + url);
  }
}
