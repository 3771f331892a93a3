package dev.fanfare.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The task that stands for a record that cannot be passed to its kernel: a call that fails. It is
 * recorded, runs and fails like any other, so that a bad record does not end the run. Stateless.
 */
public final class BadRecord {

  private static final KernelMethod FAIL = Kernels.byName(BadRecord.class.getName() + "::fail");

  private BadRecord() {}

  /**
   * A call that fails.
   *
   * @param origin where the record begins
   * @param why what is wrong with it
   */
  public static Delayed<@Nullable Object> of(String origin, String why) {
    return Delayed.of(FAIL, origin + ": " + why).from(origin);
  }

  /** Whether a call stands for a bad record, so that it fails each time. */
  public static boolean is(Delayed<?> call) {
    return call.isCallOf(FAIL);
  }

  /** Throws. */
  @Kernel("bad_record")
  public static void fail(String why) {
    throw new BadRecordException(why);
  }
}
