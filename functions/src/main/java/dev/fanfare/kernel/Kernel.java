package dev.fanfare.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a public static method of a public class as a kernel: CPU-bound work whose result depends
 * on its arguments alone.
 *
 * <p>Only kernels can be called in another process: the name and the arguments travel, but no code.
 * Parameters and result must have types that JSON can represent: numbers, strings, booleans, enums,
 * {@code java.time}, records, and arrays, lists, sets and maps of these. A value that would not
 * arrive exactly is refused. Parameters and record components that may be missing in a job list are
 * marked {@code @Nullable}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Kernel {

  /**
   * A short name for job lists, such as {@code "sum"}. If empty, the kernel only has its full name,
   * such as {@code com.acme.Risk::price}.
   */
  String value() default "";

  /**
   * Whether several threads of one process may run it at once. If not, Fanfare runs one such kernel
   * at a time per process, as with Python's global lock: threads do not help, processes do. If such
   * a call was stopped but ignores its interrupt for two seconds, its process starts no other such
   * kernel until it returns; a run that needs one stops with an error.
   */
  boolean threadSafe() default true;

  /**
   * Whether a call may run twice, although only one result counts: after its worker was lost, or as
   * a backup of a straggler. Set it to false if a second call would repeat a side effect. Then, if
   * its worker is lost, the task fails instead. A resumed run does start tasks again that were
   * running when the run stopped.
   */
  boolean repeatable() default true;

  /**
   * The version of the code, which stands for the code in the key of a remembered result. If empty,
   * the key contains the bytecode that the kernel can reach, so that every edit of it computes
   * again. With a version, only a new version does.
   */
  String version() default "";

  /**
   * The names of parameters that do not influence the result, such as a log level. A remembered
   * result is found whatever their values are. The class must be compiled with {@code -parameters}.
   */
  String[] ignore() default {};
}
