package dev.fanfare.parallel;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Delayed;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** joblib's group "initializer / reuse", the part about processes between bare calls. */
@Timeout(120)
class ReuseTest {

  private static final List<Delayed<Long>> PIDS =
      Collections.nCopies(10, delayed(MannerKernels::pid));

  @BeforeEach
  @AfterEach
  void stopIdleWorkers() {
    IdlePool.SHARED.close();
  }

  @Test
  void bare_calls_with_equal_settings_run_in_the_same_processes() {
    Set<Long> pids = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      pids.addAll(bare(1).call(PIDS));
    }

    assertThat(pids).hasSize(1).doesNotContain(MannerKernels.pid());
  }

  @Test
  void bare_calls_with_another_initializer_run_in_other_processes() {
    Set<Long> pids = new HashSet<>();
    for (String name : List.of("a", "b", "c")) {
      pids.addAll(bare(1).initializer(delayed(MannerKernels::setUp, name)).call(PIDS));
    }

    assertThat(pids).hasSize(3);
  }

  @Test
  void an_instance_keeps_its_processes_over_its_calls_and_shares_them_with_nobody() {
    Set<Long> bare = new HashSet<>(bare(1).call(PIDS));
    Set<Long> own = new HashSet<>();
    try (Parallel parallel = bare(1).build()) {
      for (int i = 0; i < 3; i++) {
        own.addAll(parallel.call(PIDS));
      }
    }

    assertThat(own).hasSize(1).doesNotContainAnyElementsOf(bare);
    assertThat(bare(1).call(PIDS)).containsOnly(bare.iterator().next());
  }

  @Test
  void a_jvm_that_leaves_idle_processes_ends_by_itself_and_leaves_nothing(@TempDir Path temporary)
      throws Exception {
    Process program = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Djava.io.tmpdir=" + temporary,
            Program.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();

    try (BufferedReader out = program.inputReader(StandardCharsets.UTF_8)) {
      String pid = out.readLine();

      assertThat(program.waitFor()).isZero();
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(worker -> worker.onExit().join());
      assertThat(temporary).isEmptyDirectory();
    } finally {
      program.destroyForcibly();
    }
  }

  /** Makes a bare call, prints the worker's process id and ends. */
  static final class Program {
    public static void main(String[] args) {
      System.out.println(bare(1).call(PIDS).get(0));
    }
  }

  private static ParallelBuilder bare(int nJobs) {
    return Parallel.builder().backend("processes").nJobs(nJobs);
  }
}
