package dev.fanfare.cli;

import dev.fanfare.memo.Memo;
import dev.fanfare.memo.MemoOptions;
import dev.fanfare.store.StoreLocation;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The memo of a run. */
final class RunMemo {

  @Option(
      names = "--memo",
      paramLabel = "PLACE",
      description =
          "Folder or s3://bucket/prefix that remembers values: a call that was computed before, in any "
              + "run with this memo, does not run again, and identical calls run once.")
  private @Nullable String place;

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private MemoCode code;

  /**
   * Checks the options. Makes no request.
   *
   * @throws IllegalArgumentException if the place is neither a folder nor a prefix in a bucket
   */
  void check() {
    if (place == null && !code.option().isEmpty()) {
      throw new IllegalArgumentException("--memo-code needs --memo");
    }
    if (place != null) {
      Store.requireFolderOrBucket("--memo", StoreLocation.parse(place));
    }
  }

  /** The memo; null if none is given. */
  @Nullable
  Memo memo() {
    check();
    return place == null
        ? null
        : Memo.at(place, MemoOptions.builder().code(code.policy()).build());
  }

  /** Says what a dry run does not know. */
  void tellOfDryRun(PrintWriter err) {
    if (place != null) {
      err.println("--dry-run does not look into --memo: remembered tasks are counted like others");
    }
  }

  /** The options as they were given, for a hint; empty if they were not. */
  String options() {
    return place == null ? "" : " --memo " + Store.quoted(place) + code.option();
  }
}
