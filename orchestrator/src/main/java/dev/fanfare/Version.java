package dev.fanfare;

import dev.fanfare.kernel.Release;

/** The version of Fanfare. */
public final class Version {

  /** The version shown by the command line and stored with each run. */
  public static final String FANFARE = Release.VERSION;

  private Version() {}
}
