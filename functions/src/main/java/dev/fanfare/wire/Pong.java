package dev.fanfare.wire;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function's answer to a {@link Ping}.
 *
 * @param reached the first endpoint that answered as S3 does; null if none did
 * @param obstacles what went wrong with those before it, a line each
 * @param inventory what the function can run; null if it was not asked, or is too old to know the question
 */
public record Pong(
    @Nullable URI reached, List<String> obstacles, @Nullable Inventory inventory) {

  public Pong {
    obstacles = List.copyOf(obstacles);
  }

  /** The answer to a question for endpoints. */
  public Pong(@Nullable URI reached, List<String> obstacles) {
    this(reached, obstacles, null);
  }

  /** The answer to a question for kernels. */
  public static Pong of(Inventory inventory) {
    return new Pong(null, List.of(), inventory);
  }
}
