package dev.fanfare.memo;

import dev.fanfare.MemoUse;
import dev.fanfare.StoreException;
import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.Task;
import dev.fanfare.wire.TaskOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a memo knows of the tasks of one run. A memo that cannot be read or written does not end the run:
 * its tasks are computed, and a warning says so. Thread-safe: one thread reads the tasks, which looks
 * them up, and another one settles them.
 */
public final class MemoRun implements AutoCloseable {

  /**
   * A call that is not remembered and runs.
   *
   * @param same the tasks that make the same call and wait for its value; without one, they run, too
   */
  private record Running(Call call, List<Task> same) {}

  private final Memo memo;
  private final long seed;
  private final Consumer<String> warnings;

  // Guarded by this. Tasks that were read and are not settled, by their index.
  private final Map<Long, TaskOutcome> known = new HashMap<>();
  private final Map<Long, Long> waiting = new HashMap<>();
  private final Map<Long, Running> running = new HashMap<>();

  /** The tasks in {@code running} by the key of their call. */
  private final Map<String, Long> first = new HashMap<>();

  private MemoUse use = MemoUse.NONE;
  private boolean broken;

  /** Set by the thread that looks up the first task. */
  private volatile @Nullable OpenMemo opened;

  /**
   * A run that has not begun.
   *
   * @param seed the run's seed
   * @param warnings receives a line if the memo cannot be used
   */
  MemoRun(Memo memo, long seed, Consumer<String> warnings) {
    this.memo = memo;
    this.seed = seed;
    this.warnings = warnings;
  }

  /**
   * The same tasks; each is looked up when it is read.
   *
   * @param level nesting level of the tasks; asked when they are read
   */
  public Iterator<Task> lookingUp(Iterator<Task> tasks, IntSupplier level) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return tasks.hasNext();
      }

      @Override
      public Task next() {
        Task task = tasks.next();
        lookUp(task, level.getAsInt());
        return task;
      }
    };
  }

  private void lookUp(Task task, int level) {
    long index = task.index();
    TaskContext context = new TaskContext(index, level, TaskContext.mix(seed, index));
    Optional<Call> call = trying("look up calls", () -> call(task, context));
    if (call.isPresent() && !joins(task, call.get())) {
      note(task, call.get(), find(call.get()));
    }
  }

  private @Nullable Call call(Task task, TaskContext context) {
    if (BadRecord.is(task.call())) {
      return null;
    }
    try {
      return memo.describe(task.call(), context);
    } catch (FanfareException e) {
      // A lambda, or arguments that only this JVM can hold. It runs, and is not remembered.
      return null;
    }
  }

  // The store may take its time, so it is asked without holding the lock. No other thread adds a
  // call.
  private Optional<Remembered> find(Call call) {
    Optional<Entry> entry =
        isBroken() ? Optional.empty() : trying("look up calls", () -> entries().find(call.key()));
    return memo.usable(call, entry.orElse(null));
  }

  private MemoStore entries() {
    OpenMemo open = opened;
    if (open == null) {
      open = memo.open(warnings);
      opened = open;
    }
    return open.entries();
  }

  private synchronized boolean joins(Task task, Call call) {
    Long index = first.get(call.key());
    Running one = index == null ? null : running.get(index);
    if (index == null || one == null) {
      return false;
    }
    one.same().add(task);
    waiting.put(task.index(), index);
    return true;
  }

  private synchronized void note(Task task, Call call, Optional<Remembered> remembered) {
    if (remembered.isPresent()) {
      Remembered one = remembered.get();
      known.put(task.index(), TaskOutcome.of(task.index(), one.value(), Timing.NONE));
      use = use.plus(new MemoUse(1, 0, 0, one.wallNanos()));
    } else {
      runs(task, call);
    }
  }

  private void runs(Task task, Call call) {
    first.putIfAbsent(call.key(), task.index());
    running.put(task.index(), new Running(call, new ArrayList<>()));
    use = use.plus(new MemoUse(0, 0, 1, 0));
  }

  /** The remembered outcome of a task, or that of the same call in this run; null if there is none yet. */
  public synchronized @Nullable TaskOutcome known(Task task) {
    TaskOutcome outcome = known.remove(task.index());
    return outcome == null ? null : outcome.of(task).provisional(false);
  }

  /** The index of the unsettled task that makes the same call. */
  public synchronized OptionalLong same(Task task) {
    Long index = waiting.get(task.index());
    return index == null ? OptionalLong.empty() : OptionalLong.of(index);
  }

  /** A task has settled. If it ran and returned, its value is remembered. */
  public void settled(Task task, TaskOutcome outcome) {
    Running call = running(task);
    if (call == null) {
      return;
    }
    Optional<Entry> entry = outcome.succeeded()
        ? Memo.entry(call.call(), outcome.value(), outcome.timing().wallNanos())
        : Optional.empty();
    entry.ifPresent(one -> remember(call.call(), one));
    settle(task, call, entry);
  }

  private void remember(Call call, Entry entry) {
    if (!isBroken()) {
      trying("remember values", () -> {
        Memo.add(entries(), call, entry);
        return true;
      });
    }
  }

  private synchronized @Nullable Running running(Task task) {
    return running.get(task.index());
  }

  // After its value is in the memo: a task that is read now finds it there or waits here.
  private synchronized void settle(Task task, Running call, Optional<Entry> entry) {
    running.remove(task.index());
    first.remove(call.call().key(), task.index());
    for (Task same : call.same()) {
      waiting.remove(same.index());
      // Each task gets a value of its own, which its receiver may change.
      Optional<Remembered> copy =
          entry.flatMap(one -> Remembered.of(one, same.call().returnType()));
      if (copy.isPresent()) {
        known.put(same.index(), TaskOutcome.of(same.index(), copy.get().value(), Timing.NONE));
        use = use.plus(new MemoUse(0, 1, 0, 0));
      } else {
        runs(same, call.call());
      }
    }
  }

  /** What was remembered so far. */
  public synchronized MemoUse use() {
    return use;
  }

  /** Ends the run: everything that it computed is stored, and the memo's limits hold. Can be called again. */
  @Override
  public void close() {
    OpenMemo open = opened;
    opened = null;
    if (open != null) {
      trying("store values", () -> {
        open.close();
        return true;
      });
    }
  }

  // Whatever goes wrong, the tasks can be computed.
  private <R> Optional<R> trying(String what, Supplier<@Nullable R> action) {
    try {
      return Optional.ofNullable(action.get());
    } catch (RuntimeException e) {
      String why = e instanceof StoreException ? e.getMessage() : e.toString();
      breakDown("cannot " + what + " in memo " + memo + ", so this run goes on without it: " + why);
      return Optional.empty();
    }
  }

  private synchronized boolean isBroken() {
    return broken;
  }

  private synchronized void breakDown(String why) {
    if (!broken) {
      broken = true;
      // A stopped run interrupts the thread that reads its tasks.
      if (!Thread.currentThread().isInterrupted()) {
        warnings.accept(why);
      }
    }
  }
}
