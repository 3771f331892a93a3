package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FunctionConfigTest {

  private final FunctionConfig function = FunctionConfig.of("com.acme.Handler", 4);

  @Test
  void brings_one_vcpu_the_longest_timeout_and_the_callers_class_path() {
    assertThat(function.name()).isEqualTo("fanfare-worker");
    assertThat(function.memoryMb()).isEqualTo(1769);
    assertThat(function.timeout()).isEqualTo(Duration.ofSeconds(900));
    assertThat(function.classPath()).allMatch(Path::isAbsolute).isNotEmpty();
  }

  @Test
  void changes_one_thing_at_a_time() {
    assertThat(function.withMemoryMb(512).withName("other").withQueue(3).withClassPath(List.of()))
        .isEqualTo(new FunctionConfig(
            "other",
            "com.acme.Handler",
            512,
            Duration.ofSeconds(900),
            4,
            3,
            function.environment(),
            List.of(),
            function.trainingPayload()));
  }

  @Test
  void refuses_what_lambda_refuses() {
    assertThatThrownBy(() -> function.withMemoryMb(5))
        .hasMessage("memoryMb must be from 128 to 10240, got: 5");
    assertThatThrownBy(() -> function.withTimeout(Duration.ZERO))
        .hasMessage("timeout must be positive and at most PT168H, got: PT0S");
    assertThatThrownBy(() -> function.withName("a b"))
        .hasMessage("name must match [a-zA-Z0-9-_]{1,64}, got: a b");
    assertThatThrownBy(() -> FunctionConfig.of("com.acme.Handler", 0))
        .hasMessage("concurrency must be at least 1, got: 0");
  }

  @Test
  void may_take_longer_than_lambda_allows() {
    assertThat(function.withTimeout(Duration.ofDays(7)).timeout())
        .isEqualTo(FunctionConfig.LONGEST);
    assertThatThrownBy(() -> function.withTimeout(Duration.ofDays(7).plusSeconds(1)))
        .hasMessageStartingWith("timeout must be positive and at most PT168H");
  }
}
