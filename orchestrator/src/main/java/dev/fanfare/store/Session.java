package dev.fanfare.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
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
 */
public record Session(
    int number,
    Instant started,
    String host,
    long pid,
    @Nullable Instant processStarted,
    String backend,
    int nJobs) {

  /** How many batches a session may have; no two have one of the same number. */
  static final long BATCHES = 1_000_000_000L;

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
        nJobs);
  }

  /** Number of its first batch. */
  public long firstBatch() {
    return (number - 1) * BATCHES;
  }

  /** Whether its process is known to live; of another machine's that cannot be said. */
  boolean lives() {
    Optional<ProcessHandle> process =
        thisHost().equals(host) ? ProcessHandle.of(pid) : Optional.empty();
    return process
        .filter(ProcessHandle::isAlive)
        .filter(found -> processStarted == null
            || found.info().startInstant().map(processStarted::equals).orElse(true))
        .isPresent();
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
