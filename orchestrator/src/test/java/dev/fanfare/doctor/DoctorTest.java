package dev.fanfare.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.Version;
import dev.fanfare.backend.FunctionFacts;
import dev.fanfare.doctor.Finding.Grade;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.store.FolderStore;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Inventory;
import dev.fanfare.worker.WorkerHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each check, broken once: what it finds, and what it says to do. */
@Timeout(60)
final class DoctorTest {

  private static final String WORKER = WorkerHandler.class.getName();

  private static final FunctionFacts GOOD =
      facts("Active", "", "Successful", WORKER, "java25", 1769, Duration.ofMinutes(15));

  /** The folder of the tests has no template; the function's name does not say which stack it is of. */
  private static final String DEPLOY =
      "in the folder of its template.yaml: sam build && sam deploy";

  private static final String SUM = SeedKernels.class.getName() + "::sum";
  private static final String IDENTITY = SeedKernels.class.getName() + "::identity";

  @TempDir
  Path folder;

  private Machine machine(int java, int processors, double quota, long memoryMb) {
    return new Machine(
        java + ".0.1",
        java,
        "/jdk",
        "/builder",
        processors,
        quota,
        memoryMb << 20,
        folder,
        InetAddress.getLoopbackAddress());
  }

  private Machine good() {
    return machine(25, 4, Double.POSITIVE_INFINITY, 8_000);
  }

  @Test
  void on_a_good_machine_nothing_is_found() {
    List<Finding> found = new ArrayList<>();

    new Doctor(found::add).check(good(), new StoreLocation.Folder(folder.resolve("store")));

    assertThat(found).extracting(Finding::grade).containsOnly(Grade.OK);
    assertThat(found)
        .extracting(Finding::what)
        .containsExactly("JDK", "cores", "memory", "temp folder", "loopback", "store");
  }

  @Test
  void an_old_jdk_fails() {
    assertFound(
        one(machine(11, 4, 4, 8_000), "JDK"),
        Grade.FAIL,
        "11.0.1 in /jdk is older than 17",
        "export JAVA_HOME=/path/to/a/jdk-17-or-newer");
  }

  @Test
  void a_cgroup_with_fewer_cpus_than_processors_is_warned_of() {
    assertFound(
        one(machine(25, 4, 1.5, 8_000), "cores"),
        Grade.WARN,
        "4 processors, cgroup limit 1.50 CPUs: more workers than that are slowed down",
        "--n-jobs 1");
    assertThat(one(machine(25, 2, 1.5, 8_000), "cores").grade()).isEqualTo(Grade.OK);
  }

  @Test
  void the_limit_of_a_cgroup_is_read_in_both_versions() throws Exception {
    assertThat(Machine.cpuQuota(folder)).isInfinite();
    Files.createDirectories(folder.resolve("cpu"));
    Files.writeString(folder.resolve("cpu/cpu.cfs_quota_us"), "50000\n");
    Files.writeString(folder.resolve("cpu/cpu.cfs_period_us"), "100000\n");
    assertThat(Machine.cpuQuota(folder)).isEqualTo(0.5);
    Files.writeString(folder.resolve("cpu.max"), "150000 100000\n");
    assertThat(Machine.cpuQuota(folder)).isEqualTo(1.5);
    Files.writeString(folder.resolve("cpu.max"), "max 100000\n");
    assertThat(Machine.cpuQuota(folder)).isInfinite();
  }

  @Test
  void little_memory_is_warned_of_and_too_little_fails() {
    assertFound(
        one(machine(25, 4, 4, 600), "memory"),
        Grade.WARN,
        "600 MB is for 2 worker processes",
        "--n-jobs 2");
    assertFound(
        one(machine(25, 4, 4, 100), "memory"),
        Grade.FAIL,
        "100 MB is less than a worker process needs, 256 MB",
        "--backend threads");
  }

  @Test
  void a_temp_folder_that_cannot_be_written_fails() {
    Machine broken = new Machine(
        "25",
        25,
        "/jdk",
        "/jdk",
        4,
        4,
        8L << 30,
        folder.resolve("gone"),
        InetAddress.getLoopbackAddress());

    assertFound(
        one(broken, "temp folder"),
        Grade.FAIL,
        folder.resolve("gone") + " cannot be written: ",
        "export FANFARE_JAVA_OPTS=-Djava.io.tmpdir=/var/tmp");
  }

