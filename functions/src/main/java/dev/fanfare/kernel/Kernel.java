package dev.fanfare.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a public static method of a public class as a kernel: CPU-bound work whose result depends on its arguments alone.
 *
 * <p>Only a kernel may be called in another process: what travels is its name and its arguments, never code. Its parameters
 * and its result must be things that JSON can carry: numbers, strings, booleans, enums, {@code java.time}, records, and arrays,
 * lists, sets and maps of such. A value that would not arrive as it was is refused. A record's component that may be missing in a
 * job list is marked {@code @Nullable}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Kernel {

  /** A short name for job lists, such as {@code "sum"}; empty: only {@code com.acme.Risk::price} names it. */
  String value() default "";

  /**
   * Whether several threads of one process may run it at once. Where not, Fanfare runs kernels that say so one at a time per
   * process, which is what holding Python's global lock means: threads do not help then, processes do. Where such a call was
   * given up, heeds no interrupt and runs on, others in its process fail two seconds later instead of running beside it.
   */
  boolean threadSafe() default true;

  /**
   * Whether a call may run twice, although only one of its results counts: after a worker was lost, and beside a straggler.
   * Where not, because it has effects that a second run would repeat, a run starts no second one of its own accord: the
   * task fails instead. A run that is resumed does start again what was under way when it broke off.
   */
  boolean repeatable() default true;
}
