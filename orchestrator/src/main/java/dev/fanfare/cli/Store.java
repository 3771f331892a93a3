package dev.fanfare.cli;

import dev.fanfare.store.StoreLocation;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where runs are kept. */
final class Store {

  @Option(
      names = "--store",
      paramLabel = "PLACE",
      description =
          "Where runs are kept: a folder or s3://bucket/prefix. Default: the environment's FANFARE_STORE, else the folder fanfare in XDG_DATA_HOME or ~/.local/share.")
  private @Nullable String store;

  StoreLocation location() {
    return store == null ? StoreLocation.standard() : StoreLocation.parse(store);
  }

  void tellHowToResume(String runId, PrintWriter err) {
    err.println("resume with: fanfare resume " + runId + option());
  }

  void tellHowToRetry(String runId, PrintWriter err) {
    err.println("run the failed tasks again with: fanfare retry-failed " + runId + option());
  }

  private String option() {
    return store == null ? "" : " --store " + store;
  }
}
