package dev.fanfare.doctor;

import dev.fanfare.Version;
import dev.fanfare.backend.FunctionFacts;
import dev.fanfare.wire.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What runs on Lambda need of a function, by what Lambda and the function itself say of it. Stateless. */
final class FunctionChecks {

  private static final int ONE_VCPU_MB = 1_769;
  private static final int SHORT_SECONDS = 60;
  private static final int FEW = 100;
  private static final int MOST_NAMED = 3;

  /** Managed runtimes that run classes for Java 17. */
  private static final Set<String> RUNTIMES = Set.of("java17", "java21", "java25");

  static final String DEPLOY = "./mvnw -q -DskipTests package && sam deploy";

  private FunctionChecks() {}

  static List<Finding> of(FunctionFacts facts) {
    String name = facts.name();
    return List.of(state(name, facts), runtime(facts), memory(name, facts), timeout(name, facts));
  }

  private static Finding state(String name, FunctionFacts facts) {
    // Servers that imitate AWS may not say.
    boolean active = facts.state().isEmpty() || facts.state().equals("Active");
    String found = name + " is " + (facts.state().isEmpty() ? "there" : facts.state());
    if (!active) {
      boolean starts = facts.state().equals("Pending") || facts.state().equals("Inactive");
      String why = facts.stateReason().isEmpty() ? found : found + ": " + facts.stateReason();
      return starts
          ? Finding.warn(
              "function", why, "aws lambda wait function-active-v2 --function-name " + name)
          : Finding.fail("function", why, DEPLOY);
    }
    return switch (facts.lastUpdate()) {
      case "Failed" -> Finding.fail("function", found + ", but its last update failed", DEPLOY);
      case "InProgress" ->
        Finding.warn(
            "function",
            found + ", an update is under way",
            "aws lambda wait function-updated-v2 --function-name " + name);
      default -> Finding.ok("function", found);
    };
  }

  private static Finding runtime(FunctionFacts facts) {
    String found = facts.runtime() + " on " + facts.architecture();
    if (facts.runtime().isEmpty()) {
      return Finding.ok("runtime", "an image on " + facts.architecture());
    }
    return RUNTIMES.contains(facts.runtime()) || facts.runtime().startsWith("provided")
        ? Finding.ok("runtime", found)
        : Finding.fail("runtime", found + " does not run classes for Java 17", DEPLOY);
  }

  private static Finding memory(String name, FunctionFacts facts) {
    String found = facts.memoryMb() + " MB";
    return facts.memoryMb() < ONE_VCPU_MB
        ? Finding.warn(
            "memory of function",
            found + " buy less than one vCPU, which are " + ONE_VCPU_MB + " MB",
            update(name) + " --memory-size " + ONE_VCPU_MB)
        : Finding.ok("memory of function", found);
  }

  private static Finding timeout(String name, FunctionFacts facts) {
    String found = facts.timeout().toSeconds() + " s";
    return facts.timeout().toSeconds() < SHORT_SECONDS
        ? Finding.warn(
            "time limit",
            found + "; a task that takes longer is stopped and fails",
            update(name) + " --timeout 900")
        : Finding.ok("time limit", found);
  }

  private static String update(String name) {
    return "aws lambda update-function-configuration --function-name " + name;
  }

  /** Compares what the function can run with what this process can. */
  static List<Finding> of(Inventory there, Inventory here) {
    return List.of(version(there), kernels(there.kernels(), here.kernels()));
  }

  private static Finding version(Inventory there) {
    String found = "Fanfare " + there.fanfare() + " on JDK " + there.java();
    return there.fanfare().equals(Version.FANFARE)
        ? Finding.ok("version", found)
        : Finding.fail("version", found + ", this is " + Version.FANFARE, DEPLOY);
  }

  private static Finding kernels(Map<String, String> there, Map<String, String> here) {
    List<String> wrong = new ArrayList<>();
    new TreeMap<>(here).forEach((name, own) -> {
      String its = there.get(name);
      if (its == null) {
        wrong.add(name + " is missing");
      } else if (!its.isEmpty() && !own.isEmpty() && !its.equals(own)) {
        wrong.add(name + " is different");
      }
    });
    if (wrong.isEmpty()) {
      return Finding.ok("kernels", here.size() + " kernels, the same as here");
    }
    String more = wrong.size() > MOST_NAMED ? ", and " + (wrong.size() - MOST_NAMED) + " more" : "";
    List<String> named = wrong.subList(0, Math.min(MOST_NAMED, wrong.size()));
    return Finding.fail("kernels", String.join(", ", named) + more, DEPLOY);
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
