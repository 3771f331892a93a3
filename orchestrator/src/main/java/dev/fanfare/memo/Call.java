package dev.fanfare.memo;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.wire.Codec;
import dev.fanfare.wire.Sha256;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/**
 * A call as a memo sees it: with everything that its result depends on.
 *
 * @param key SHA-256 of task and code, and of index and seed if the kernel can ask for them: 64 hexadecimal digits
 * @param kernel the kernel's full name
 * @param task the call in its canonical form
 * @param code the kernel's code
 * @param returnType type of the result
 */
record Call(String key, String kernel, String task, Code code, Type returnType) {

  /** Is part of each key, so that a change of the form loses hits but never mixes values. */
  private static final String FORM = "2";

  /**
   * A call.
   *
   * @param told what the kernel is told of the task; counts only if the kernel can ask for it
   * @throws NotAKernelException if it does not call a kernel
   * @throws MalformedMessageException if JSON cannot represent an argument
   */
  static Call of(Delayed<?> call, Code code, TaskContext told) {
    KernelMethod kernel = call.kernel();
    String task = Codec.writeCanonical(call, place -> !kernel.isIgnored(place));
    String context = code.readsContext() ? text(told) : "any";
    String all = String.join("\n", FORM, code.digest(), context, task);
    String key = Sha256.hex(all.getBytes(StandardCharsets.UTF_8));
    return new Call(key, kernel.name(), task, code, call.returnType());
  }

  private static String text(TaskContext context) {
    return context.index() + " " + context.level() + " " + context.seed();
  }
}
