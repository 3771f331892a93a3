package dev.fanfare.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fanfare.kernel.Blob;
import dev.fanfare.kernel.FanfareException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A heap with room for one and a half values. */
final class SharedHeapTest {

  private static final int BYTES = 1_000;

  @TempDir
  Path folder;

  private final List<WeakReference<Object>> values = new ArrayList<>();
  private final SharedHeap heap = new SharedHeap(this::free);

  private long free() {
    return BYTES * 3 / 2
        - BYTES * values.stream().filter(value -> !value.refersTo(null)).count();
  }

  private SharedFile file(int n) throws IOException {
    Path file = Files.write(folder.resolve("blob-" + n), new byte[BYTES]);
    return new SharedFile(
        file, new Blob(Integer.toString(n).repeat(64), "byte[]", BYTES), byte[].class, heap);
  }

  private Object read(SharedFile file) {
    Object value = file.value();
    values.add(new WeakReference<>(value));
    return value;
  }

  @Test
  void values_that_no_task_uses_make_room() throws IOException {
    for (int n = 0; n < 5; n++) {
      assertThat(read(file(n))).isInstanceOf(byte[].class);
    }
  }

  @Test
  void a_value_that_a_task_uses_stays_the_only_one() throws IOException {
    SharedFile first = file(1);
    Object used = read(first);

    assertThatThrownBy(() -> read(file(2)))
        .isInstanceOf(FanfareException.class)
        .hasMessageContaining(" free of ");

    assertThat(first.value()).isSameAs(used);
    Reference.reachabilityFence(used);
  }

  @Test
  void values_that_are_read_at_the_same_time_must_fit_together() throws IOException {
    SharedFile other = file(2);
    Blob blob = new Blob("1".repeat(64), "byte[]", BYTES);

    assertThatThrownBy(() -> heap.read(file(1), blob, other::value))
        .isInstanceOf(FanfareException.class)
        .hasMessageContaining(" free of ");
  }
}
