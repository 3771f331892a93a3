package dev.fanfare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.Timing;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages as the tests write and read them. */
final class Messages {

  static final URI URL = URI.create("https://bucket.s3.amazonaws.com/key?X-Amz-Signature=secret");
  static final WorkerInfo WORKER = new WorkerInfo("ab12", 42, 2, 3);
  static final Timing TIMING = new Timing(1_700_000_000_000_000L, 2_000, 1_000);

  private Messages() {}

  static Invocation invocation(String json) {
    return Codec.readInvocation(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  static Invocation roundTrip(Invocation invocation) {
    return Codec.readInvocation(new ByteArrayInputStream(Codec.write(invocation)));
  }

  /** The invocation that has this one task. */
  static Invocation invocationOf(String task) {
    return invocation("{\"runId\":\"r\",\"number\":0,\"attempt\":1,\"resultUrl\":\"" + URL
        + "\",\"tasks\":[" + task + "]}");
  }

  static BatchOutcome outcome(TaskOutcome... tasks) {
    return new BatchOutcome("run-1", 7, 2, WORKER, List.of(tasks));
  }

  /** The outcomes of tasks that returned these values, after a round trip as results of that type. */
  static List<TaskOutcome> roundTrip(Type type, @Nullable Object... values) {
    List<TaskOutcome> tasks = new ArrayList<>();
    for (Object value : values) {
      tasks.add(TaskOutcome.of(tasks.size(), value, TIMING));
    }
    BatchOutcome written = outcome(tasks.toArray(TaskOutcome[]::new));
    BatchOutcome read = Codec.readOutcome(Codec.write(written, index -> type), index -> type);
    assertThat(read.tasks()).extracting(TaskOutcome::index).hasSameSizeAs(tasks);
    return read.tasks();
  }
}
