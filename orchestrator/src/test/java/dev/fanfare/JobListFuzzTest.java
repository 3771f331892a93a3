package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever was done to a job list, it is read, or refused with the place of what is wrong. */
@Timeout(60)
class JobListFuzzTest {

  private static final int MUTATIONS = 2_000;
  private static final byte[] VALID = """
      {"kernel":"sum","args":[4]}

      {"kernel":"identity","kwargs":{"value":{"ü":[1.5,null,"x"]}}}
      {"kernel":"dev.fanfare.kernel.SeedKernels::sum","args":[5]}
      """.getBytes(StandardCharsets.UTF_8);

  @TempDir
  Path folder;

  @Test
  void a_mutated_job_list_is_read_or_refused_with_a_place() throws Exception {
    Path file = folder.resolve("jobs.jsonl");
    Mutations mutations = new Mutations(Mutations.SEED);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Files.write(file, mutations.of(VALID));
      try {
        JobList.of(file, "jobs");
      } catch (JobListException e) {
        refused++;
        assertThat(e.getMessage()).matches("(?s)jobs:[1-9][0-9]*: .+").hasSizeLessThan(1_100);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "mutation " + i + ", replay with -Dfanfare.fuzz.seed=" + Mutations.SEED + ": "
                + Files.readString(file, StandardCharsets.ISO_8859_1),
            e);
      }
    }
    assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS - 1);
  }
}
