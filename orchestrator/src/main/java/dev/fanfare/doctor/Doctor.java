package dev.fanfare.doctor;

import dev.fanfare.backend.FunctionFacts;
import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Inventory;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes all checks, one after another, and tells what each has found. Runs no task. */
public final class Doctor {

  private static final String SIGN_IN =
      "aws configure sso && export AWS_PROFILE=NAME (or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)";

  private static final String ALLOW =
      "allow s3:PutObject, s3:GetObject and s3:DeleteObject there (template.yaml has a policy for callers)";

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
    tell.accept(StoreCheck.of(
        "store", store.toString(), "export FANFARE_STORE=/path/to/a/folder", store::open));
  }

  /** Checks access to AWS, the function, its bucket and the account. What depends on a check that failed is left out. */
  public void check(LambdaBackend lambda) {
    if (told("region", "export AWS_REGION=us-east-1", lambda::cloud)
        && told("credentials", SIGN_IN, lambda::accessKey)) {
      checkFunction(lambda);
    }
  }

  private boolean told(String what, String fix, Supplier<String> check) {
    Finding finding = Finding.of(what, fix, () -> Finding.ok(what, check.get()));
    tell.accept(finding);
    return !finding.failed();
  }

  private void checkFunction(LambdaBackend lambda) {
    FunctionFacts facts;
    try {
      facts = lambda.facts();
    } catch (RuntimeException e) {
      tell.accept(Finding.fail("function", e, FunctionChecks.DEPLOY));
      return;
    }
    tell.accept(identity(facts));
    FunctionChecks.of(facts).forEach(tell);
    inside(lambda).forEach(tell);
    tell.accept(Finding.of("bucket", FunctionChecks.DEPLOY, () -> bucket(lambda)));
    tell.accept(Finding.of(
        "concurrency",
        "allow lambda:GetAccountSettings",
        () -> FunctionChecks.concurrency(lambda.unreservedConcurrency())));
  }

  private static Finding identity(FunctionFacts facts) {
    return Finding.ok(
        "identity",
        facts.account().isEmpty()
            ? "the server accepts the credentials"
            : "account " + facts.account() + " accepts the credentials");
  }

  private static List<Finding> inside(LambdaBackend lambda) {
    List<String> kernels = Kernels.listed().stream().map(KernelMethod::name).toList();
    try {
      return FunctionChecks.of(lambda.inventory(kernels), Inventory.here(kernels));
    } catch (RuntimeException e) {
      return List.of(Finding.fail("version", e, FunctionChecks.DEPLOY));
    }
  }

  private static Finding bucket(LambdaBackend lambda) {
    StoreLocation bucket = lambda.home().orElseThrow();
    return StoreCheck.of("bucket", bucket.toString(), ALLOW, bucket::open);
  }
}
