package dev.fanfare.kernel;

/** The release of Fanfare. */
public final class Release {

  /** The version, as in the pom. */
  public static final String VERSION = "0.1.0";

  private Release() {}
}
