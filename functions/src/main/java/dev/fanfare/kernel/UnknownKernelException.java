package dev.fanfare.kernel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** There is no kernel with that name. The message says why, and suggests the most similar name. */
public final class UnknownKernelException extends FanfareException {

  static final int MOST_QUOTED = 200;

  private final String kernel;
  private final @Nullable String nearest;

  UnknownKernelException(String kernel, String why, @Nullable String nearest) {
    super("unknown kernel '" + Excerpt.of(kernel, MOST_QUOTED) + "'" + why
        + (nearest == null ? "" : ", did you mean '" + nearest + "'?"));
    this.kernel = kernel;
    this.nearest = nearest;
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
