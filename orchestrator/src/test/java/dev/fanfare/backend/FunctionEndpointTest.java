package dev.fanfare.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endpoints are this machine itself. */
final class FunctionEndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:4566",
        "http://127.8.0.1",
        "http://localhost:4566",
        "http://LOCALHOST:4566",
        "http://localhost.:4566",
        "http://s3.localhost:4566",
        "http://0.0.0.0:4566",
        "http://[::1]:4566",
        "http://[0:0:0:0:0:0:0:1]:4566",
        "http://[::ffff:127.0.0.1]:4566"
      })
  void an_address_of_this_machine_itself_is_another_one_in_a_container(String endpoint) {
    assertThat(FunctionEndpoint.isLoopback(URI.create(endpoint))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://s3.us-east-1.amazonaws.com",
        "http://127.0.0.1.example.com",
        "http://172.17.0.1:4566",
        "http://host.docker.internal:4566",
        "http://[2001:db8::1]"
      })
  void other_addresses_are_the_same_everywhere(String endpoint) {
    assertThat(FunctionEndpoint.isLoopback(URI.create(endpoint))).isFalse();
  }
}
