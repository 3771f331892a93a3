package dev.fanfare.schedule;

import dev.fanfare.wire.RunId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state machine's request for a slice of a run.
 *
 * @param execution name of the state machine's execution
 * @param scheduledTime when the run was due
 * @param jobs the job list, {@code s3://bucket/jobs/NAME}
 * @param options the options of the run
 */
record SliceRequest(
    String execution, Instant scheduledTime, JobsLocation jobs, SliceOptions options) {

  private static final int MOST_OF_NAME = 80;

  /**
   * Parses a request of the state machine.
   *
   * @throws IllegalArgumentException if something is missing or malformed
   */
  static SliceRequest of(Map<String, ?> fields) {
    return new SliceRequest(
        text(fields, "execution"),
        time(text(fields, "scheduledTime")),
        JobsLocation.parse(text(fields, "jobs")),
        SliceOptions.of(options(fields.get("options"))));
  }

  /**
   * The string with that name.
   *
   * @throws IllegalArgumentException if it is missing
   */
  static String text(Map<String, ?> fields, String name) {
    if (fields.get(name) instanceof String text && !text.isBlank()) {
      return text;
    }
    Object got = fields.get(name);
    throw new IllegalArgumentException(
        got == null ? name + " is missing" : name + " must be a string, got: " + got);
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "scheduledTime must be a time such as 2026-01-01T06:00:00Z, got: " + text, e);
    }
  }

  @SuppressWarnings("unchecked") // The keys of an object in JSON are strings.
  private static Map<String, ?> options(@Nullable Object options) {
    if (options instanceof Map<?, ?> map) {
      return (Map<String, ?>) map;
    }
    throw new IllegalArgumentException(
        options == null ? "options is missing" : "options must be an object, got: " + options);
  }

  /** The id of the run for that time and job list: {@code 2026-01-01T060000Z-nightly}. */
  String runId() {
    String name = jobs.name().replaceAll("[^A-Za-z0-9._-]", "-");
    String cut = name.substring(0, Math.min(name.length(), MOST_OF_NAME));
    return RunId.check(scheduledTime.toString().replace(":", "") + "-" + cut);
  }
}
