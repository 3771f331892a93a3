package dev.fanfare.processor;

import org.jspecify.annotations.Nullable;

/**
 * The part of a type that keeps it from traveling.
 *
 * @param path where it is: {@code [].expiry} is a field of an array's or collection's elements; empty
 *     if it is the type itself
 * @param why what is wrong with it
 */
record Obstacle(String path, String why) {

  Obstacle(String why) {
    this("", why);
  }

  /** The same obstacle, as seen from outside; null stays null. */
  static @Nullable Obstacle within(String outer, @Nullable Obstacle inner) {
    return inner == null ? null : new Obstacle(outer + inner.path, inner.why);
  }

  @Override
  public String toString() {
    return path.isEmpty() ? why : "at $" + path + ", " + why;
  }
}
