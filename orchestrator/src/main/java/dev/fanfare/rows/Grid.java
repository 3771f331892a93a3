package dev.fanfare.rows;

import dev.fanfare.kernel.BadRecord;
import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.wire.Codec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A job list with a task for each combination of arguments, such as {@code spot=80:120:5} and
 * {@code vol=0.1,0.2,0.3}. The last argument varies fastest. The kernel takes them as it takes the columns of
 * {@link Rows}. A combination that does not fit is a task that fails.
 *
 * <p>The tasks are made while they are asked for, so a grid may be larger than memory. Each has an origin
 * that names its combination, {@code spot=80,vol=0.1}. Immutable and thread-safe; an iterator must be used by
 * one thread.
 */
public final class Grid implements Iterable<Delayed<@Nullable Object>> {

  private static final int MOST_TOLD = 80;

  private final KernelMethod kernel;
  private final List<Axis> axes;
  private final long size;

  private Grid(KernelMethod kernel, List<Axis> axes, long size) {
    this.kernel = kernel;
    this.axes = axes;
    this.size = size;
  }

  /**
   * A grid for the kernel with that name.
   *
   * @param arguments at least one, each as {@code NAME=VALUES}: values separated by commas, in quotes as in CSV
   *     if they contain a comma; for numbers also ranges FROM:TO:STEP, with TO included
   * @throws MalformedMessageException if one has another form, or does not fit the kernel
   * @throws FanfareException if there is no such kernel, or the names of its parameters are not known
   */
  public static Grid of(String kernel, List<String> arguments) {
    KernelMethod method = Kernels.byName(kernel);
    Codec.checkTakesRows(method);
    Map<String, Axis> axes = axes(method, arguments);
    long size = 1;
    for (Axis axis : axes.values()) {
      size = product(size, axis.size());
    }
    try {
      Codec.checkColumns(method, axes.keySet());
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(ofArguments(e), e);
    }
    return new Grid(method, List.copyOf(axes.values()), size);
  }

  /** The arguments by name, in order. */
  static Map<String, Axis> axes(KernelMethod kernel, List<String> arguments) {
    Map<String, Axis> axes = new LinkedHashMap<>();
    for (String argument : arguments) {
      Axis axis = axis(kernel, argument);
      if (axes.put(axis.name(), axis) != null) {
        throw new MalformedMessageException(
            "argument '" + axis.name() + "' appears twice; separate its values by commas", null);
      }
    }
    return axes;
  }

  private static Axis axis(KernelMethod kernel, String argument) {
    try {
      return Axis.parse(kernel, argument);
    } catch (MalformedMessageException e) {
      throw new MalformedMessageException(argument + ": " + ofArguments(e), e);
    }
  }

  // A row has columns, a call has arguments.
  private static String ofArguments(MalformedMessageException e) {
    return String.valueOf(e.getMessage()).replace("column '", "argument '");
  }

  private static long product(long one, long other) {
    try {
      return Math.multiplyExact(one, other);
    } catch (ArithmeticException e) {
      throw new MalformedMessageException("a grid must have fewer than 2^63 tasks", e);
    }
  }

  /** The number of tasks. */
  public long size() {
    return size;
  }

  /** How the number of tasks comes about: {@code 9 x 3 = 27 tasks}. */
  @Override
  public String toString() {
    String factors =
        axes.stream().map(axis -> Long.toString(axis.size())).collect(Collectors.joining(" x "));
    return (axes.size() == 1 ? "" : factors + " = ") + size + (size == 1 ? " task" : " tasks");
  }

  @Override
  public Iterator<Delayed<@Nullable Object>> iterator() {
    return new Tasks();
  }

  /** Turns like an odometer. */
  private final class Tasks implements Iterator<Delayed<@Nullable Object>> {
    private final List<Iterator<String>> rest = new ArrayList<>();
    private final Map<String, String> row = new LinkedHashMap<>();
    private boolean more = true;

    Tasks() {
      axes.forEach(axis -> rest.add(axis.iterator()));
      for (int i = 0; i < axes.size(); i++) {
        turn(i);
      }
    }

    private void turn(int wheel) {
      row.put(axes.get(wheel).name(), rest.get(wheel).next());
    }

    private void advance() {
      int wheel = axes.size() - 1;
      while (wheel >= 0 && !rest.get(wheel).hasNext()) {
        rest.set(wheel, axes.get(wheel).iterator());
        turn(wheel--);
      }
      more = wheel >= 0;
      if (more) {
        turn(wheel);
      }
    }

    @Override
    public boolean hasNext() {
      return more;
    }

    @Override
    public Delayed<@Nullable Object> next() {
      if (!more) {
        throw new NoSuchElementException();
      }
      Delayed<@Nullable Object> task = task();
      advance();
      return task;
    }

    private Delayed<@Nullable Object> task() {
      String origin = row.entrySet().stream()
          .map(argument -> argument.getKey() + "=" + cut(argument.getValue()))
          .collect(Collectors.joining(","));
      try {
        Delayed<@Nullable Object> call =
            Codec.call(kernel, row).from(origin).named(kernel.parameterNames());
        Codec.check(call);
        return call;
      } catch (FanfareException e) {
        return BadRecord.of(origin, String.valueOf(e.getMessage()));
      }
    }

    private String cut(String value) {
      return value.length() <= MOST_TOLD ? value : value.substring(0, MOST_TOLD) + "...";
    }
  }
}
