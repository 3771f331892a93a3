package dev.fanfare.wire;

import com.google.gson.JsonParseException;

/** JSON breaks a rule at a place, a path such as {@code $.legs[2].kind}. */
final class MisplacedException extends JsonParseException {

  private static final String ROOT = "$";

  private final String place;
  private final String rule;

  MisplacedException(String place, String rule) {
    super("at " + place + ", " + rule);
    this.place = place;
    this.rule = rule;
  }

  /** The same, as seen from the value that contains this one at {@code outer}. */
  MisplacedException within(String outer) {
    return new MisplacedException(outer + place.substring(ROOT.length()), rule);
  }
}
