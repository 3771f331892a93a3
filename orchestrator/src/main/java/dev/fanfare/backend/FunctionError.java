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
 * Lambda's answer to a failed invocation: {@code {"errorType":...,"errorMessage":...}}.
 *
 * @param type such as {@code Runtime.ExitError}; empty if the answer has another form
 * @param message Lambda's message
 */
record FunctionError(String type, String message) {

  /** Exceptions of a worker whose requests to the store failed repeatedly. */
  private static final Set<String> STORE_ERRORS =
      Set.of(ResultUploadException.class.getName(), InputDownloadException.class.getName());

  private static final String NOT_STORED = "exit status " + WorkerHandler.NOT_STORED;

  /** How a worker reports the store's answer. */
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
   * What the error means for the batch.
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

  /** The loss of a batch whose function reached its time limit or stopped just before it. */
  static BatchLostException timedOut(Duration functionTimeout) {
    TimeLimit limit = new TimeLimit(functionTimeout);
    return new BatchLostException(
        Reason.TIMED_OUT,
        "the function's time limit of " + limit.seconds() + " was exceeded: " + limit.advice(),
        null);
  }

  /** Derives the reason from the type, or from the message of servers that send no type. */
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
