package dev.fanfare.memo;

import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.Delayed.Call0;
import dev.fanfare.kernel.Delayed.Call1;
import dev.fanfare.kernel.Delayed.Call2;
import dev.fanfare.kernel.Delayed.Call3;
import dev.fanfare.kernel.Delayed.Call4;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.kernel.NotAKernelException;
import dev.fanfare.kernel.TaskContext;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.wire.Codec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what kernels returned, in a folder or a bucket: a call that was computed before returns its
 * value at once (joblib's {@code Memory}). Failures are not remembered. Several runs and machines may use
 * the same place at once. Thread-safe.
 *
 * <p>Calls are the same if their kernels, code, and arguments are; see {@link CodePolicy}. Runs use a
 * memo that was given to their {@code Parallel}; single calls go through {@link #call} or {@link #cache}.
 *
 * <p>Methods throw {@link dev.fanfare.StoreException} if the place cannot be read or written.
 */
public final class Memo implements AutoCloseable {

  private static final InstantSource CLOCK = InstantSource.system();

  private final StoreLocation place;
  private final MemoOptions options;

  /** For single calls; opened by the first. Guarded by this. */
  private @Nullable OpenMemo opened;

  private Memo(StoreLocation place, MemoOptions options) {
    this.place = place;
    this.options = options;
  }

  /** The memo in that folder, which is created if need be. */
  public static Memo at(Path folder) {
    return at(folder, MemoOptions.of());
  }

  /** The memo in that folder, with options. */
  public static Memo at(Path folder, MemoOptions options) {
    return new Memo(new StoreLocation.Folder(folder), options);
  }

  /**
   * The memo in that place. Makes no request yet.
   *
   * @param place a folder, or {@code s3://bucket/prefix}
   * @throws IllegalArgumentException if it is neither
   */
  public static Memo at(String place) {
    return at(place, MemoOptions.of());
  }

  /** The memo in that place, with options. */
  public static Memo at(String place, MemoOptions options) {
    return new Memo(StoreLocation.parse(place), options);
  }

  /**
   * What this memo knows of the tasks of a run. The caller closes it at the run's end.
   *
   * @param seed the run's seed
   * @param warnings receives a line if something is damaged or cannot be used
   */
  public MemoRun run(long seed, Consumer<String> warnings) {
    return new MemoRun(this, seed, warnings);
  }

  /** Reads what is there. */
  OpenMemo open(Consumer<String> warnings) {
    return OpenMemo.in(place, options.limits(), warnings);
  }

  private synchronized MemoStore store() {
    if (opened == null) {
      opened = open(line -> System.err.println("fanfare: " + line));
    }
    return opened.entries();
  }

  /**
   * The value of a call: remembered, or else computed on this thread and stored before this returns.
   *
   * @throws IllegalArgumentException if it does not call a kernel
   * @throws Exception what the kernel throws, unchanged
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // It was read as the type that the kernel returns.
  public <T extends @Nullable Object> T call(Delayed<T> task) throws Exception {
    Call call = describe(task);
    MemoStore store = store();
    Optional<Remembered> remembered = find(store, call);
    return remembered.isPresent()
        ? (T) remembered.get().value()
        : compute(store, call, task).value();
  }

  private record Computed<T extends @Nullable Object>(T value, boolean stored) {}

  private <T extends @Nullable Object> Computed<T> compute(
      MemoStore store, Call call, Delayed<T> task) throws Exception {
    long startNanos = System.nanoTime();
    T value = task.call();
    Optional<Entry> entry = entry(call, value, System.nanoTime() - startNanos);
    if (entry.isPresent()) {
      add(store, call, entry.get());
      store.flush();
    }
    return new Computed<>(value, entry.isPresent());
  }

  /**
   * Whether the value of a call is remembered (joblib's {@code check_call_in_cache}).
   *
   * @throws IllegalArgumentException if it does not call a kernel
   */
  public boolean contains(Delayed<?> task) {
    return find(store(), describe(task)).isPresent();
  }

  /**
   * A reference to the value of a call, which is computed now if it is not remembered (joblib's {@code
   * call_and_shelve}).
   *
   * @throws IllegalArgumentException if it does not call a kernel
   * @throws MalformedMessageException if the value cannot be stored
   * @throws Exception what the kernel throws, unchanged
   */
  public <T extends @Nullable Object> MemoReference<T> reference(Delayed<T> task) throws Exception {
    Call call = describe(task);
    MemoStore store = store();
    if (find(store, call).isEmpty() && !compute(store, call, task).stored()) {
      throw new MalformedMessageException("the value of " + task + " cannot be stored", null);
    }
    return new MemoReference<>(this, call);
  }

  /**
   * Why a call is not remembered: what differs between it and the nearest call that is, one difference per
   * line, such as {@code class com.acme.Curve changed}, or why the remembered value may not be used. Empty if
   * it is remembered, as {@link #contains} says.
   *
   * @throws IllegalArgumentException if it does not call a kernel
   */
  public List<String> why(Delayed<?> task) {
    Call call = describe(task);
    if (BadRecord.is(task)) {
      return List.of("bad records are not remembered");
    }
    MemoStore store = store();
    Entry entry = store.peek(call.key());
    return entry == null
        ? differences(store, call, task.kernel().parameterNames())
        : flaw(call, entry).map(List::of).orElse(List.of());
  }

  private static List<String> differences(MemoStore in, Call call, List<String> parameters) {
    try (Stream<Entry> entries = in.entries(entry -> entry.kernel().equals(call.kernel()))) {
      List<String> lines = Why.lines(
          call.task(),
          call.code().parts(),
          parameters,
          entries.map(entry -> new Why.Known(entry.task(), parts(in, entry), entry.created())));
      return lines.isEmpty()
          ? List.of(call.code().readsContext() ? Why.OTHER_CONTEXT : Why.OTHER_FORM)
          : lines;
    }
  }

  private static @Nullable SortedMap<String, String> parts(MemoStore in, Entry entry) {
    return in.code(entry.code()).map(TreeMap::new).orElse(null);
  }

  /** The value behind a reference; empty if it is gone. */
  Optional<Remembered> find(Call call) {
    return find(store(), call);
  }

  /** The kernel, remembering its values. */
  public <R extends @Nullable Object> Call0<R> cache(Call0<R> kernel) {
    return () -> call(Delayed.delayed(kernel));
  }

  /** The kernel, remembering its values. */
  public <A extends @Nullable Object, R extends @Nullable Object> Call1<A, R> cache(
      Call1<A, R> kernel) {
    return a -> call(Delayed.delayed(kernel, a));
  }

  /** The kernel, remembering its values. */
  public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Call2<A, B, R> cache(Call2<A, B, R> kernel) {
    return (a, b) -> call(Delayed.delayed(kernel, a, b));
  }

  /** The kernel, remembering its values. */
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Call3<A, B, C, R> cache(Call3<A, B, C, R> kernel) {
    return (a, b, c) -> call(Delayed.delayed(kernel, a, b, c));
  }

  /** The kernel, remembering its values. */
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      Call4<A, B, C, D, R> cache(Call4<A, B, C, D, R> kernel) {
    return (a, b, c, d) -> call(Delayed.delayed(kernel, a, b, c, d));
  }

  private Call describe(Delayed<?> task) {
    try {
      return describe(task, TaskContext.current());
    } catch (NotAKernelException e) {
      throw new IllegalArgumentException(
          "a memo remembers only kernels, which are public static methods marked @Kernel, got: "
              + task.name(),
          e);
    }
  }

  /** The call as this memo sees it, by a task with that context. */
  Call describe(Delayed<?> task, TaskContext context) {
    return Call.of(task, Code.of(task.kernel().method(), options.code()), context);
  }

  private Optional<Remembered> find(MemoStore in, Call call) {
    return usable(call, in.find(call.key()));
  }

  /** The value of an entry; empty if there is none that may be used. What the caller's rule throws is thrown. */
  Optional<Remembered> usable(Call call, @Nullable Entry entry) {
    return entry == null || refusal(entry).isPresent()
        ? Optional.empty()
        : Remembered.of(entry, call.returnType());
  }

  /** Why the value of an entry cannot be used; empty if it can. */
  private Optional<String> flaw(Call call, Entry entry) {
    return refusal(entry)
        .or(() -> Remembered.of(entry, call.returnType()).isPresent()
            ? Optional.empty()
            : Optional.of("its value cannot be read as " + call.returnType().getTypeName()));
  }

  /** Why the options forbid the use of an entry; empty if they do not. */
  private Optional<String> refusal(Entry entry) {
    if (expired(entry)) {
      return Optional.of("its value of " + entry.created() + " has expired: expiresAfter is "
          + options.expiresAfter());
    }
    return options.valid().test(entry)
        ? Optional.empty()
        : Optional.of("its value of " + entry.created() + " is refused by the option valid");
  }

  private boolean expired(Entry entry) {
    Duration most = options.expiresAfter();
    return most != null && Duration.between(entry.created(), CLOCK.instant()).compareTo(most) > 0;
  }

  /** A value as an entry; empty if JSON cannot represent it. */
  static Optional<Entry> entry(Call call, @Nullable Object value, long wallNanos) {
    try {
      String json = Codec.writeResult(value, call.returnType());
      String code = call.code().digest();
      return Optional.of(new Entry(
          call.key(), call.kernel(), call.task(), json, code, wallNanos, CLOCK.instant()));
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  static void add(MemoStore to, Call call, Entry entry) {
    to.addCode(call.code().digest(), call.code().parts());
    to.add(entry);
  }

  /** Stores what single calls have added, and applies the limits. The memo can be used again. */
  @Override
  public synchronized void close() {
    OpenMemo open = opened;
    opened = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public String toString() {
    return place.toString();
  }
}
