package dev.fanfare.local;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** An invocation of a function, from its caller to a worker and back. Thread-safe: only the result changes. */
final class Call {

  /**
   * How a call ended.
   *
   * @param payload the handler's answer, or a JSON object that describes the error
   * @param failed whether the payload describes an error
   * @param log the call's log as Lambda writes it, from START to REPORT; empty if the caller did not ask for it
   */
  record Result(byte[] payload, boolean failed, byte[] log) {}

  private final String requestId = UUID.randomUUID().toString();
  private final byte[] payload;
  private final boolean logged;
  private final CompletableFuture<Result> result = new CompletableFuture<>();

  /**
   * A call that no worker has yet.
   *
   * @param payload the event as JSON
   * @param logged whether the caller asks for the log
   */
  Call(byte[] payload, boolean logged) {
    this.payload = payload;
    this.logged = logged;
  }

  String requestId() {
    return requestId;
  }

  byte[] payload() {
    return payload;
  }

  /** Whether the caller asked for the log. */
  boolean logged() {
    return logged;
  }

  /** Completes once, never exceptionally, on the thread that learned of the end. */
  CompletableFuture<Result> result() {
    return result;
  }

  /** The payload of an error that Lambda itself reports, worded as Lambda words it. */
  byte[] error(String type, String message) {
    JsonObject error = new JsonObject();
    error.addProperty("errorType", type);
    error.addProperty("errorMessage", "RequestId: " + requestId + " Error: " + message);
    return error.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Ends a call that no worker will have, as if its worker had been killed. */
  void drop() {
    result.complete(new Result(exitError(128 + 9), /* failed= */ true, new byte[0]));
  }

  byte[] exitError(int exitCode) {
    return error("Runtime.ExitError", "Runtime exited" + ending(exitCode));
  }

  byte[] timeoutError(double seconds) {
    return error(
        "Sandbox.Timedout",
        String.format(Locale.ROOT, "Task timed out after %.2f seconds", seconds));
  }

  /** For a child killed by a signal, Java reports 128 plus the number of the signal. */
  private static String ending(int exitCode) {
    return switch (exitCode) {
      case 0 -> " without providing a reason";
      case 128 + 9 -> " with error: signal: killed";
      case 128 + 6 -> " with error: signal: aborted";
      case 128 + 11 -> " with error: signal: segmentation fault";
      case 128 + 15 -> " with error: signal: terminated";
      default -> " with error: exit status " + exitCode;
    };
  }
}
