package dev.fanfare.backend;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.report.Charge;
import org.jspecify.annotations.Nullable;

/**
 * A batch was lost: the outcome of its tasks is unknown. The dispatcher decides by
 * {@link #reason()} what to do next.
 */
public sealed class BatchLostException extends FanfareException permits TerminatedWorkerException {

  /** Why a batch was lost. */
  public enum Reason {
    /** The worker's process ended: it crashed, called {@code System.exit}, or ran out of memory. */
    WORKER_TERMINATED,
    /** The function reached its time limit and was stopped. */
    TIMED_OUT,
    /** The function answered with an error. */
    FUNCTION_ERROR,
    /** The function returned, but its result is missing or damaged. */
    RESULT_UNREADABLE,
    /** The service failed or did not answer. */
    SERVICE,
    /** The store failed repeatedly, so results cannot be written or read. */
    STORE,
    /** The store refused a function's result: no permission, an expired URL, or a wrong clock. */
    STORE_REFUSED,
    /** The service refuses it permanently: credentials, permissions, no such function. */
    REFUSED,
    /** Workers end one after another before any of them completes a batch. */
    NO_WORKER_LIVES,
    /** The run was stopped. */
    ABORTED
  }

  private final Reason reason;
  private Charge charge = Charge.UNKNOWN;
  private String output = "";

  public BatchLostException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** What the attempt is charged for. */
  public Charge charge() {
    return charge;
  }

  /** Sets what the attempt is charged for, before anyone else sees this. Returns this. */
  BatchLostException charged(Charge known) {
    charge = known;
    return this;
  }

  /** The last that its worker printed, up to 4 KB; empty if that is nothing or unknown. */
  public String output() {
    return output;
  }

  /** Sets what its worker printed, before anyone else sees this. Returns this. */
  BatchLostException printed(String last) {
    output = last;
    return this;
  }

  /** No stack trace: the loss happened in another process. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
