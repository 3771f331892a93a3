package dev.fanfare.local;

import dev.fanfare.kernel.TaskContext;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which fault befalls which call of a cloud: for tests of what survives them. A pure function of the seed, the kind and the call's
 * number, so that the same calls in the same order meet the same faults again. Immutable.
 *
 * @param seed what decides, together with the kind and the call
 * @param probabilities how likely a call meets a kind, from 0 to 1; kinds that are missing never happen
 */
public record FaultPlan(long seed, Map<Fault, Double> probabilities) {

  /** Nothing goes wrong. */
  public static final FaultPlan NONE = new FaultPlan(0, Map.of());

  private static final List<Fault> OF_INVOCATIONS = List.of(
      Fault.THROTTLE,
      Fault.REFUSE,
      Fault.CLOCK_SKEW,
      Fault.CRASH_BEFORE,
      Fault.CRASH_DURING,
      Fault.CRASH_AFTER,
      Fault.TIME_OUT,
      Fault.LOSE_ANSWER,
      Fault.DELIVER_TWICE,
      Fault.LATE_ANSWER);

  /** Draws of different purposes have nothing in common. */
  private static final int AMOUNTS = Fault.values().length;

  public FaultPlan {
    probabilities = Map.copyOf(probabilities);
    probabilities.forEach((kind, probability) -> {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            "probability of " + kind + " must be from 0 to 1, got: " + probability);
      }
    });
  }

  /** Every kind, each with that probability. */
  public static FaultPlan of(long seed, double probability) {
    Map<Fault, Double> every = new EnumMap<>(Fault.class);
    Arrays.stream(Fault.values()).forEach(kind -> every.put(kind, probability));
    return new FaultPlan(seed, every);
  }

  /** The same with another probability of one kind. */
  public FaultPlan with(Fault kind, double probability) {
    Map<Fault, Double> changed = new EnumMap<>(Fault.class);
    changed.putAll(probabilities);
    changed.put(kind, probability);
    return new FaultPlan(seed, changed);
  }

  /** Whether the call meets that fault. */
  public boolean strikes(Fault kind, long call) {
    double probability = probabilities.getOrDefault(kind, 0.0);
    return probability > 0 && draw(kind.ordinal(), call) < probability;
  }

  /** The one fault that an invocation meets, where it meets any: the first that strikes it. */
  public Optional<Fault> ofInvocation(long call) {
    return OF_INVOCATIONS.stream().filter(kind -> strikes(kind, call)).findFirst();
  }

  /** How early, how late or where the fault strikes the call, from 0 to 1. */
  public double amount(Fault kind, long call) {
    return draw(AMOUNTS + kind.ordinal(), call);
  }

  private double draw(int purpose, long call) {
    return (TaskContext.mix(TaskContext.mix(seed, purpose), call) >>> 11) * 0x1p-53;
  }
}
