package dev.fanfare.wire;

import static dev.fanfare.kernel.Delayed.delayed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.SeedKernels;
import dev.fanfare.kernel.TaskError;
import dev.fanfare.kernel.Timing;
import dev.fanfare.wire.WireKernels.Range;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever was done to a message, it is read or refused with a message: no other exception, no hang. */
@Timeout(60)
class FuzzTest {

  private static final int MUTATIONS = 20_000;

  private static final Invocation INVOCATION = new Invocation(
      new Batch(
          "run-1",
          7,
          2,
          List.of(
              new Task(12, delayed(SeedKernels::sum, 40L)),
              new Task(13, delayed(WireKernels::length, new Range(1, 5))),
              new Task(14, delayed(WireKernels::reals, Double.NaN, 0.5f)),
              new Task(15, delayed(WireKernels::product, BigInteger.TEN, BigDecimal.ONE))),
          new Conditions(1, 5, 60_000, delayed(SeedKernels::findIds))),
      Messages.URL);

  private static final BatchOutcome OUTCOME = Messages.outcome(
      TaskOutcome.of(0, new Range(1, 2), Messages.TIMING).withOutput("printed"),
      TaskOutcome.failed(
          1, TaskError.of(new IllegalStateException("no", new Error("disk"))), Timing.NONE));

  static Stream<Arguments> readers() {
    byte[] outcome = Codec.write(OUTCOME, index -> Range.class);
    return Stream.of(
        reader("an invocation", json -> Codec.readInvocation(in(json)), Codec.write(INVOCATION)),
        reader(
            "a payload",
            json -> Codec.readPayload(in(json)),
            Codec.write(new InputReference(Messages.URL))),
        reader(
            "a result object", json -> Codec.readOutcome(sealed(json), i -> Range.class), outcome),
        reader(
            "a result of any type",
            json -> Codec.readOutcome(sealed(json), i -> Object.class),
            outcome),
        reader("a packed result object", FuzzTest::readPacked, packed()),
        reader(
            "a Receipt",
            json -> Codec.readValue(json, Receipt.class),
            Codec.write(new Receipt(7, 2, 10, 1, 1L << 40, true))),
        reader(
            "a task",
            FuzzTest::readJob,
            bytes("{\"kernel\":\"dev.fanfare.wire.WireKernels::objects\","
                + "\"args\":[\"text\",7,\"RED\",\"2026-01-31\"]}")),
        reader(
            "a task with named arguments",
            FuzzTest::readJob,
            bytes("{\"kernel\":\"dev.fanfare.wire.WireKernels::lists\","
                + "\"kwargs\":{\"numbers\":[1,2.0,3e0],\"names\":{\"1\":\"one\"}}}")),
        reader(
            "a task of any type",
            FuzzTest::readJob,
            bytes("{\"kernel\":\"identity\",\"args\":[12.5e1]}")),
        reader(
            "a report line",
            FuzzTest::readReport,
            bytes("START\n" + ReportLine.of("8f5-1", 395.99, 265.72, 512, 301) + "\nXRAY")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readers")
  void a_mutated_message_is_read_or_refused(String what, Consumer<byte[]> read, byte[] valid) {
    read.accept(valid);
    Mutations mutations = new Mutations(Mutations.SEED);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = mutations.of(valid);
      try {
        read.accept(mutated);
      } catch (FanfareException e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1_100);
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            what + ", mutation " + i + ", replay with -Dfanfare.fuzz.seed=" + Mutations.SEED + ": "
                + new String(mutated, StandardCharsets.UTF_8),
            e);
      }
    }
    assertThat(refused).isBetween(what.equals("a report line") ? 0 : 1_000, MUTATIONS - 1);
  }

  private static Arguments reader(String what, Consumer<byte[]> read, byte[] valid) {
    return Arguments.of(what, read, valid);
  }

  private static ByteArrayInputStream in(byte[] json) {
    return new ByteArrayInputStream(json);
  }

  // A stranger can make a seal: what is behind it must hold as well.
  private static byte[] sealed(byte[] json) {
    return json.length == 0 ? json : Seal.put(json);
  }

  private static void readJob(byte[] line) {
    Codec.readJob(new String(line, StandardCharsets.UTF_8));
  }

  private static void readReport(byte[] log) {
    ReportLine.find(new String(log, StandardCharsets.UTF_8)).ifPresent(line -> {
      assertThat(line.durationMillis()).isFinite().isNotNegative();
      assertThat(line.billedMillis()).isFinite().isNotNegative();
      assertThat(line.memoryMb()).isNotNegative();
      assertThat(line.toString()).startsWith("REPORT RequestId: ");
    });
  }

  // What a damaged one unpacks to is bounded as well.
  private static void readPacked(byte[] object) {
    Codec.readOutcome(object, index -> String.class, 1_000_000);
  }

  private static byte[] packed() {
    BatchOutcome large = Messages.outcome(TaskOutcome.of(0, "xy".repeat(50_000), Timing.NONE));
    return Compression.pack(Codec.write(large, index -> String.class));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
