package dev.fanfare.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.PreDispatch;
import dev.fanfare.Progress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchCutterTest {

  /** Numbers 0, 1, 2, ..., made one by one; as the laziest of inputs it makes a task when asked whether there is one. */
  private static final class Producer implements Iterator<Integer> {
    private final int end;
    private int produced;
    private int taken;

    Producer(int end) {
      this.end = end;
    }

    @Override
    public boolean hasNext() {
      produced = Math.min(end, Math.max(produced, taken + 1));
      return taken < produced;
    }

    @Override
    public Integer next() {
      hasNext();
      return taken++;
    }
  }

  @Test
  void the_fourth_task_is_produced_after_the_first_completion() {
    Producer producer = new Producer(10);
    BatchCutter<Integer> cutter = new BatchCutter<>(producer, 2, PreDispatch.of(3));

    assertThat(eager(cutter, 1)).containsExactly(List.of(0), List.of(1), List.of(2));
    assertThat(producer.produced).isEqualTo(3);

    assertThat(cutter.next(1)).containsExactly(3);
  }

  @Test
  void the_input_is_advanced_by_a_slice_at_a_time() {
    Producer producer = new Producer(100);
    BatchCutter<Integer> cutter = new BatchCutter<>(producer, 2, PreDispatch.of(20));

    assertThat(cutter.nextEager(5)).containsExactly(0, 1, 2, 3, 4);
    assertThat(producer.produced).isEqualTo(10);
    assertThat(cutter.nextEager(5)).containsExactly(5, 6, 7, 8, 9);
    assertThat(producer.produced).isEqualTo(10);
  }

  @Test
  void a_fixed_size_is_not_kept_to_at_the_start_and_at_the_end() {
    BatchCutter<Integer> cutter = new BatchCutter<>(new Producer(50), 4, PreDispatch.DEFAULT);

    assertThat(eager(cutter, 7)).extracting(List::size).containsExactly(2, 2, 2, 2);
    assertThat(rest(cutter, 7))
        .extracting(List::size)
        .containsExactly(7, 7, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
  }

  @Test
  void a_slice_that_does_not_divide_leaves_a_smaller_batch() {
    BatchCutter<Integer> cutter = new BatchCutter<>(new Producer(11), 3, PreDispatch.ALL);

    assertThat(eager(cutter, 7)).extracting(List::size).containsExactly(3, 3, 3, 2);
  }

  @Test
  void all_is_exhausted_once_the_eager_phase_has_seen_the_end() {
    BatchCutter<Integer> cutter = new BatchCutter<>(new Producer(3), 2, PreDispatch.ALL);

    assertThat(cutter.next(1)).isEmpty();
    assertThat(cutter.exhausted()).isFalse();
    assertThat(eager(cutter, 1)).hasSize(3);
    assertThat(cutter.exhausted()).isTrue();
  }

  @Test
  void the_end_is_noticed_on_the_call_after_the_last_batch() {
    BatchCutter<Integer> cutter = new BatchCutter<>(new Producer(4), 2, PreDispatch.of(4));

    assertThat(eager(cutter, 1)).hasSize(4);
    assertThat(cutter.exhausted()).isFalse();
    assertThat(cutter.next(1)).isEmpty();
    assertThat(cutter.exhausted()).isTrue();
  }

  @Test
  void an_empty_input_has_no_batches() {
    BatchCutter<Integer> cutter = new BatchCutter<>(new Producer(0), 2, PreDispatch.DEFAULT);

    assertThat(eager(cutter, 1)).isEmpty();
    assertThat(cutter.next(1)).isEmpty();
    assertThat(cutter.exhausted()).isTrue();
  }

  @Test
  void every_task_is_cut_once_and_in_order() {
    for (int jobs = 1; jobs <= 5; jobs++) {
      for (int size = 1; size <= 9; size++) {
        for (int tasks : new int[] {1, 2, 10, 11, 12, 517}) {
          BatchCutter<Integer> cutter =
              new BatchCutter<>(new Producer(tasks), jobs, PreDispatch.DEFAULT);
          List<List<Integer>> batches = eager(cutter, size);
          batches.addAll(rest(cutter, size));

          assertThat(batches.stream().flatMap(List::stream))
              .containsExactlyElementsOf(IntStream.range(0, tasks).boxed().toList());
        }
      }
    }
  }

  @Test
  void the_counters_tell_what_was_handed_out() {
    BatchCutter<Integer> cutter = new BatchCutter<>(new Producer(100), 2, PreDispatch.of(8));
    eager(cutter, 2);

    assertThat(cutter.progress(2, 0.5)).isEqualTo(new Progress(2, 8, 4, 8, false, 0.5));
  }

  @Test
  void all_counts_as_an_amount_of_zero() {
    BatchCutter<Integer> cutter = new BatchCutter<>(new Producer(3), 2, PreDispatch.ALL);
    eager(cutter, 1);

    assertThat(cutter.progress(1, 0.5)).isEqualTo(new Progress(1, 3, 3, 0, true, 0.5));
  }

  @Test
  void a_large_batch_size_does_not_overflow_the_slice() {
    BatchCutter<Integer> cutter = new BatchCutter<>(new Producer(10), 4, PreDispatch.ALL);

    assertThat(cutter.nextEager(Integer.MAX_VALUE)).hasSize(2);
  }

  @Test
  void no_workers_are_refused() {
    assertThatThrownBy(() -> new BatchCutter<>(new Producer(1), 0, PreDispatch.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nJobs must be at least 1, got: 0");
  }

  private static List<List<Integer>> eager(BatchCutter<Integer> cutter, int batchSize) {
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> batch = cutter.nextEager(batchSize);
    while (!batch.isEmpty()) {
      batches.add(batch);
      batch = cutter.nextEager(batchSize);
    }
    return batches;
  }

  private static List<List<Integer>> rest(BatchCutter<Integer> cutter, int batchSize) {
    List<List<Integer>> batches = new ArrayList<>();
    while (!cutter.exhausted()) {
      List<Integer> batch = cutter.next(batchSize);
      if (!batch.isEmpty()) {
        batches.add(batch);
      }
    }
    return batches;
  }
}
