package dev.fanfare.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suite makes and deletes functions: it must not do so on somebody's account by mistake. */
class ServerOptionsTest {

  private static ServerOptions options(Map<String, String> properties) {
    return ServerOptions.of(properties::get);
  }

  @Test
  void nothing_said_is_no_server_and_the_credentials_of_emulators() {
    ServerOptions options = options(Map.of());

    assertThat(options.endpoint()).isEmpty();
    assertThat(options.accessKey()).isEqualTo("test");
    assertThat(options.secretKey()).isEqualTo("test");
    assertThat(options.region()).isEqualTo("us-east-1");
    assertThat(options.runtime()).isEqualTo("java25");
    assertThat(options.image()).isEqualTo("localstack/localstack:4.14.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:4566", "http://[::1]:4566", "http://172.17.0.2:4566"})
  void a_server_on_this_machine_is_taken(String endpoint) {
    assertThat(options(Map.of("fanfare.it.endpoint", endpoint)).endpoint())
        .contains(URI.create(endpoint));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://192.0.2.1", "https://host.invalid"})
  void a_server_elsewhere_is_refused_unless_it_is_allowed(String endpoint) {
    for (String name : new String[] {"endpoint", "s3Endpoint"}) {
      assertThatThrownBy(() -> options(Map.of("fanfare.it." + name, endpoint)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("fanfare.it." + name
              + " must be on this machine, or -Dfanfare.it.allowRemote=true must allow it, got: "
              + endpoint);
    }
    assertThat(options(Map.of("fanfare.it.endpoint", endpoint, "fanfare.it.allowRemote", "true"))
            .endpoint())
        .isPresent();
  }

  @Test
  void what_functions_call_the_server_need_not_be_known_here() {
    String name = "http://host.docker.internal:4566";

    assertThat(options(Map.of("fanfare.it.functionEndpoint", name)).functionEndpoint())
        .contains(URI.create(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:4566", "4566", "ftp://127.0.0.1"})
  void what_is_no_http_url_is_refused(String endpoint) {
    assertThatThrownBy(() -> options(Map.of("fanfare.it.endpoint", endpoint)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fanfare.it.endpoint must be an http URL, got: " + endpoint);
  }
}
