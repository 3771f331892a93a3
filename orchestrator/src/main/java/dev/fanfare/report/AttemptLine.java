package dev.fanfare.report;

import dev.fanfare.wire.Codec;
import java.util.Map;

/**
 * Writes an {@link Attempt} as a line of JSON, with the names of its components. What is 0 or empty is left
 * out. By hand, because a run of a million tasks writes as many of each of their times.
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
    append("attempt", attempt.attempt());
    append("createdEpochMicros", attempt.createdEpochMicros());
    append("throttledMicros", attempt.throttledMicros());
    append("answeredMicros", attempt.answeredMicros());
    append("fetchedMicros", attempt.fetchedMicros());
    append("settledMicros", attempt.settledMicros());
    append("worker", attempt.worker());
    append("workerThreads", attempt.workerThreads());
    if (attempt.coldStart()) {
      line.append(",\"coldStart\":true");
    }
    append("initMillis", attempt.initMillis());
    append("handlerMillis", attempt.handlerMillis());
    append("billedMillis", attempt.billedMillis());
    append("memoryMb", attempt.memoryMb());
    append("maxMemoryMb", attempt.maxMemoryMb());
    append("loss", attempt.loss());
    line.append(",\"tasks\":");
    append(attempt.tasks());
    line.append('}');
  }

  private void append(String name, long value) {
    if (value != 0) {
      name(name).append(value);
    }
  }

  private void append(String name, double value) {
    if (value != 0) {
      name(name).append(value);
    }
  }

  private void append(String name, String text) {
    if (!text.isEmpty()) {
      name(name);
      if (isPlain(text)) {
        line.append('"').append(text).append('"');
      } else {
        line.append(Codec.toJson(text));
      }
    }
  }

  // As names of workers are: nothing in it needs an escape.
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '-' && (c < '0' || c > 'z' || (c > '9' && c < 'a'))) {
        return false;
      }
    }
    return true;
  }

  private StringBuilder name(String name) {
    return line.append(",\"").append(name).append("\":");
  }

  private void append(TaskTimes tasks) {
    append("{\"indices\":[", tasks.indices());
    append(",\"startMicros\":[", tasks.startMicros());
    append(",\"wallNanos\":[", tasks.wallNanos());
    append(",\"cpuNanos\":[", tasks.cpuNanos());
    if (tasks.threads().length > 0) {
      line.append(",\"threads\":").append(Codec.toJson(tasks.threads()));
    }
    append("errors", tasks.errors());
    append("retried", tasks.retried());
    line.append('}');
  }

  private void append(String start, long[] column) {
    line.append(start);
    for (int place = 0; place < column.length; place++) {
      if (place > 0) {
        line.append(',');
      }
      line.append(column[place]);
    }
    line.append(']');
  }

  private void append(String name, Map<Long, String> messages) {
    if (!messages.isEmpty()) {
      name(name).append(Codec.toJson(messages));
    }
  }
}
