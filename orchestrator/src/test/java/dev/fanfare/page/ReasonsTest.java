package dev.fanfare.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonsTest {

  @Test
  void reasons_that_differ_only_in_numbers_are_one_group_with_the_first_of_them() {
    Reasons reasons = new Reasons();
    reasons.add("IndexOutOfBounds: index 71", 9, 5);
    reasons.add("IndexOutOfBounds: index 3", 4, 6);
    reasons.add("IndexOutOfBounds: length 3", 1, 1);

    assertThat(reasons.summary().groups())
        .containsExactly(
            new Reasons.Group("IndexOutOfBounds: index 3", 2, 11, 4),
            new Reasons.Group("IndexOutOfBounds: length 3", 1, 1, 1));
  }

  @Test
  void the_largest_groups_are_shown_and_the_rest_is_counted() {
    Reasons reasons = new Reasons();
    for (int i = 0; i < 10_000; i++) {
      reasons.add(
          "reason " + Integer.toString(i, 36).replaceAll("\\d", "_") + "x".repeat(i % 200), i, 1);
    }
    for (int i = 0; i < 300; i++) {
      reasons.add("reason of many", i, 1);
    }
    Reasons.Summary summary = reasons.summary();

    assertThat(summary.groups()).hasSize(Reasons.MOST_SHOWN);
    assertThat(summary.count()).isEqualTo(10_300);
    assertThat(summary.others()
            + summary.groups().stream().mapToLong(Reasons.Group::count).sum())
        .isEqualTo(10_300);
  }

  @Test
  void a_reason_cannot_steer_its_reader() {
    Reasons reasons = new Reasons();
    reasons.add("a\u202eb\u0007", 1, 1);

    assertThat(reasons.summary().groups().get(0).reason()).isEqualTo("a\\u202eb\\u0007");
  }
}
