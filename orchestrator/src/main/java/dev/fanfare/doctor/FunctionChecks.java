package dev.fanfare.doctor;

import dev.fanfare.Version;
import dev.fanfare.backend.FunctionFacts;
import dev.fanfare.wire.Inventory;
import dev.fanfare.worker.WorkerHandler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What runs on Lambda need of a function, by what Lambda and the function itself say of it.
 *
 * @param facts what Lambda says
 * @param deployment how to deploy the function
 */
record FunctionChecks(FunctionFacts facts, Deployment deployment) {

  private static final String HANDLER = WorkerHandler.class.getName();

  private static final int ONE_VCPU_MB = 1_769;
  private static final int SHORT_SECONDS = 60;
  private static final int FEW = 100;
  private static final int MOST_NAMED = 3;

  /** Managed runtimes that run classes for Java 17. */
  private static final Set<String> RUNTIMES = Set.of("java17", "java21", "java25");

  /** Why runs are refused: it is no Fanfare worker, or not ready; empty if they are not. */
  Optional<Finding> unfit() {
    if (!facts.handler().equals(HANDLER)) {
      String handler = facts.handler().isEmpty() ? "not known" : facts.handler();
      return Optional.of(Finding.fail(
          "function",
          facts.name() + " is not a Fanfare worker: its handler is " + handler + ", not " + HANDLER,
          isJava()
              ? "name a worker with --function or, if this is to be one, "
                  + update(" --handler " + HANDLER)
              : "name a worker with --function"));
    }
    return facts.bucket().isBlank()
        ? Optional.of(Finding.fail(
            "function",
            facts.name() + " is not a Fanfare worker: its environment has no FANFARE_BUCKET",
            StoreCheck.name(facts.name())))
        : Optional.of(state())
            .filter(state -> List.of("Pending", "Failed").contains(facts.state()));
  }

  private boolean isJava() {
    return RUNTIMES.contains(facts.runtime());
  }

  /** What Lambda says of a worker. */
  List<Finding> settings() {
    return List.of(state(), runtime(), memory(), timeout());
  }

  private Finding state() {
    // Servers that imitate AWS may not say.
    String state = facts.state().isEmpty() ? "there" : facts.state();
    String found = facts.name() + " is " + state;
    String why = facts.stateReason().isEmpty() ? found : found + ": " + facts.stateReason();
    return switch (state) {
      case "there", "Active" -> lastUpdate(found);
      case "Pending" -> Finding.fail("function", why, facts.waitCommand());
      // Its first batch wakes it.
      case "Inactive" -> Finding.warn("function", why, facts.waitCommand());
      default -> Finding.fail("function", why, deployment.command());
    };
  }

  private Finding lastUpdate(String found) {
    return switch (facts.lastUpdate()) {
      case "Failed" ->
        Finding.fail("function", found + ", but its last update failed", deployment.command());
      case "InProgress" ->
        Finding.warn(
            "function",
            found + ", an update is under way",
            "aws lambda wait function-updated-v2 --function-name " + facts.name());
      default -> Finding.ok("function", found);
    };
  }

  /** What to do if the function does not answer. */
  String silence() {
    return facts.state().equals("Inactive")
        ? facts.waitCommand()
        : "read its log: aws logs tail \"$(aws lambda get-function-configuration --function-name "
            + facts.name() + " --query LoggingConfig.LogGroup --output text)\" --since 10m";
  }

  private Finding runtime() {
    String found = facts.runtime() + " on " + facts.architecture();
    if (facts.runtime().isEmpty()) {
      return Finding.ok("runtime", "an image on " + facts.architecture());
    }
    return isJava() || facts.runtime().startsWith("provided")
        ? Finding.ok("runtime", found)
        : Finding.fail(
            "runtime", found + " does not run classes for Java 17", deployment.command());
  }

  private Finding memory() {
    String found = facts.memoryMb() + " MB";
    return facts.memoryMb() < ONE_VCPU_MB
        ? Finding.warn(
            "memory of function",
            found + " buy less than one vCPU, which are " + ONE_VCPU_MB + " MB",
            update(" --memory-size " + ONE_VCPU_MB))
        : Finding.ok("memory of function", found);
  }

  private Finding timeout() {
    String found = facts.timeout().toSeconds() + " s";
    return facts.timeout().toSeconds() < SHORT_SECONDS
        ? Finding.warn(
            "time limit",
            found + "; a task that takes longer is stopped and fails",
            update(" --timeout 900"))
        : Finding.ok("time limit", found);
  }

  private String update(String option) {
    return "aws lambda update-function-configuration --function-name " + facts.name() + option;
  }

  /**
   * Compares what the function can run with what this process can.
   *
   * @param there empty if the function cannot say
   * @param machine the one whose JDK has compiled the kernels here
   */
  List<Finding> inside(Optional<Inventory> there, Inventory here, Machine machine) {
    if (there.isEmpty()) {
      return List.of(Finding.fail(
          "version",
          "the function cannot say which version it has, because its Fanfare is older",
          deployment.command()));
    }
    return List.of(version(there.get()), kernels(there.get().kernels(), here.kernels(), machine));
  }

  private Finding version(Inventory there) {
    String found = "Fanfare " + there.fanfare() + " on JDK " + there.java();
    return there.fanfare().equals(Version.FANFARE)
        ? Finding.ok("version", found)
        : Finding.fail("version", found + ", this is " + Version.FANFARE, deployment.command());
  }

  private Finding kernels(Map<String, String> there, Map<String, String> here, Machine machine) {
    List<String> wrong = new ArrayList<>();
    boolean different = false;
    for (Map.Entry<String, String> own : new TreeMap<>(here).entrySet()) {
      String its = there.get(own.getKey());
      if (its == null) {
        wrong.add(own.getKey() + " is missing");
      } else if (!its.isEmpty() && !own.getValue().isEmpty() && !its.equals(own.getValue())) {
        wrong.add(own.getKey() + " is different");
        different = true;
      }
    }
    return wrong.isEmpty()
        ? Finding.ok("kernels", here.size() + " kernels, the same as here")
        : Finding.fail(
            "kernels", brief(wrong), different ? sameBuild(machine) : deployment.command());
  }

  private static String brief(List<String> wrong) {
    String more = wrong.size() > MOST_NAMED ? ", and " + (wrong.size() - MOST_NAMED) + " more" : "";
    return String.join(", ", wrong.subList(0, Math.min(MOST_NAMED, wrong.size()))) + more;
  }

  private String sameBuild(Machine machine) {
    return "build it from the same sources and with the same JDK as here: "
        + deployment.command(Path.of(machine.builder()));
  }

  /** How many environments the account may have at once, besides what is reserved. */
  static Finding concurrency(int unreserved) {
    String found = unreserved + " environments at once";
    return unreserved < FEW
        ? Finding.warn(
            "concurrency",
            found,
            "aws service-quotas request-service-quota-increase --service-code lambda --quota-code"
                + " L-B99A9384 --desired-value 1000")
        : Finding.ok("concurrency", found);
  }
}
