package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {

  private static List<Long> struck(FaultPlan plan, Fault kind) {
    return LongStream.range(0, 10_000)
        .filter(call -> plan.strikes(kind, call))
        .boxed()
        .toList();
  }

  @Test
  void the_same_seed_strikes_the_same_calls() {
    assertThat(struck(FaultPlan.of(17, 0.05), Fault.THROTTLE))
        .isEqualTo(struck(FaultPlan.of(17, 0.05), Fault.THROTTLE))
        .isNotEqualTo(struck(FaultPlan.of(18, 0.05), Fault.THROTTLE));
  }

  @ParameterizedTest
  @EnumSource
  void every_kind_strikes_as_often_as_is_asked_for(Fault kind) {
    assertThat(struck(FaultPlan.of(3, 0.05), kind)).hasSizeBetween(400, 600);
  }

  @Test
  void kinds_strike_independently_of_each_other() {
    FaultPlan plan = FaultPlan.of(5, 0.5);

    long both = LongStream.range(0, 10_000)
        .filter(
            call -> plan.strikes(Fault.CRASH_BEFORE, call) && plan.strikes(Fault.CRASH_AFTER, call))
        .count();

    assertThat(both).isCloseTo(2_500, within(200L));
  }

  @Test
  void certainty_strikes_every_call_and_nothing_strikes_none() {
    FaultPlan plan = FaultPlan.NONE.with(Fault.REFUSE, 1);

    assertThat(struck(plan, Fault.REFUSE)).hasSize(10_000);
    assertThat(struck(plan, Fault.THROTTLE)).isEmpty();
    assertThat(struck(FaultPlan.of(1, 0.2).with(Fault.REFUSE, 0), Fault.REFUSE)).isEmpty();
  }

  @Test
  void an_invocation_meets_one_fault_and_none_of_the_stores() {
    FaultPlan plan = FaultPlan.NONE.with(Fault.TIME_OUT, 1).with(Fault.REFUSE, 1);

    assertThat(plan.ofInvocation(0)).contains(Fault.REFUSE);
    assertThat(FaultPlan.NONE.with(Fault.STORE_503, 1).ofInvocation(0)).isEmpty();
  }

  @Test
  void amounts_are_spread_from_0_to_1() {
    FaultPlan plan = FaultPlan.of(9, 0.05);

    assertThat(LongStream.range(0, 10_000).mapToDouble(call -> plan.amount(Fault.TIME_OUT, call)))
        .allSatisfy(amount -> assertThat(amount).isBetween(0.0, 1.0))
        .anyMatch(amount -> amount < 0.01)
        .anyMatch(amount -> amount > 0.99);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void a_probability_is_from_0_to_1(double probability) {
    assertThatThrownBy(() -> FaultPlan.NONE.with(Fault.REFUSE, probability))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("probability of REFUSE must be from 0 to 1, got: " + probability);
  }
}
