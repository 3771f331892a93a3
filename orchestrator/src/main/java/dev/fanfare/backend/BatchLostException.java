package dev.fanfare.backend;

import dev.fanfare.kernel.FanfareException;
import org.jspecify.annotations.Nullable;

/** What became of a batch's tasks cannot be known. {@link #reason()} says why, for whoever decides what next. */
public sealed class BatchLostException extends FanfareException permits TerminatedWorkerException {

  /** Why a batch was lost. */
  public enum Reason {
    /** The worker's process ended while it ran: a crash, {@code System.exit}, or no memory left. */
    WORKER_TERMINATED,
    /** The function's time limit was over, and its worker was stopped. */
    TIMED_OUT,
    /** The function answered with an error of its own. */
    FUNCTION_ERROR,
    /** The function says that it is done, but its result is not there, or is not what it should be. */
    RESULT_UNREADABLE,
    /** The service failed, or its answer did not come. */
    SERVICE,
    /** The store failed, again and again: results can neither be written nor read. */
    STORE,
    /** The store would not have a function's result: no permission, or a URL or a clock that is too old. */
    STORE_REFUSED,
    /** The service will not have it, now or later: credentials, permissions, no such function. */
    REFUSED,
    /** Workers end one after another before any of them has done anything. */
    NO_WORKER_LIVES,
    /** The run was stopped. */
    ABORTED
  }

  private final Reason reason;

  public BatchLostException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** None: what was lost was lost elsewhere, and frames of this process would tell a reader nothing. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
