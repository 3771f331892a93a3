package dev.fanfare.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.Options;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.wire.Codec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who may begin a session. */
final class SessionTest {

  @TempDir
  Path folder;

  private FolderStore store;
  private RunRecord run;

  @BeforeEach
  void create() {
    store = new FolderStore(folder);
    run = RunRecord.create(
        store,
        Manifest.of(UUID.randomUUID().toString(), "threads", Options.builder().build()));
  }

  private void write(Session session) {
    String key = new RunFolder(run.manifest().runId()).session(session.number());
    store.put(key, Codec.toJson(session).getBytes(StandardCharsets.UTF_8)).join();
  }

  private static Session at(String host, long pid, Instant processStarted) {
    return new Session(1, Instant.EPOCH, host, pid, processStarted, "threads", 1, null, null);
  }

  @Test
  void a_process_is_known_by_its_start_although_the_clock_was_set() {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    Instant started = parent.info().startInstant().orElseThrow();
    String here = Session.here(1, "threads", 1).host();

    assertThat(at(here, parent.pid(), started).processLives()).isTrue();
    assertThat(at(here, parent.pid(), started.plusMillis(40)).processLives()).isTrue();
    assertThat(at(here, parent.pid(), started.minusSeconds(3600)).processLives())
        .isFalse();
  }

  @Test
  void a_session_of_another_machine_that_has_not_ended_is_taken_over_or_kept() {
    write(at("another-machine", 7, Instant.EPOCH));

    assertThatThrownBy(() -> run.sessions().begin("threads", 1))
        .isInstanceOf(UnresumableRunException.class)
        .hasMessageContaining("process 7 on another-machine")
        .hasMessageContaining("--take-over");

    assertThat(run.sessions().openElsewhere()).isPresent();
    run.sessions().killElsewhere(run.settled(warning -> {}));
    assertThat(run.sessions().begin("threads", 1).number()).isEqualTo(2);
  }

  @Test
  void a_session_of_a_process_that_ended_without_a_word_is_over() {
    write(at(Session.here(1, "threads", 1).host(), Long.MAX_VALUE / 2, Instant.EPOCH));

    assertThat(run.sessions().begin("threads", 1).number()).isEqualTo(2);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_process_is_known_by_its_key_however_the_clock_was_set() {
    Session here = Session.here(1, "threads", 1);
    long parent = ProcessHandle.current().parent().orElseThrow().pid();

    assertThat(known(here, here.pid(), here.processKey()).isOfThisProcess()).isTrue();
    assertThat(known(here, here.pid(), "another boot/1").isOfThisProcess()).isFalse();
    assertThat(known(here, parent, Session.processKey(parent)).processLives()).isTrue();
    assertThat(known(here, parent, here.processKey()).processLives()).isFalse();
  }

  @Test
  void a_session_that_two_threads_tried_for_at_one_instant_stays_held_when_one_gives_up() {
    String session = "runs/r/sessions/0002.json 2026-01-01T00:00:00Z";
    Sessions.hold(session);
    Sessions.hold(session);

    Sessions.release(session);
    assertThat(Sessions.isHeldHere(session)).isTrue();

    Sessions.release(session);
    Sessions.release(session);
    assertThat(Sessions.isHeldHere(session)).isFalse();
  }

  private static Session known(Session here, long pid, String key) {
    Instant longAgo = Instant.EPOCH;
    return new Session(1, longAgo, here.host(), pid, longAgo, "threads", 1, key, null);
  }
}
