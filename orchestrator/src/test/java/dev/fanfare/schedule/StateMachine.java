package dev.fanfare.schedule;

import static com.dashjoin.jsonata.Jsonata.jsonata;
import static dev.fanfare.schedule.Template.at;
import static dev.fanfare.schedule.Template.list;
import static dev.fanfare.schedule.Template.map;

import com.dashjoin.jsonata.Jsonata;
import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs a state machine as Step Functions does, as far as ours goes: Pass, Task, Choice, Wait, Succeed and Fail states, variables
 * and JSONata; tries again and waits without letting time pass.
 */
final class StateMachine {

  /** What tasks call. */
  interface Service {
    /**
     * The task's result.
     *
     * @param resource the state's, {@code "...:lambda:invoke"}
     */
    Object call(String resource, Map<String, Object> arguments) throws TaskException;
  }

  /** A task that failed, as Step Functions sees it: a Lambda function's error type and its error as JSON. */
  @SuppressWarnings("serial")
  static final class TaskException extends Exception {
    private final String error;

    TaskException(String error, String cause) {
      super(cause);
      this.error = error;
    }
  }

  /**
   * An execution that has ended.
   *
   * @param states that were entered, in order
   * @param output of an execution that succeeded
   * @param error of one that failed
   */
  record Ended(
      List<String> states,
      @Nullable Object output,
      @Nullable Object error,
      @Nullable Object cause) {}

  private static final int STATES_AT_MOST = 1000;

  private final Map<String, Object> states;
  private final String first;
  private final Service service;

  private final Map<String, Object> variables = new HashMap<>();
  private final Map<String, Object> context;
  private final List<String> entered = new ArrayList<>();

  /** One execution of that machine. */
  StateMachine(Object definition, String execution, Service service) {
    this.states = map(at(definition, "States"));
    this.first = (String) at(definition, "StartAt");
    this.service = service;
    this.context = Map.of(
        "Execution",
        Map.of("Name", execution, "Id", "arn:" + execution, "StartTime", "2026-01-01T06:00:00Z"));
  }

  Ended run(Object input) {
    String name = first;
    Object data = input;
    while (entered.size() < STATES_AT_MOST) {
      entered.add(name);
      Map<String, Object> state = map(at(states, name));
      Map<String, Object> reserved = new HashMap<>(Map.of("input", data, "context", context));
      switch ((String) state.get("Type")) {
        case "Succeed" -> {
          return new Ended(entered, data, null, null);
        }
        case "Fail" -> {
          return new Ended(
              entered,
              null,
              value(state.get("Error"), reserved),
              value(state.get("Cause"), reserved));
        }
        case "Choice" -> name = choose(state, reserved);
        case "Task" -> {
          Map<String, Object> then = perform(state, reserved);
          data = then.containsKey("Output")
              ? value(then.get("Output"), reserved)
              : reserved.getOrDefault("result", data);
          name = proceed(then, reserved);
        }
        case "Pass", "Wait" -> name = proceed(state, reserved);
        default -> throw new AssertionError(name + " is of a type that is not known: " + state);
      }
    }
    throw new AssertionError("the execution has no end: " + entered.subList(0, 20));
  }

  /** Assigns variables, all of them from the values before, and tells the next state. */
  private String proceed(Map<String, Object> then, Map<String, Object> reserved) {
    variables.putAll(map(value(then.getOrDefault("Assign", Map.of()), reserved)));
    return (String) at(then, "Next");
  }

  private String choose(Map<String, Object> state, Map<String, Object> reserved) {
    return list(state.get("Choices")).stream()
        .filter(choice -> Boolean.TRUE.equals(value(at(choice, "Condition"), reserved)))
        .findFirst()
        .map(choice -> (String) at(choice, "Next"))
        .orElseGet(() -> (String) at(state, "Default"));
  }

  /** Calls the service, as often as the state's Retry wants; returns the state, or the Catch that takes the error. */
  private Map<String, Object> perform(Map<String, Object> state, Map<String, Object> reserved) {
    Map<String, Object> arguments = map(value(state.get("Arguments"), reserved));
    Map<Object, Integer> retries = new HashMap<>();
    while (true) {
      try {
        reserved.put("result", service.call((String) state.get("Resource"), arguments));
        return state;
      } catch (TaskException e) {
        Optional<Object> retry = matching(state.get("Retry"), e.error);
        boolean again = retry.isPresent()
            && retries.merge(retry.get(), 1, Integer::sum) <= (int) at(retry.get(), "MaxAttempts");
        if (!again) {
          reserved.put("errorOutput", Map.of("Error", e.error, "Cause", e.getMessage()));
          return map(matching(state.get("Catch"), e.error)
              .orElseThrow(() -> new AssertionError("nothing catches " + e.error, e)));
        }
      }
    }
  }

  private static Optional<Object> matching(@Nullable Object rules, String error) {
    return rules == null
        ? Optional.empty()
        : list(rules).stream()
            .filter(rule -> list(at(rule, "ErrorEquals")).stream()
                .anyMatch(name -> name.equals(error) || name.equals("States.ALL")))
            .map(Object.class::cast)
            .findFirst();
  }

  /** The value with its expressions, <code>{% ... %}</code>, evaluated; one without a value is an error, as in Step Functions. */
  private Object value(@Nullable Object raw, Map<String, Object> reserved) {
    if (raw instanceof Map<?, ?> fields) {
      Map<String, Object> values = new LinkedHashMap<>();
      fields.forEach((name, field) -> values.put((String) name, value(field, reserved)));
      return values;
    }
    if (raw instanceof String text && text.startsWith("{%")) {
      Object found = evaluate(text.substring(2, text.lastIndexOf("%}")), reserved);
      if (found == null) {
        throw new AssertionError("without a value: " + text);
      }
      return found;
    }
    return raw == null ? Map.of() : raw;
  }

  private @Nullable Object evaluate(String text, Map<String, Object> reserved) {
    Jsonata expression = jsonata(text);
    expression.registerFunction(
        "parse", (String json) -> (Object) new Gson().fromJson(json, Map.class));
    variables.forEach(expression::assign);
    expression.assign("states", reserved);
    return expression.evaluate(null);
  }
}
