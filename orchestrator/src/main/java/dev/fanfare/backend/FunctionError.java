package dev.fanfare.backend;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.wire.Batch;

/**
 * What Lambda answers where an invocation failed: {@code {"errorType":...,"errorMessage":...}}.
 *
 * @param type such as {@code Runtime.ExitError}; empty where the answer is not of that form
 * @param message what Lambda says
 */
record FunctionError(String type, String message) {

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

  /** What it means for the batch that was invoked. */
  BatchLostException loss(Batch batch) {
    Reason reason = reason();
    return reason == Reason.WORKER_TERMINATED
        ? TerminatedWorkerException.of(batch, message)
        : new BatchLostException(reason, message, null);
  }

  /** Which loss it is, by the type, or by the words of servers that give none. */
  private Reason reason() {
    if (type.equals("Sandbox.Timedout") || message.contains("Task timed out after")) {
      return Reason.TIMED_OUT;
    }
    return type.startsWith("Runtime.Exit")
            || type.equals("Runtime.OutOfMemory")
            || message.contains("Runtime exited")
        ? Reason.WORKER_TERMINATED
        : Reason.FUNCTION_ERROR;
  }
}
