package dev.fanfare;

/** The version of Fanfare. */
public final class Version {

  /** The version shown by the command line and stored with each run. */
  public static final String FANFARE = "0.1.0";

  private Version() {}
}
