package dev.fanfare;

/** The version of Fanfare that this is. */
public final class Version {

  /** As the command line and the records of runs tell it. */
  public static final String FANFARE = "0.1.0";

  private Version() {}
}
