package dev.fanfare.parallel;

import dev.fanfare.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Passes on outcomes in the order of the job list, holding back early ones. Not thread-safe. */
final class InOrder<T> implements Consumer<Outcome<T>> {

  private final Consumer<? super Outcome<T>> next;
  private final Map<Long, Outcome<T>> early = new HashMap<>();
  private long index;

  InOrder(Consumer<? super Outcome<T>> next) {
    this.next = next;
  }

  @Override
  public void accept(Outcome<T> outcome) {
    if (outcome.index() != index) {
      early.put(outcome.index(), outcome);
      return;
    }
    for (Outcome<T> due = outcome; due != null; due = early.remove(index)) {
      index++;
      next.accept(due);
    }
  }

  /** Passes on, in order, those that were held back for others which do not come. */
  void finish() {
    new TreeMap<>(early).values().forEach(next);
    early.clear();
  }
}
