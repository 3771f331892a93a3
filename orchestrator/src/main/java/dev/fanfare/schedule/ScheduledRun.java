package dev.fanfare.schedule;

import dev.fanfare.ElapsedReport;
import dev.fanfare.Options;
import dev.fanfare.backend.Backend;
import dev.fanfare.parallel.Parallel;
import dev.fanfare.report.Cost;
import dev.fanfare.report.PriceList;
import dev.fanfare.runs.Manifest;
import dev.fanfare.runs.RunRecord;
import dev.fanfare.runs.SavedRun;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.StoreLocation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run that is executed in slices. Each slice continues from the contents of the run's folder,
 * however the previous slice ended. Results stay in the store.
 */
final class ScheduledRun {

  private static final String BACKEND = "lambda";

  private final String bucket;
  private final StoreLocation store;
  private final Function<String, Backend> backends;
  private final Consumer<String> log;
  private final Consumer<String> metrics;

  /**
   * Creates scheduled runs in that bucket.
   *
   * @param store access to the bucket
   * @param backends creates the backend for a function name
   * @param log receives log lines
   * @param metrics receives a line of metrics for each slice that has run tasks
   */
  ScheduledRun(
      String bucket,
      StoreLocation store,
      Function<String, Backend> backends,
      Consumer<String> log,
      Consumer<String> metrics) {
    this.bucket = bucket;
    this.store = store;
    this.backends = backends;
    this.log = log;
    this.metrics = metrics;
  }

  /**
   * Works on a run until it is complete or the time is up.
   *
   * @param remaining supplies the remaining time of the invocation
   * @throws dev.fanfare.JobListException if a line of the job list is not a task; nothing has run
   * @throws IllegalArgumentException if there is no job list; nothing has run
   * @throws dev.fanfare.BackendUnavailableException if there is no such function
   */
  Slice slice(SliceRequest request, Supplier<Duration> remaining) {
    Duration atFirst = remaining.get();
    request.jobs().requireBucket(bucket);
    try (ObjectStore objects = store.open()) {
      Slice slice = slice(request, objects, remaining, atFirst);
      log.accept(slice.toString());
      return slice;
    }
  }

  private Slice slice(
      SliceRequest request, ObjectStore objects, Supplier<Duration> remaining, Duration atFirst) {
    String id = request.runId();
    Claim own = new Claim(request.execution(), request.jobs().toString());
    Optional<Claim> made = Claim.find(objects, id);
    if (made.isPresent() && !own.isSame(made.get(), id)) {
      return Slice.duplicate(id);
    }
    Optional<Manifest> begun = manifest(objects, id);
    try (Backend backend = backends.apply(request.options().function());
        JobsFile file = unrecorded(request, objects, begun)) {
      if (made.isEmpty()) {
        // Looks up the function: a claim is permanent, so whatever can be refused is checked first.
        backend.billed();
        if (!own.isSame(own.make(objects, id), id)) {
          return Slice.duplicate(id);
        }
      }
      if (begun.isEmpty()) {
        RunRecord.create(objects, manifest(request));
      }
      return work(request, backend, file, remaining, atFirst);
    }
  }

  /** The job list, checked, if it is not completely recorded; otherwise null. */
  private static @Nullable JobsFile unrecorded(
      SliceRequest request, ObjectStore objects, Optional<Manifest> begun) {
    if (begun.filter(Manifest::taskListComplete).isPresent()) {
      return null;
    }
    JobsFile file = JobsFile.fetch(objects, request.jobs());
    try {
      file.list();
      return file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private Slice work(
      SliceRequest request,
      Backend backend,
      @Nullable JobsFile file,
      Supplier<Duration> remaining,
      Duration atFirst) {
    try (SavedRun run = open(request.runId())) {
      claim(run, request.options(), file);
      Duration now = remaining.get();
      work(run, request, backend, SliceTime.forTasks(now, atFirst.minus(now)));
      long settled = run.tasks() - run.unsettled();
      return run.unsettled() > 0 && run.sessions().anyCancelled()
          ? Slice.cancelled(request.runId(), run.tasks(), settled)
          : Slice.of(request.runId(), run.tasks(), settled);
    }
  }

  private static void claim(SavedRun run, SliceOptions options, @Nullable JobsFile file) {
    // Only one slice of an execution runs at a time, so a session without a recorded end was
    // killed.
    run.endOpenSessions();
    if (file != null) {
      run.claim(BACKEND, options.nJobs());
      run.takeList(file.list());
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

  private void work(SavedRun run, SliceRequest request, Backend backend, Duration time) {
    boolean over = run.unsettled() == 0 || run.sessions().anyCancelled();
    if (over || time.isNegative() || time.isZero()) {
      return;
    }
    // Now, because a mistake in it must not come up after the tasks.
    PriceList prices = PriceList.load();
    try (Parallel parallel = parallel(backend, request.options(), time)) {
      ElapsedReport report = parallel.resume(run, outcome -> {}).report();
      Optional<BigDecimal> usd =
          report.lambdaUse().billed() ? Cost.usd(report, prices) : Optional.empty();
      metrics.accept(new SliceMetrics(request.jobs().name(), report, usd).line(Instant.now()));
    }
  }

  private Parallel parallel(Backend backend, SliceOptions options, Duration time) {
    return Parallel.builder()
        .backend(BACKEND, () -> backend)
        .nJobs(options.nJobs())
        .batchSize(options.batchSize())
        .retries(options.retries())
        .deadline(time)
        .store(store)
        .build();
  }

  /**
   * Creates the report of a run and writes it into its folder. Reads all results, so that it says what
   * is really there.
   *
   * @throws dev.fanfare.NoSuchRunException if there is no such run
   */
  RunReport report(String runId) {
    try (ObjectStore objects = store.open();
        SavedRun run = SavedRun.open(store, runId, /* retries= */ false, log)) {
      Claim claim = Claim.read(objects, runId);
      run.writeReport();
      return RunReport.of(run, JobsLocation.parse(claim.jobs()));
    }
  }

  private SavedRun open(String runId) {
    return SavedRun.openToResume(store, runId, /* retries= */ false, log);
  }
}
