package dev.fanfare.kernel;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** There is no kernel with that name. The message suggests the most similar one. */
public final class UnknownKernelException extends FanfareException {

  private static final int MOST_QUOTED = 200;

  private final String kernel;
  private final @Nullable String nearest;

  UnknownKernelException(String kernel, @Nullable String nearest) {
    super("unknown kernel '" + Excerpt.of(kernel, MOST_QUOTED) + "'"
        + (nearest == null ? where() : ", did you mean '" + nearest + "'?"));
    this.kernel = kernel;
    this.nearest = nearest;
  }

  private static String where() {
    List<String> misleading = Kernels.misleadingLines();
    return "; use a full name such as com.acme.Risk::price, or list the kernel's class in "
        + Kernels.INDEX + " in its jar"
        + (misleading.isEmpty() ? "" : " (" + String.join("; ", misleading) + ")");
  }

  /** The requested name. */
  public String kernel() {
    return kernel;
  }

  /** The kernel with the most similar name, if any. */
  public Optional<String> nearest() {
    return Optional.ofNullable(nearest);
  }
}
