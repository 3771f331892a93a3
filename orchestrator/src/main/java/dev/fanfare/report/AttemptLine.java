package dev.fanfare.report;

import dev.fanfare.wire.Codec;
import java.util.Map;

/**
 * Writes an {@link Attempt} as a line of JSON, with the names of its components. By hand, because a run
 * of a million tasks writes as many of each of their times.
 */
final class AttemptLine {

  private final StringBuilder line;

  private AttemptLine(StringBuilder line) {
    this.line = line;
  }

  /** Appends the line, without a line break. */
  static void append(Attempt attempt, StringBuilder to) {
    new AttemptLine(to).append(attempt);
  }

  private void append(Attempt attempt) {
    line.append("{\"batch\":").append(attempt.batch());
    line.append(",\"attempt\":").append(attempt.attempt());
    line.append(",\"createdEpochMicros\":").append(attempt.createdEpochMicros());
    line.append(",\"throttledMicros\":").append(attempt.throttledMicros());
    line.append(",\"answeredMicros\":").append(attempt.answeredMicros());
    line.append(",\"fetchedMicros\":").append(attempt.fetchedMicros());
    line.append(",\"settledMicros\":").append(attempt.settledMicros());
    line.append(",\"worker\":").append(Codec.toJson(attempt.worker()));
    line.append(",\"workerThreads\":").append(attempt.workerThreads());
    line.append(",\"coldStart\":").append(attempt.coldStart());
    line.append(",\"initMillis\":").append(attempt.initMillis());
    line.append(",\"handlerMillis\":").append(attempt.handlerMillis());
    line.append(",\"billedMillis\":").append(attempt.billedMillis());
    line.append(",\"memoryMb\":").append(attempt.memoryMb());
    line.append(",\"maxMemoryMb\":").append(attempt.maxMemoryMb());
    line.append(",\"loss\":").append(Codec.toJson(attempt.loss()));
    line.append(",\"tasks\":");
    append(attempt.tasks());
    line.append('}');
  }

  private void append(TaskTimes tasks) {
    append("{\"indices\":", tasks.indices());
    append(",\"startMicros\":", tasks.startMicros());
    append(",\"wallNanos\":", tasks.wallNanos());
    append(",\"cpuNanos\":", tasks.cpuNanos());
    line.append(",\"threads\":[");
    for (int place = 0; place < tasks.threads().length; place++) {
      line.append(place == 0 ? "" : ",").append(tasks.threads()[place]);
    }
    append("],\"errors\":", tasks.errors());
    append(",\"retried\":", tasks.retried());
    line.append('}');
  }

  private void append(String name, long[] column) {
    line.append(name).append('[');
    for (int place = 0; place < column.length; place++) {
      line.append(place == 0 ? "" : ",").append(column[place]);
    }
    line.append(']');
  }

  private void append(String name, Map<Long, String> messages) {
    line.append(name).append(messages.isEmpty() ? "{}" : Codec.toJson(messages));
  }
}
