package dev.fanfare.dispatch;

import dev.fanfare.Phase;
import dev.fanfare.backend.Backend;
import dev.fanfare.backend.BatchLostException;
import dev.fanfare.backend.BatchResult;
import dev.fanfare.backend.Timeline;
import dev.fanfare.dispatch.Inbox.Arrived;
import dev.fanfare.dispatch.Inbox.Consumed;
import dev.fanfare.dispatch.Inbox.Due;
import dev.fanfare.dispatch.Inbox.Ended;
import dev.fanfare.dispatch.Inbox.Event;
import dev.fanfare.dispatch.Inbox.Stopped;
import dev.fanfare.dispatch.Inbox.Tick;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.report.Stopwatch;
import dev.fanfare.wire.Batch;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator: cuts the job list into batches, keeps as many running as pre-dispatch allows,
 * and settles each task once, even if batches are lost, repeated or late.
 *
 * <p>The thread that calls {@link #run} owns all state and calls the listener. Other threads post
 * events: the input reader has read a slice, an attempt has ended, the consumer has room again, a
 * timer has fired, or the run is to stop. A dispatcher serves one run.
 */
public final class Dispatcher {

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int QUIET_TICKS = 60;

  private final RunPlan plan;
  private final Backend backend;
  private final Feed feed;
  private final RunListener listener;
  private final Stopwatch stopwatch;
  private final Timeline timeline;
  private final Inbox inbox;

  /** Read by the timer thread. */
  private volatile boolean over;

  // Mutable state of the coordinator's thread.
  private final Set<OpenBatch> open = new LinkedHashSet<>();
  private final Deque<OpenBatch> held = new ArrayDeque<>();
  private final Retries retries;

  /** Ended attempts that a stop kept from being handled. */
  private final List<Ended> unhandled = new ArrayList<>();

  private final BackupRule backups = new BackupRule();
  private final LateOutcomes late;
  private final KnownTasks known;
  private final CriticalPath path;
  private long batches;
  private long settled;
  private int attemptsUnderWay;
  private boolean wasThrottled;
  private int quietTicks;
  private boolean dispatching;

  /** Whether batches have ended since the input made the next batch wait. */
  private boolean endedMeanwhile;

  /**
   * A dispatcher for that input. The tasks' indices ascend.
   *
   * @param backend an open backend
   * @param reader executor that reads the input: a separate thread, or the coordinator's for an
   *     input that never blocks
   * @param stopwatch started when the call began
   */
  public Dispatcher(
      RunPlan plan,
      Backend backend,
      Iterator<Task> input,
      Executor reader,
      RunListener listener,
      Stopwatch stopwatch,
      Timeline timeline) {
    this.plan = plan;
    this.backend = backend;
    this.listener = listener;
    this.retries = new Retries(plan.retries(), listener);
    this.late = new LateOutcomes(listener, retries::wanted);
    this.known = new KnownTasks(listener);
    this.stopwatch = stopwatch;
    this.timeline = timeline;
    this.inbox = new Inbox(timeline);
    this.path = new CriticalPath(stopwatch.nanos(), plan.workers());
    this.feed = new Feed(plan, input, reader, () -> inbox.add(new Arrived(stopwatch.nanos())));
  }

  /**
   * Runs the whole job list. An exception from the input or the listener ends the run and is
   * rethrown: nothing more is dispatched, running batches are aborted, and what they have stored by then
   * settles late. The input is no longer being read when it is thrown, unless it blocks and ignores an
   * interrupt.
   *
   * @throws BatchLostException if the backend cannot continue; the listener has received all
   *     settled tasks
   * @throws InterruptedException if this thread is interrupted, which aborts the run
   */
  public void run() throws InterruptedException {
    tickLater();
    try {
      dispatch();
      while (!open.isEmpty() || feed.unfinished()) {
        if (attemptsUnderWay == 0) {
          listener.idle();
        }
        List<Event> next = inbox.next();
        handle(next);
        dispatch();
        if (!isTick(next)) {
          path.passed(stopwatch.nanos(), Phase.DISPATCH);
        }
      }
    } finally {
      over = true;
      abort();
      takeIn();
    }
  }

  private void takeIn() {
    if (!open.isEmpty()) {
      late.await();
      keepEnded(inbox.drain());
      attemptsUnderWay -= late.takeIn(unhandled);
    }
  }

  private void keepEnded(List<Event> events) {
    events.stream().filter(Ended.class::isInstance).map(Ended.class::cast).forEach(unhandled::add);
  }

  // Nothing depends on a tick.
  private static boolean isTick(List<Event> events) {
    return events.stream().allMatch(Tick.class::isInstance);
  }

  private void abort() {
    try (feed) {
      if (!open.isEmpty() || attemptsUnderWay > 0) {
        // Batches of a failed run, or attempts overtaken by others.
        backend.abort();
      }
    }
  }

  /** Ends the run soon with that exception. Can be called from any thread. */
  public void stop(RuntimeException why) {
    inbox.add(new Stopped(why));
  }

  /**
   * Reports that the consumer took that many outcomes, which makes room for more. Can be called
   * from any thread.
   */
  public void consumed(long tasks) {
    inbox.add(new Consumed(tasks, stopwatch.nanos()));
  }

  /** The number of dispatched but unsettled tasks. Called by the coordinator. */
  public long underWay() {
    return feed.dispatched() - settled;
  }

  /** The number of attempts that have not ended. Called by the coordinator, or once the run is over. */
  public int attemptsUnderWay() {
    return attemptsUnderWay;
  }

  /**
   * What the run's time until now went into, in nanoseconds. Called by the coordinator, or once the
   * run is over.
   */
  public Map<Phase, Long> phases(long nowNanos) {
    return path.until(nowNanos, phase());
  }

  private Phase phase() {
    if (open.isEmpty()) {
      return feed.pending() ? Phase.INPUT : Phase.DELIVERY;
    }
    return wasThrottled ? Phase.THROTTLING : Phase.COMPUTING;
  }

  private void tickLater() {
    timeline.after(TICK, () -> {
      if (!over) {
        inbox.add(new Tick());
        tickLater();
      }
    });
  }

  private void handle(List<Event> next) throws InterruptedException {
    int handled = 0;
    try {
      while (handled < next.size()) {
        handle(next.get(handled++));
      }
    } finally {
      keepEnded(next.subList(handled, next.size()));
    }
  }

  private void handle(Event event) throws InterruptedException {
    if (event instanceof Stopped stopped) {
      throw stopped.why();
    } else if (event instanceof Consumed some) {
      path.passed(some.nanos(), Phase.CONSUMER);
      feed.consumed(some.tasks());
    } else if (event instanceof Arrived arrived) {
      path.passed(arrived.nanos(), Phase.INPUT);
    } else if (event instanceof Due due) {
      path.retried(due.lost(), stopwatch.nanos());
      submit(due.open());
    } else if (event instanceof Tick) {
      tick();
    } else if (event instanceof Ended one) {
      handle(one);
    }
  }

  /** Dispatches everything that may be dispatched now. */
  private void dispatch() throws InterruptedException {
    if (dispatching) {
      // The loop below has handled the end of a batch and goes on.
      return;
    }
    dispatching = true;
    try {
      dispatchAll();
    } finally {
      dispatching = false;
      // Also if the input fails: these tasks came before.
      recallKnown();
    }
    if (!feed.pending()) {
      tellOfTheEnd();
    }
  }

  private void dispatchAll() throws InterruptedException {
    sendHeld();
    for (List<Task> tasks = next(); !tasks.isEmpty(); tasks = next()) {
      boolean some = begin(tasks);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (feed.eager() || !some) {
        // There may be much to dispatch, or no end of what is known; failures and stops do not wait
        // for all of it.
        handlePending();
        sendHeld();
      }
    }
  }

  private void handlePending() throws InterruptedException {
    List<Event> pending = inbox.drain();
    if (!pending.isEmpty()) {
      // They were read before, and one of the events may end the run.
      recallKnown();
      handle(pending);
    }
  }

  private void sendHeld() {
    while (!held.isEmpty() && affordsOneMore()) {
      send(held.remove());
    }
  }

  /** Makes a batch of what must run of a cut, and returns whether that is anything. */
  private boolean begin(List<Task> cut) {
    KnownTasks.Rest rest = known.rest(cut, stopwatch.nanos());
    if (!rest.tasks().isEmpty()) {
      submit(newBatch(rest.tasks(), /* followed= */ true));
    } else if (!rest.waits()) {
      feed.follow();
    }
    if (known.isRipe(stopwatch.nanos())) {
      recallKnown();
    }
    return !rest.tasks().isEmpty();
  }

  private void recallKnown() {
    if (known.hasRecalled()) {
      KnownTasks.Recalled some = known.takeRecalled();
      recall(some.tasks(), some.outcomes());
      ended();
    }
  }

  private void recall(List<Task> tasks, List<TaskOutcome> outcomes) {
    if (tasks.isEmpty()) {
      return;
    }
    listener.recalled(unsent(tasks), outcomes);
    int told = 0;
    try {
      while (told < tasks.size()) {
        settled++;
        listener.settled(tasks.get(told), outcomes.get(told++));
      }
    } finally {
      // They are recorded, too.
      for (; told < tasks.size(); told++) {
        listener.settledLate(tasks.get(told), outcomes.get(told));
      }
    }
    path.passed(stopwatch.nanos(), Phase.DELIVERY);
  }

  // At most one new batch is cut that cannot be sent yet.
  private List<Task> next() throws InterruptedException {
    return held.isEmpty() ? feed.next() : List.of();
  }

  /** All batches ended before the end of a slow input was reached, so this was not reported yet. */
  private void tellOfTheEnd() {
    if (endedMeanwhile && feed.exhausted() && open.isEmpty()) {
      listener.progress(feed.progress(settled, stopwatch.seconds()));
    }
    endedMeanwhile = false;
  }

  private OpenBatch newBatch(List<Task> tasks, boolean followed) {
    OpenBatch made = new OpenBatch(plan.firstBatch() + batches++, tasks, followed);
    open.add(made);
    return made;
  }

  private CriticalPath.Moment made() {
    return path.made(stopwatch.nanos(), attemptsUnderWay >= plan.workers());
  }

  /** Makes an attempt at that batch as soon as the run can afford it. */
  private void submit(OpenBatch one) {
    if (held.isEmpty() && affordsOneMore()) {
      send(one);
    } else {
      held.add(one);
    }
  }

  private boolean affordsOneMore() {
    return listener.affords(attemptsUnderWay + 1);
  }

  private void send(OpenBatch one) {
    CriticalPath.Moment now = made();
    Batch batch = one.attempt(plan.runId(), plan.conditions(), now);
    attemptsUnderWay++;
    late.expect(Submission.of(batch, backend)
        .whenComplete((result, error) ->
            inbox.add(new Ended(one, batch, now, stopwatch.nanos(), result, error))));
  }

  private void handle(Ended ended) throws InterruptedException {
    listener.charged(ended.charge());
    attemptsUnderWay--;
    quietTicks = 0;
    OpenBatch one = ended.open();
    one.attemptEnded();
    BatchResult result = ended.result();
    boolean overtaken = one.settled();
    if (!overtaken) {
      follow(ended);
    }
    int before = one.size();
    if (result != null) {
      path.passed(stopwatch.nanos(), Phase.DISPATCH);
      try {
        settle(one, result.outcome().tasks());
      } catch (RuntimeException | Error e) {
        late.settle(one, result.outcome().tasks());
        throw e;
      } finally {
        // Also if one of its outcomes ends the run.
        listener.ended(ended.attempt());
        path.passed(stopwatch.nanos(), Phase.DELIVERY);
      }
    } else {
      listener.ended(ended.attempt());
    }
    if (overtaken) {
      return;
    }
    if (result != null && one.settled()) {
      finish(ended, result);
    } else if (one.underWay() == 0) {
      // If an attempt settled tasks, the number of attempts is not limited.
      goOn(one, one.size() < before ? null : ended.cause());
    }
  }

  private void follow(Ended ended) {
    if (ended.result() == null) {
      path.retried(ended.made(), ended.nanos());
    } else {
      path.ended(ended.made(), ended.nanos(), BatchTime.of(ended.result()));
    }
  }

  /** Settles unsettled tasks; drops a second outcome of a task. */
  private void settle(OpenBatch one, List<TaskOutcome> outcomes) {
    List<Task> again = new ArrayList<>();
    for (TaskOutcome outcome : outcomes) {
      Task task = one.settle(outcome.index());
      if (task != null && retries.wanted(outcome)) {
        again.add(retries.next(task));
      } else if (task != null) {
        confirm(task, outcome);
        retries.forget(task.index());
        settled(task, outcome);
      }
    }
    if (!again.isEmpty()) {
      again.sort(Comparator.comparingLong(Task::index));
      submit(newBatch(again, /* followed= */ false));
    }
  }

  // It was recorded as a failure that may be retried, but there is no retry.
  private void confirm(Task task, TaskOutcome outcome) {
    if (outcome.provisional()) {
      listener.givenUp(unsent(List.of(task)), List.of(outcome.provisional(false)));
    }
  }

  /** In place of a batch that no worker gets. */
  private Batch unsent(List<Task> tasks) {
    return new Batch(plan.runId(), plan.firstBatch() + batches++, 1, tasks, plan.conditions());
  }

  /** Settles a task that has run, and those that have waited for it. */
  private void settled(Task task, TaskOutcome outcome) {
    settled++;
    listener.settled(task, outcome);
    KnownTasks.Waiting same = known.settled(task.index());
    recall(same.recalled().tasks(), same.recalled().outcomes());
    submitAll(same.rest());
    for (int cut = 0; cut < same.cuts(); cut++) {
      feed.follow();
    }
  }

  /** Tasks that have waited for a value which there is not. */
  private void submitAll(List<Task> tasks) {
    for (int from = 0, to; from < tasks.size(); from = to) {
      to = Math.min(tasks.size(), from + plan.sizer().nextSize());
      submit(newBatch(new ArrayList<>(tasks.subList(from, to)), /* followed= */ false));
    }
  }

  private void goOn(OpenBatch one, @Nullable Throwable cause) throws InterruptedException {
    if (cause == null && one.repeatable()) {
      submit(one);
    } else if (cause == null) {
      // It may have been running when the batch reached its time limit.
      giveUp(one, GivenUp.mayHaveRun());
    } else {
      handleLoss(one, cause);
    }
  }

  private void handleLoss(OpenBatch one, Throwable cause) throws InterruptedException {
    if (!(cause instanceof BatchLostException lost)) {
      throw cause instanceof RuntimeException mistake
          ? mistake
          : new FanfareException(one + " cannot be run: " + cause, cause);
    }
    int losses = one.lost();
    RetryRule.Next next = plan.retryRule()
        .next(lost.reason(), one.size(), one.repeatable(), losses, timeline.jitter());
    if (next instanceof RetryRule.Again again) {
      CriticalPath.Moment loss = made();
      timeline.after(again.delay(), () -> inbox.add(new Due(one, loss)));
    } else if (next instanceof RetryRule.Halves) {
      OpenBatch latter = newBatch(one.split(), /* followed= */ false);
      submit(one);
      submit(latter);
    } else if (next instanceof RetryRule.GiveUp) {
      giveUp(one, new GivenUp(lost, losses));
    } else {
      throw lost;
    }
  }

  private void giveUp(OpenBatch one, GivenUp loss) throws InterruptedException {
    List<TaskOutcome> failed = loss.outcomes(one, stopwatch.nanos());
    // The number of an attempt that is not made, so no worker writes its outcome.
    listener.givenUp(one.attempt(plan.runId(), plan.conditions(), made()), failed);
    one.attemptEnded();
    try {
      for (TaskOutcome outcome : failed) {
        Task task = one.settle(outcome.index());
        if (task != null) {
          settled(task, outcome);
        }
      }
    } finally {
      // The rest, if one of them ends the run: they are recorded, too.
      late.giveUp(one, failed);
    }
    close(one);
  }

  private void finish(Ended ended, BatchResult result) throws InterruptedException {
    int tasks = ended.batch().size();
    long nanos = ended.nanos() - ended.made().nanos();
    plan.sizer().completed(tasks, WorkerTime.nanos(result, nanos) / 1e9);
    backups.completed(tasks, nanos);
    close(ended.open());
  }

  private void close(OpenBatch one) throws InterruptedException {
    open.remove(one);
    ended();
    if (one.followed()) {
      feed.follow();
    }
    if (!feed.eager()) {
      dispatch();
    }
  }

  private void ended() {
    listener.progress(feed.progress(settled, stopwatch.seconds()));
    endedMeanwhile |= feed.pending();
  }

  private void tick() {
    feed.tick();
    wasThrottled = backend.waitReason().isPresent();
    if (wasThrottled) {
      listener.progress(feed.progress(settled, stopwatch.seconds()));
    }
    if (++quietTicks % QUIET_TICKS == 0 && !open.isEmpty()) {
      listener.waiting(waitingFor());
    }
    if (feed.exhausted() && !backend.traits().sharesMemory()) {
      startBackups();
    }
  }

  private String waitingFor() {
    OpenBatch oldest = open.iterator().next();
    long seconds = (stopwatch.nanos() - oldest.latestNanos()) / 1_000_000_000L;
    return "no result for " + seconds + " s, waiting for " + oldest
        + (open.size() > 1 ? " and " + (open.size() - 1) + " more batches" : "")
        + backend.waitReason().map(what -> "; " + what).orElse("");
  }

  /** Once workers are idle, starts second attempts at stragglers. */
  private void startBackups() {
    OptionalLong patience =
        attemptsUnderWay < plan.workers() ? backups.nanosPerTask(batches) : OptionalLong.empty();
    if (patience.isEmpty()) {
      return;
    }
    for (OpenBatch one : List.copyOf(open)) {
      long nanos = stopwatch.nanos() - one.latestNanos();
      boolean straggles =
          one.underWay() == 1 && BackupRule.straggles(nanos, one.size(), patience.getAsLong());
      boolean worthIt = straggles && attemptsUnderWay < plan.workers() && one.repeatable();
      if (worthIt && held.isEmpty() && affordsOneMore()) {
        path.retried(one.latest(), stopwatch.nanos());
        send(one);
      }
    }
  }
}
