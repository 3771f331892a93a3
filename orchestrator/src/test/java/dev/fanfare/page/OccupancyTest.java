package dev.fanfare.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OccupancyTest {

  @Test
  void is_the_average_of_what_was_there_in_each_part() {
    Occupancy occupancy = new Occupancy(4, 10);
    occupancy.add(5, 25, 1);
    occupancy.add(12, 14, 2);
    occupancy.add(30, 40, 3);

    assertThat(occupancy.averages()).containsExactly(0.5, 1.4, 0.5, 3);
  }

  @Test
  void what_was_outside_is_left_out() {
    Occupancy occupancy = new Occupancy(2, 10);
    occupancy.add(-5, 5, 1);
    occupancy.add(15, 99, 1);
    occupancy.add(-9, -1, 1);
    occupancy.add(20, 30, 1);
    occupancy.add(7, 3, 1);

    assertThat(occupancy.averages()).containsExactly(0.5, 0.5);
  }

  @Test
  void adds_up_to_all_that_was_added() {
    SplittableRandom random = new SplittableRandom(1);
    Occupancy occupancy = new Occupancy(37, 101);
    double sum = 0;
    for (int i = 0; i < 1_000; i++) {
      long from = random.nextLong(37 * 101);
      long to = from + random.nextLong(37 * 101 - from + 1);
      occupancy.add(from, to, 1 + i % 3);
      sum += (1 + i % 3) * (double) (to - from);
    }

    double found = 0;
    for (double average : occupancy.averages()) {
      found += average * 101;
    }
    assertThat(found).isCloseTo(sum, Offset.offset(1e-3));
  }
}
