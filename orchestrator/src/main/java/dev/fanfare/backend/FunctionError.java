package dev.fanfare.backend;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.wire.Batch;
import dev.fanfare.worker.HttpStatus;
import dev.fanfare.worker.InputDownloadException;
import dev.fanfare.worker.ResultUploadException;
import dev.fanfare.worker.WorkerHandler;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Lambda answers where an invocation failed: {@code {"errorType":...,"errorMessage":...}}.
 *
 * @param type such as {@code Runtime.ExitError}; empty where the answer is not of that form
 * @param message what Lambda says
 */
record FunctionError(String type, String message) {

  /** What a worker throws to which the store has failed again and again. */
  private static final Set<String> STORE_ERRORS =
      Set.of(ResultUploadException.class.getName(), InputDownloadException.class.getName());

  private static final String NOT_STORED = "exit status " + WorkerHandler.NOT_STORED;

  /** How a worker tells the store's answer. */
  private static final Pattern STATUS = Pattern.compile("answered (\\d{3})");

  static FunctionError of(String payload) {
    try {
      JsonObject error = JsonParser.parseString(payload).getAsJsonObject();
      return new FunctionError(text(error, "errorType"), text(error, "errorMessage"));
    } catch (JsonParseException | IllegalStateException e) {
      return new FunctionError("", payload);
    }
  }

  private static String text(JsonObject error, String name) {
    return error.has(name) && error.get(name).isJsonPrimitive()
        ? error.get(name).getAsString()
        : "";
  }

  /**
   * What it means for the batch that was invoked.
   *
   * @param functionTimeout the function's time limit
   */
  BatchLostException loss(Batch batch, Duration functionTimeout) {
    return switch (reason()) {
      case WORKER_TERMINATED -> TerminatedWorkerException.of(batch, message);
      case TIMED_OUT -> timedOut(functionTimeout);
      default -> new BatchLostException(reason(), message, null);
    };
  }

  /** Of a batch whose worker ran into the function's time limit, or stopped short of it. */
  static BatchLostException timedOut(Duration functionTimeout) {
    return new BatchLostException(
        Reason.TIMED_OUT,
        "the function's time limit of " + functionTimeout.toMillis() / 1e3 + " s was over",
        null);
  }

  /** Which loss it is, by the type, or by the words of servers that give none. */
  private Reason reason() {
    if (type.equals("Sandbox.Timedout") || message.contains("Task timed out after")) {
      return Reason.TIMED_OUT;
    }
    if (message.endsWith(NOT_STORED)) {
      return Reason.STORE;
    }
    if (STORE_ERRORS.contains(type)) {
      Matcher status = STATUS.matcher(message);
      boolean refused = status.find() && HttpStatus.isFinal(Integer.parseInt(status.group(1)));
      return refused ? Reason.STORE_REFUSED : Reason.STORE;
    }
    return type.startsWith("Runtime.Exit")
            || type.equals("Runtime.OutOfMemory")
            || message.contains("Runtime exited")
        ? Reason.WORKER_TERMINATED
        : Reason.FUNCTION_ERROR;
  }
}
