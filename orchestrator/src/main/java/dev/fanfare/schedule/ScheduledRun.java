package dev.fanfare.schedule;

import dev.fanfare.Options;
import dev.fanfare.backend.Backend;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run that is worked on in slices. Each goes on with what lies in the run's folder, the first one with
 * nothing: so it does not matter how the one before has ended. Results stay in the store.
 */
final class ScheduledRun {

  private static final String BACKEND = "lambda";

  private final String bucket;
  private final StoreLocation store;
  private final Function<String, Backend> backends;
  private final Consumer<String> log;

  /**
   * Runs in that bucket.
   *
   * @param store what the bucket is reached by
   * @param backends makes the backend whose batches go to the function of that name
   * @param log takes a line for whatever is worth one
   */
  ScheduledRun(
      String bucket,
      StoreLocation store,
      Function<String, Backend> backends,
      Consumer<String> log) {
    this.bucket = bucket;
    this.store = store;
    this.backends = backends;
    this.log = log;
  }

  /**
   * Works on a run until it is complete or the time is over.
   *
   * @param remaining tells how much is left of the invocation
   * @throws dev.fanfare.JobListException if one of the job list's lines is no task; nothing has run then
   * @throws IllegalArgumentException if there is no job list; nothing has run then
   */
  Slice slice(SliceRequest request, Supplier<Duration> remaining) {
    Duration atFirst = remaining.get();
    request.jobs().requireBucket(bucket);
    String id = request.runId();
    try (ObjectStore objects = store.open()) {
      if (!claims(request, objects)) {
        log.accept(id + " is another execution's");
        return new Slice(Slice.Status.DUPLICATE, id, 0, 0);
      }
      try (JobsFile file = begin(request, objects);
          SavedRun run = open(id)) {
        // Only one slice of an execution is under way at a time: whoever has not said that he ended
        // was killed.
        run.endOpenSessions();
        if (file != null) {
          run.claim(BACKEND, request.options().nJobs());
          run.takeList(file.list());
        }
        Duration now = remaining.get();
        work(run, request.options(), SliceTime.forTasks(now, atFirst.minus(now)));
        Slice slice = Slice.of(id, run.tasks(), run.tasks() - run.unsettled());
        log.accept(slice.toString());
        return slice;
      }
    }
  }

  private boolean claims(SliceRequest request, ObjectStore objects) {
    Claim wanted = new Claim(request.execution(), request.jobs().toString());
    Claim made = wanted.make(objects, request.runId());
    if (!made.jobs().equals(wanted.jobs())) {
      throw new IllegalArgumentException("run " + request.runId() + " is of the job list "
          + made.jobs() + ", not of " + wanted.jobs() + ": one of them needs another name");
    }
    return made.execution().equals(wanted.execution());
  }

  /**
   * Sees to it that there is the run.
   *
   * @return the job list, where it is not recorded as a whole; else null
   */
  private static @Nullable JobsFile begin(SliceRequest request, ObjectStore objects) {
    Optional<Manifest> begun = manifest(objects, request.runId());
    if (begun.isPresent() && begun.get().taskListComplete()) {
      return null;
    }
    JobsFile file = JobsFile.fetch(objects, request.jobs());
    try {
      // Checked before there is a run.
      file.list();
      if (begun.isEmpty()) {
        RunRecord.create(objects, manifest(request));
      }
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Optional<Manifest> manifest(ObjectStore objects, String runId) {
    try {
      return Optional.of(RunRecord.open(objects, runId).manifest());
    } catch (NoSuchObjectException e) {
      return Optional.empty();
    }
  }

  private static Manifest manifest(SliceRequest request) {
    SliceOptions options = request.options();
    return Manifest.of(
        request.runId(),
        BACKEND,
        Options.builder()
            .nJobs(options.nJobs())
            .batchSize(options.batchSize())
            .timeout(options.timeout())
            .build());
  }

  private void work(SavedRun run, SliceOptions options, Duration time) {
    if (run.unsettled() == 0 || time.isNegative() || time.isZero()) {
      return;
    }
    try (Parallel parallel = Parallel.builder()
        .backend(BACKEND, () -> backends.apply(options.function()))
        .nJobs(options.nJobs())
        .batchSize(options.batchSize())
        .retries(options.retries())
        .deadline(time)
        .store(store)
        .build()) {
      parallel.resume(run, outcome -> {});
    }
  }

  /**
   * Reports on a run, and writes the report into its folder.
   *
   * @throws dev.fanfare.NoSuchRunException if there is no such run
   */
  RunReport report(String runId) {
    try (ObjectStore objects = store.open();
        SavedRun run = open(runId)) {
      Claim claim = Claim.read(objects, runId);
      run.writeReport();
      return RunReport.of(run, JobsLocation.parse(claim.jobs()));
    }
  }

  private SavedRun open(String runId) {
    return SavedRun.open(store, runId, /* retries= */ false, log);
  }
}
