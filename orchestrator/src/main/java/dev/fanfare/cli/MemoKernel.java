package dev.fanfare.cli;

import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.memo.EntrySummary;
import dev.fanfare.memo.MemoStore;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the kernel whose entries a command concerns. */
final class MemoKernel {

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      description = "Only entries of this kernel, such as price or com.acme.Risk::price.")
  private @Nullable String kernel;

  /** Whether the command concerns one kernel only. */
  boolean isGiven() {
    return kernel != null;
  }

  /**
   * Whether the command concerns an entry.
   *
   * @throws IllegalArgumentException if several kernels of the memo have that name
   */
  Predicate<EntrySummary> entries(MemoStore memo) {
    if (kernel == null) {
      return entry -> true;
    }
    String name = fullName(kernel, memo);
    return entry -> entry.kernel().equals(name);
  }

  private static String fullName(String name, MemoStore memo) {
    List<String> kernels =
        memo.summaries().map(EntrySummary::kernel).distinct().sorted().toList();
    String listed = listed(name);
    List<String> named = kernels.stream()
        .filter(kernel -> kernel.endsWith("::" + name) || kernel.equals(listed))
        .toList();
    if (kernels.contains(name) || named.isEmpty()) {
      return name;
    }
    if (named.size() > 1) {
      throw new IllegalArgumentException(
          "--kernel '" + name + "' is ambiguous, use a full name: " + String.join(", ", named));
    }
    return named.get(0);
  }

  /** The full name of the kernel of this class path with that short name; empty if there is none. */
  private static String listed(String name) {
    return Kernels.listed().stream()
        .filter(one -> one.shortName().equals(name))
        .map(KernelMethod::name)
        .findFirst()
        .orElse("");
  }

  /** The message that a memo has no such entry. */
  String none(MemoPlace place) {
    return "no entries" + (kernel == null ? "" : " of " + kernel) + " in " + place;
  }
}
