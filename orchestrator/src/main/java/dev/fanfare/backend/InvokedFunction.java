package dev.fanfare.backend;

import java.util.ArrayList;
import java.util.List;

/**
 * One of several functions with the same code, and its part of a run. Lambda adds environments to
 * each of them separately (AWS Lambda Developer Guide, "Scaling behavior"), so together they grow
 * faster.
 *
 * @param name name or ARN
 * @param width maximum number of concurrent invocations
 * @param deaths of its workers
 */
record InvokedFunction(String name, int width, DeathToll deaths) {

  /**
   * A function that gets all invocations.
   *
   * @param queue how many more than its workers the function keeps at hand for them
   */
  static List<InvokedFunction> alone(String name, int workers, int queue) {
    return List.of(new InvokedFunction(name, workers + queue, new DeathToll(workers)));
  }

  /** Shares the workers out; of more functions than workers, only as many are used. */
  static List<InvokedFunction> sharing(List<String> names, int workers) {
    int used = Math.min(names.size(), workers);
    List<InvokedFunction> functions = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      int width = workers / used + (i < workers % used ? 1 : 0);
      functions.add(new InvokedFunction(names.get(i), width, new DeathToll(width)));
    }
    return functions;
  }
}
