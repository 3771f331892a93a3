package dev.fanfare.runs;

import dev.fanfare.LambdaUse;
import dev.fanfare.UnresumableRunException;
import dev.fanfare.report.BilledFunction;
import dev.fanfare.store.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One process working on a run: the first one, or a resume.
 *
 * @param number from 1
 * @param started when it started
 * @param host name of the machine
 * @param pid process id on that machine
 * @param processStarted when that process started, to distinguish it from a later process with the
 *     same id; null if unknown
 * @param backend backend that runs its tasks
 * @param nJobs workers as asked for
 * @param processKey identifies that process on its machine independent of the clock; null if
 *     unknown
 * @param place where what it is billed for is; null if nothing is billed, or not known yet
 */
public record Session(
    int number,
    Instant started,
    String host,
    long pid,
    @Nullable Instant processStarted,
    String backend,
    int nJobs,
    @Nullable String processKey,
    @Nullable Place place) {

  /** Backends on which nothing is billed. Their reports say what it would have been. */
  private static final Set<String> NOT_BILLED = Set.of("sequential", "threads", "processes");

  /** Start times that differ by less count as equal. */
  private static final Duration SAME_START = Duration.ofSeconds(5);

  /** Its place among the fields after the program name, which is the second one. */
  private static final int START_TIME = 22 - 3;

  /** The maximum number of sessions of a run; their batch numbers have at most 13 digits. */
  private static final int MOST = 10_000;

  public Session {
    if (number < 1) {
      throw new IllegalArgumentException("number must be at least 1, got: " + number);
    }
  }

  /**
   * Where a function is, which decides its price.
   *
   * @param region id of the region
   * @param arm whether it runs on arm64
   * @param function its name, or its own and its copies', separated by commas; null in records of older
   *     versions
   */
  public record Place(String region, boolean arm, @Nullable String function) {}

  /**
   * How a session ended.
   *
   * @param ended when
   * @param reason why: the name of a {@link dev.fanfare.Completion.Reason}, or the message of the
   *     error that ended it
   * @param settled tasks of the whole run that had an outcome by then
   * @param failed settled tasks that failed
   * @param unanswered attempts that may still store an outcome, because they were under way or lost; null
   *     if that is not known
   */
  public record End(
      Instant ended,
      String reason,
      long settled,
      long failed,
      @Nullable Integer unanswered) {

    /** Longer than a function or a message in its queue lives. */
    private static final Duration LONG_AGO = Duration.ofDays(1);

    /** Whether the session can get no more outcomes. */
    boolean isFinal(Instant now) {
      return (unanswered != null && unanswered == 0) || ended.isBefore(now.minus(LONG_AGO));
    }
  }

  /** A new session of this process. */
  static Session here(int number, String backend, int nJobs) {
    if (number > MOST) {
      throw new UnresumableRunException("a run can have " + MOST + " sessions; start a new run");
    }
    ProcessHandle process = ProcessHandle.current();
    return new Session(
        number,
        Instant.now(),
        thisHost(),
        process.pid(),
        process.info().startInstant().orElse(null),
        backend,
        nJobs,
        processKey(process.pid()),
        /* place= */ null);
  }

  /** A copy that invokes that function. */
  Session invoking(BilledFunction function) {
    Place known = new Place(function.region(), function.arm(), function.name());
    return new Session(
        number, started, host, pid, processStarted, backend, nJobs, processKey, known);
  }

  /** The name of the function that it invokes; empty if it invokes none, or that is not known. */
  Optional<String> function() {
    return Optional.ofNullable(place).map(Place::function);
  }

  /** Where to read all that its function has printed; empty if that is not known. */
  public Optional<String> logs() {
    if (place == null || place.function() == null) {
      return Optional.empty();
    }
    String first = place.function().split(",", 2)[0];
    String in = " --region " + place.region();
    return Optional.of("all that the function has printed: aws logs tail \"$(aws lambda"
        + " get-function-configuration --function-name " + first + in
        + " --query LoggingConfig.LogGroup --output text)\"" + in + " --since " + started);
  }

  /** Whether its backend may be one on which something is billed. */
  boolean mayBeBilled() {
    return !NOT_BILLED.contains(backend);
  }

  /** That use as the one of its function, if it may be billed. */
  LambdaUse billed(LambdaUse use) {
    if (!mayBeBilled()) {
      return use;
    }
    return place == null
        ? use.in(LambdaUse.UNKNOWN_REGION, /* onArm= */ false)
        : use.in(place.region(), place.arm());
  }

  /** The number of its first batch. */
  public long firstBatch() {
    return (number - 1) * RunFolder.SESSION_BATCHES;
  }

  /**
   * A session whose record cannot be read: on this machine, without a process, and therefore ended.
   */
  static Session damaged(int number) {
    return new Session(number, Instant.EPOCH, thisHost(), -1, null, "unknown", 1, null, null);
  }

  /** Whether its process is or was on this machine; only then can it be checked. */
  boolean isOfThisMachine() {
    return thisHost().equals(host);
  }

  /** Whether this is or was a session of this process. */
  boolean isOfThisProcess() {
    return isOfThisMachine()
        && pid == ProcessHandle.current().pid()
        && isStartOf(ProcessHandle.current());
  }

  /** Whether its process is known to be running. */
  boolean processLives() {
    return isOfThisMachine()
        && pid > 0
        && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(this::isStartOf)
            .isPresent();
  }

  // Without a key, compare start times. On Linux they depend on a clock that may have been set in
  // between; but a process that reuses an id is much younger.
  private boolean isStartOf(ProcessHandle process) {
    String keyNow = processKey(process.pid());
    if (processKey != null && keyNow != null) {
      return processKey.equals(keyNow);
    }
    Optional<Instant> found = process.info().startInstant();
    return processStarted == null
        || found.isEmpty()
        || Duration.between(processStarted, found.get()).abs().compareTo(SAME_START) < 0;
  }

  /**
   * Identifies a process of this machine among all earlier and later ones. On Linux, by the boot id
   * and the clock tick since boot at which the process started (proc(5), {@code /proc/pid/stat},
   * field 22), which do not change when the clock is set. Null if this machine does not provide it.
   */
  static @Nullable String processKey(long pid) {
    try {
      String boot = proc("sys/kernel/random/boot_id").strip();
      String stat = proc(pid + "/stat");
      // The program name, in parentheses, may contain any character.
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return boot + "/" + pid + "/" + afterName[START_TIME];
    } catch (IOException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static String proc(String file) throws IOException {
    return Files.readString(Path.of("/proc", file), StandardCharsets.ISO_8859_1);
  }

  private static String thisHost() {
    return Host.NAME;
  }

  /** Looked up once, because it may use the network. */
  private static final class Host {
    static final String NAME = name();

    private static String name() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "unknown";
      }
    }
  }
}
