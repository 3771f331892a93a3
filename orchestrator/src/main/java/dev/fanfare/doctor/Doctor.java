package dev.fanfare.doctor;

import dev.fanfare.backend.FunctionFacts;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Inventory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes all checks, one after another, and tells what each has found. Runs no task. */
public final class Doctor {

  private final Consumer<Finding> tell;

  /**
   * A doctor.
   *
   * @param tell receives each finding as soon as it is known
   */
  public Doctor(Consumer<Finding> tell) {
    this.tell = tell;
  }

  /** Checks a machine, and the store for its runs. */
  public void check(Machine machine, StoreLocation store) {
    MachineChecks.of(machine).forEach(tell);
    tell.accept(StoreCheck.of(store));
  }

  /** Checks access to AWS, the function, its bucket and the account. What depends on a check that failed is left out. */
  public void check(LambdaBackend lambda) {
    if (told("region", "export AWS_REGION=us-east-1", lambda::cloud)
        && told("credentials", "aws configure", lambda::accessKey)) {
      checkFunction(lambda);
    }
  }

  private boolean told(String what, String otherwise, Supplier<String> check) {
    Finding finding = Finding.of(what, otherwise, () -> Finding.ok(what, check.get()));
    tell.accept(finding);
    return !finding.failed();
  }

  private void checkFunction(LambdaBackend lambda) {
    Deployment deployment = Deployment.of(Path.of(""), lambda.functionNames());
    FunctionFacts facts;
    try {
      facts = lambda.facts();
    } catch (RuntimeException e) {
      tell.accept(Finding.fail(
          "function", e, "correct its name or AWS_REGION, or deploy it: " + deployment.command()));
      return;
    }
    FunctionChecks checks = new FunctionChecks(facts, deployment);
    tell.accept(identity(facts));
    Optional<Finding> unfit = checks.unfit().or(() -> refused(lambda));
    if (unfit.isPresent()) {
      tell.accept(unfit.get());
      return;
    }
    checks.settings().forEach(tell);
    inside(lambda, checks).forEach(tell);
    tell.accept(StoreCheck.ofFunction(facts.name(), lambda.home().orElseThrow()));
    tell.accept(Finding.of(
        "concurrency",
        "allow lambda:GetAccountSettings",
        () -> FunctionChecks.concurrency(lambda.unreservedConcurrency())));
  }

  // Of copies that are none, and of what must be queued; the message says what to do.
  private static Optional<Finding> refused(LambdaBackend lambda) {
    try {
      lambda.function();
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(Finding.fail("function", e, ""));
    }
  }

  private static Finding identity(FunctionFacts facts) {
    return Finding.ok(
        "identity",
        facts.account().isEmpty()
            ? "the server accepts the credentials"
            : "account " + facts.account() + " accepts the credentials");
  }

  private static List<Finding> inside(LambdaBackend lambda, FunctionChecks checks) {
    List<String> kernels = Kernels.listed().stream().map(KernelMethod::name).toList();
    try {
      return checks.inside(lambda.inventory(kernels), Inventory.here(kernels), Machine.here());
    } catch (RuntimeException e) {
      return List.of(Finding.fail("version", e, checks.silence()));
    }
  }
}
