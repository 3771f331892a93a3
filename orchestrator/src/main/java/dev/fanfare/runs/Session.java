package dev.fanfare.runs;

import dev.fanfare.UnresumableRunException;
import dev.fanfare.store.RunFolder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process's work on a run: the first one, or one that resumes it.
 *
 * @param number from 1
 * @param started when it began
 * @param host name of the machine
 * @param pid process id there
 * @param processStarted when that process began, which tells it from a later one of its id; null: not known
 * @param backend where its tasks go
 * @param nJobs workers as asked for
 * @param processKey what tells that process from any other of this machine whatever its clock says; null: not known
 */
public record Session(
    int number,
    Instant started,
    String host,
    long pid,
    @Nullable Instant processStarted,
    String backend,
    int nJobs,
    @Nullable String processKey) {

  /** Starts that differ by less are one. */
  private static final Duration SAME_START = Duration.ofSeconds(5);

  /** How many sessions a run may have: the numbers of their batches have 13 digits at most. */
  private static final int MOST = 10_000;

  public Session {
    if (number < 1) {
      throw new IllegalArgumentException("number must be at least 1, got: " + number);
    }
  }

  /**
   * How a session ended.
   *
   * @param ended when
   * @param reason why, in the word of the run's completion, or the message of what ended it
   * @param settled tasks of the whole run that had an outcome then
   * @param failed those among them that had failed
   */
  public record End(Instant ended, String reason, long settled, long failed) {}

  /** One of this process that begins now. */
  static Session here(int number, String backend, int nJobs) {
    if (number > MOST) {
      throw new UnresumableRunException("a run can have " + MOST + " sessions; begin a new one");
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
        ProcessKey.of(process.pid()));
  }

  /** Number of its first batch. */
  public long firstBatch() {
    return (number - 1) * RunFolder.SESSION_BATCHES;
  }

  /** One whose record cannot be read: of this machine and of no process, so it is over. */
  static Session damaged(int number) {
    return new Session(number, Instant.EPOCH, thisHost(), -1, null, "unknown", 1, null);
  }

  /** Whether its process is, or was, on this machine: only of these can be said whether they live. */
  boolean isOfThisMachine() {
    return thisHost().equals(host);
  }

  /** Whether it is, or was, a session of this process. */
  boolean isOfThisProcess() {
    return isOfThisMachine()
        && pid == ProcessHandle.current().pid()
        && isStartOf(ProcessHandle.current());
  }

  /** Whether its process is known to live. */
  boolean processLives() {
    return isOfThisMachine()
        && pid > 0
        && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(this::isStartOf)
            .isPresent();
  }

  // Without a key, the start counts. Linux tells it by a clock that may have been set since then. A
  // process that has got the id of one that ended is younger by far more.
  private boolean isStartOf(ProcessHandle process) {
    String keyNow = ProcessKey.of(process.pid());
    if (processKey != null && keyNow != null) {
      return processKey.equals(keyNow);
    }
    Optional<Instant> found = process.info().startInstant();
    return processStarted == null
        || found.isEmpty()
        || Duration.between(processStarted, found.get()).abs().compareTo(SAME_START) < 0;
  }

  private static String thisHost() {
    return Host.NAME;
  }

  /** Looked up once: that may ask the network. */
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
