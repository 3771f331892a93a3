package dev.fanfare;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Damages messages at random, the same way for the same seed. */
public final class Mutations {

  /** Another one is set with {@code -Dfanfare.fuzz.seed=N}, as a failure's message says. */
  public static final long SEED = Long.getLong("fanfare.fuzz.seed", 20_260_101);

  private static final List<String> TOKENS = List.of(
      "{",
      "}",
      "[",
      "]",
      "\"",
      ",",
      ":",
      "\\",
      "\0",
      "\u001f",
      "\uD800",
      "ÿ",
      "-",
      ".",
      "e",
      "0",
      "null",
      "true",
      "{}",
      "[]",
      "\"\"",
      "-1",
      "1.5",
      "1e999999999",
      "-1e-999999999",
      "NaN",
      "9223372036854775808",
      "99999999999",
      "7".repeat(2_000),
      "\"" + "7".repeat(20_000) + "\"",
      "[".repeat(300),
      "{\"a\":".repeat(300),
      "[".repeat(300) + "]".repeat(300),
      "x".repeat(2_000),
      "::",
      "../",
      "\"index\":1,",
      "\"kernel\":null,",
      "\"tasks\":[],",
      "\"error\":{},",
      "\t",
      "\n",
      "REPORT RequestId: ",
      "Duration: ");

  private final Random random;

  public Mutations(long seed) {
    this.random = new Random(seed);
  }

  /** The message with one to four damages. */
  public byte[] of(byte[] valid) {
    byte[] message = valid;
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      message = once(message);
    }
    return message;
  }

  private byte[] once(byte[] message) {
    int at = random.nextInt(message.length + 1);
    int end = Math.min(message.length, at + random.nextInt(40));
    return switch (random.nextInt(7)) {
      case 0 -> flipped(message);
      case 1 -> spliced(message, 0, at, message.length, message.length);
      case 2 -> spliced(message, 0, at, end, message.length);
      case 3 -> spliced(message, 0, end, at, message.length);
      case 4 -> with(message, at, at);
      case 5 -> with(message, at, end);
      default -> withOtherValue(message, at);
    };
  }

  private byte[] flipped(byte[] message) {
    byte[] flipped = message.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /** A token in place of what lies between. */
  private byte[] with(byte[] message, int from, int to) {
    String token = TOKENS.get(random.nextInt(TOKENS.size()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(message, 0, from);
    out.writeBytes(token.getBytes(StandardCharsets.UTF_8));
    out.write(message, to, message.length - to);
    return out.toByteArray();
  }

  /** A token in place of a whole value: what stands between a colon, comma or bracket and the next. */
  private byte[] withOtherValue(byte[] message, int near) {
    int from = near;
    while (from < message.length && ":,[".indexOf(message[from]) < 0) {
      from++;
    }
    from = Math.min(message.length, from + 1);
    int to = from;
    while (to < message.length && ",]}".indexOf(message[to]) < 0) {
      to++;
    }
    return with(message, from, to);
  }

  private static byte[] spliced(byte[] message, int from1, int to1, int from2, int to2) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(message, from1, to1 - from1);
    out.write(message, from2, to2 - from2);
    return out.toByteArray();
  }
}
