package dev.fanfare.wire;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function's answer to a {@link Ping}.
 *
 * @param reached the first endpoint that answered; null if none did
 * @param obstacles what went wrong with those before it, a line each
 */
public record Pong(@Nullable URI reached, List<String> obstacles) {

  public Pong {
    obstacles = List.copyOf(obstacles);
  }
}