  @Test
  void a_loopback_address_that_does_not_accept_connections_fails() throws Exception {
    // Reserved for documentation, so it belongs to no machine (RFC 5737).
    InetAddress nobodys = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    Machine broken = new Machine("25", 25, "/jdk", "/jdk", 4, 4, 8L << 30, folder, nobodys);

    assertFound(
        one(broken, "loopback"),
        Grade.FAIL,
        "processes cannot connect to 192.0.2.1: ",
        "allow connections to 127.0.0.1, or use --backend threads");
  }

  @Test
  void a_store_that_cannot_be_written_fails() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    List<Finding> found = new ArrayList<>();

    new Doctor(found::add).check(good(), new StoreLocation.Folder(file));

    assertFound(
        found.get(5),
        Grade.FAIL,
        "cannot write runs/doctor-",
        "export FANFARE_STORE=/path/to/a/folder");
  }

  @Test
  void a_store_that_overwrites_results_fails() {
    assertFound(
        StoreCheck.of("bucket", "s3://b/", overwriting()),
        Grade.FAIL,
        "s3://b/ ignores the condition If-None-Match, so results can be overwritten",
        "use another store");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  /** Takes each write, whether there is an object already or not. */
  private ObjectStore overwriting() {
    FolderStore store = new FolderStore(folder);
    return (ObjectStore) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {ObjectStore.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("putIfAbsent")) {
            store.put((String) arguments[0], (byte[]) arguments[1]).join();
            return CompletableFuture.completedFuture(true);
          }
          return method.invoke(store, arguments);
        });
  }

  @Test
  void of_a_good_function_nothing_is_found() {
    assertThat(checks(GOOD).unfit()).isEmpty();
    assertThat(checks(GOOD).settings()).extracting(Finding::grade).containsOnly(Grade.OK);
    assertThat(inside(here())).extracting(Finding::grade).containsOnly(Grade.OK);
    assertThat(FunctionChecks.concurrency(1_000).grade()).isEqualTo(Grade.OK);
  }

  @Test
  void a_function_that_is_not_active_fails_or_is_waited_for() {
    assertFound(
        state("Failed", "The image is gone", "Successful"),
        Grade.FAIL,
        "worker is Failed: The image is gone",
        DEPLOY);
    assertFound(
        state("Pending", "", ""),
        Grade.FAIL,
        "worker is Pending",
        "aws lambda wait function-active-v2 --function-name worker");
    assertFound(
        state("Inactive", "", ""),
        Grade.WARN,
        "worker is Inactive",
        "aws lambda wait function-active-v2 --function-name worker");
    assertFound(
        state("Active", "", "Failed"),
        Grade.FAIL,
        "worker is Active, but its last update failed",
        DEPLOY);
    assertFound(
        state("Active", "", "InProgress"),
        Grade.WARN,
        "an update is under way",
        "aws lambda wait function-updated-v2 --function-name worker");
  }

  private Finding state(String state, String why, String update) {
    return checks(facts(state, why, update, WORKER, "java25", 1769, GOOD.timeout()))
        .settings()
        .get(0);
  }

  private static FunctionFacts facts(
      String state,
      String why,
      String update,
      String handler,
      String runtime,
      int memoryMb,
      Duration timeout) {
    String arn = "arn:aws:lambda:us-east-1:123456789012:function:worker";
    return new FunctionFacts(
        "worker", arn, state, why, update, handler, "b", runtime, "arm64", memoryMb, timeout);
  }

  private FunctionChecks checks(FunctionFacts facts) {
    return new FunctionChecks(facts, Deployment.of(folder, facts.name()));
  }

  private List<Finding> inside(Inventory there) {
    return checks(GOOD).inside(Optional.of(there), here(), good());
  }

  @Test
  void who_does_not_answer_is_waited_for_while_it_wakes_and_otherwise_has_a_log() {
    FunctionFacts waking = facts("Inactive", "", "", WORKER, "java25", 1769, GOOD.timeout());

    assertThat(checks(waking).silence())
        .isEqualTo("aws lambda wait function-active-v2 --function-name worker");
    assertThat(checks(GOOD).silence()).startsWith("read its log: aws logs tail ");
  }

  @Test
  void a_function_that_is_no_worker_is_given_the_handler_only_if_it_could_be_one() {
    String handler = "com.acme.Handler";
    FunctionFacts java = facts("Active", "", "", handler, "java21", 1769, GOOD.timeout());
    FunctionFacts other = facts("Active", "", "", handler, "nodejs22.x", 1769, GOOD.timeout());

    assertFound(
        checks(java).unfit().orElseThrow(),
        Grade.FAIL,
        "worker is not a Fanfare worker: its handler is com.acme.Handler, not " + WORKER,
        "aws lambda update-function-configuration --function-name worker --handler " + WORKER);
    assertThat(checks(other).unfit().orElseThrow().fix())
        .isEqualTo("name a worker with --function");
  }

  @Test
  void a_function_without_a_bucket_is_given_one() {
    FunctionFacts homeless = new FunctionFacts(
        "worker", "", "Active", "", "", WORKER, "", "java25", "arm64", 1769, GOOD.timeout());

    assertFound(
        checks(homeless).unfit().orElseThrow(),
        Grade.FAIL,
        "its environment has no FANFARE_BUCKET",
        "--function-name worker --environment 'Variables={FANFARE_BUCKET=BUCKET}'");
  }

  @Test
  void a_runtime_that_is_too_old_fails_and_little_memory_and_time_are_warned_of() {
    List<Finding> found = checks(
            facts("Active", "", "", WORKER, "java11", 512, Duration.ofSeconds(3)))
        .settings();

    assertFound(
        found.get(1), Grade.FAIL, "java11 on arm64 does not run classes for Java 17", DEPLOY);
    assertFound(
        found.get(2),
        Grade.WARN,
        "512 MB buy less than one vCPU, which are 1769 MB",
        "aws lambda update-function-configuration --function-name worker --memory-size 1769");
    assertFound(
        found.get(3),
        Grade.WARN,
        "3 s; a task that takes longer is stopped and fails",
        "aws lambda update-function-configuration --function-name worker --timeout 900");
  }

  @Test
  void another_version_of_fanfare_fails() {
    assertFound(
        inside(there("0.0.9", Map.of())).get(0),
        Grade.FAIL,
        "Fanfare 0.0.9 on JDK 25.0.1, this is " + Version.FANFARE,
        DEPLOY);
    assertFound(
        checks(GOOD).inside(Optional.empty(), here(), good()).get(0),
        Grade.FAIL,
        "cannot say which version it has",
        DEPLOY);
  }

  @Test
  void kernels_that_are_missing_or_different_fail() {
    assertFound(
        inside(there(Version.FANFARE, Map.of(SUM, "fanfare 0.0.9"))).get(1),
        Grade.FAIL,
        IDENTITY + " is missing, " + SUM + " is different",
        "with the same JDK as here: in the folder of its template.yaml:"
            + " JAVA_HOME=/builder sam build && sam deploy");
    assertFound(
        inside(there(Version.FANFARE, Map.of(SUM, ""))).get(1),
        Grade.FAIL,
        IDENTITY + " is missing",
        DEPLOY);
  }

  @Test
  void little_concurrency_is_warned_of() {
    assertFound(
        FunctionChecks.concurrency(10),
        Grade.WARN,
        "10 environments at once",
        "aws service-quotas request-service-quota-increase --service-code lambda");
  }

  private static Inventory here() {
    return Inventory.here(List.of(SUM, IDENTITY));
  }

  private static Inventory there(String version, Map<String, String> kernels) {
    return new Inventory(version, "25.0.1", kernels);
  }

  private static Finding one(Machine machine, String what) {
    return MachineChecks.of(machine).stream()
        .filter(finding -> finding.what().equals(what))
        .findFirst()
        .orElseThrow();
  }

  private static void assertFound(Finding finding, Grade grade, String found, String fix) {
    assertThat(finding.grade()).as(finding.toString()).isEqualTo(grade);
    assertThat(finding.found()).contains(found).doesNotContain("\n");
    assertThat(finding.fix()).contains(fix);
  }
}
