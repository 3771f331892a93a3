package dev.fanfare.runs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who still works on a run in this process. */
final class OpenSessionsTest {

  private final OpenSessions open = new OpenSessions();

  @Test
  void a_session_that_two_threads_tried_for_at_one_instant_stays_open_when_one_gives_up() {
    open.add("runs/r/sessions/0002.json 2026-01-01T00:00:00Z");
    open.add("runs/r/sessions/0002.json 2026-01-01T00:00:00Z");

    open.remove("runs/r/sessions/0002.json 2026-01-01T00:00:00Z");

    assertThat(open.contains("runs/r/sessions/0002.json 2026-01-01T00:00:00Z")).isTrue();
  }

  @Test
  void a_session_that_has_ended_is_not_open() {
    open.add("one");
    open.remove("one");
    open.remove("one");

    assertThat(open.contains("one")).isFalse();
  }
}
