package dev.fanfare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Mutations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever was done to a job list, the command line runs it or says in words why not. */
@Timeout(60)
class FuzzedJobsTest {

  private static final int MUTATIONS = 200;
  private static final byte[] VALID = """
      {"kernel":"identity","args":["text"]}
      {"kernel":"identity","kwargs":{"value":{"ü":[1.5,null,"x"]}}}
      """.getBytes(StandardCharsets.UTF_8);

  @TempDir
  Path folder;

  @Test
  void a_mutated_job_list_is_run_or_refused_in_words() throws Exception {
    Path jobs = folder.resolve("jobs.jsonl");
    String out = folder.resolve("results.jsonl").toString();
    Mutations mutations = new Mutations(Mutations.SEED);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Files.write(jobs, mutations.of(VALID));
      Finished run = Finished.here("run", jobs.toString(), "--backend", "sequential", "--out", out);
      assertThat(run.exitCode())
          .as("mutation %d, replay with -Dfanfare.fuzz.seed=%d: %s", i, Mutations.SEED, run.err())
          .isIn(0, ExitCode.BAD_INPUT);
      if (run.exitCode() != 0) {
        refused++;
        run.assertRefused(jobs + ":");
      }
    }
    assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS - 1);
  }
}
