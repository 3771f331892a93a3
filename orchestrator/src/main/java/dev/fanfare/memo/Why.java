package dev.fanfare.memo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.fanfare.kernel.Excerpt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a call is not remembered: what differs between it and the nearest call that is. The
 * nearest has the same kernel, most arguments in common, and is the newest of these. Stateless.
 */
public final class Why {

  /** The difference if there is no other, and the kernel reads its task's context. */
  static final String OTHER_CONTEXT = "the kernel reads its task's index, level or seed, so a value"
      + " counts only for a task with the same index, level and seed";

  /** The difference if there is no other, and the kernel does not. */
  static final String OTHER_FORM = "its entry was stored by a version of Fanfare with other keys";

  private static final int MOST_QUOTED = 80;

  private Why() {}

  /**
   * A call that is remembered.
   *
   * @param job its line of a job list, in canonical form
   * @param code the parts of its {@link Code}; null if they are not known
   * @param created when it was remembered
   */
  public record Known(String job, @Nullable SortedMap<String, String> code, Instant created) {}

  private record Candidate(Known call, List<String> arguments, long equal) {}

  /**
   * The differences, one per line, such as {@code class com.acme.Curve changed}; empty if there are
   * none.
   *
   * @param job the call's line of a job list, in canonical form
   * @param code the parts of its {@link Code}
   * @param parameters the names of the kernel's parameters
   * @param remembered the calls that are remembered; those of other kernels are passed over
   */
  public static List<String> lines(
      String job,
      SortedMap<String, String> code,
      List<String> parameters,
      Stream<Known> remembered) {
    List<String> arguments = arguments(parse(job));
    Optional<Candidate> nearest = nearest(job, arguments, remembered);
    if (nearest.isEmpty()) {
      return List.of("no call of this kernel is remembered");
    }
    List<String> lines = code(nearest.get().call.code, code);
    lines.addAll(arguments(nearest.get().arguments, arguments, parameters));
    return lines;
  }

  private static Optional<Candidate> nearest(
      String job, List<String> arguments, Stream<Known> remembered) {
    String kernel = kernel(parse(job));
    return remembered
        .flatMap(call -> {
          JsonObject json = parse(call.job);
          return kernel(json).equals(kernel)
              ? Stream.of(candidate(call, arguments(json), arguments))
              : Stream.empty();
        })
        .max(Comparator.comparingLong(Candidate::equal)
            .thenComparing(candidate -> candidate.call.created));
  }

  private static Candidate candidate(Known call, List<String> arguments, List<String> wanted) {
    long equal = 0;
    for (int i = 0; i < Math.min(arguments.size(), wanted.size()); i++) {
      equal += arguments.get(i).equals(wanted.get(i)) ? 1 : 0;
    }
    return new Candidate(call, arguments, equal);
  }

  private static JsonObject parse(String job) {
    return JsonParser.parseString(job).getAsJsonObject();
  }

  private static String kernel(JsonObject job) {
    return job.get("kernel").getAsString();
  }

  private static List<String> arguments(JsonObject job) {
    JsonArray all = job.getAsJsonArray("args");
    return all == null
        ? List.of()
        : all.asList().stream().map(JsonElement::toString).toList();
  }

  private static List<String> code(
      @Nullable SortedMap<String, String> before, SortedMap<String, String> now) {
    if (before == null) {
      return new ArrayList<>(List.of("what its code was is not known"));
    }
    if (!kind(before).equals(kind(now))) {
      return new ArrayList<>(List.of(kinds(before, now)));
    }
    List<String> lines = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String old = before.get(name);
      String current = now.get(name);
      if (old == null) {
        lines.add(title(name) + " is new");
      } else if (current == null) {
        lines.add(title(name) + " is no longer used");
      } else if (name.equals(Code.VERSION)) {
        lines.addAll(changed("version", quoted(old), quoted(current)));
      } else if (!old.equals(current)) {
        lines.add(title(name) + " changed");
      }
    }
    return lines;
  }

  private static String kinds(SortedMap<String, String> before, SortedMap<String, String> now) {
    return before.isEmpty()
        ? "its entry was stored with --memo-code ignore"
        : "the key has " + kind(now) + ", and had " + kind(before);
  }

  /** What stands for the code. */
  private static String kind(SortedMap<String, String> code) {
    if (code.isEmpty()) {
      return "no code";
    }
    return code.containsKey(Code.VERSION) ? "a version" : "the bytecode";
  }

  private static String title(String part) {
    return (part.endsWith(".jar") ? "library " : "class ") + part;
  }

  private static String quoted(String version) {
    return '"' + version + '"';
  }

  private static List<String> arguments(
      List<String> before, List<String> now, List<String> parameters) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
      String name = i < parameters.size() ? " (" + parameters.get(i) + ")" : "";
      String title = "argument " + (i + 1) + name;
      if (i >= before.size()) {
        lines.add(title + " is new: " + Excerpt.of(now.get(i), MOST_QUOTED));
      } else if (i >= now.size()) {
        lines.add(title + " is gone: " + Excerpt.of(before.get(i), MOST_QUOTED));
      } else {
        lines.addAll(changed(title + ":", before.get(i), now.get(i)));
      }
    }
    return lines;
  }

  private static List<String> changed(String title, String before, String now) {
    return before.equals(now)
        ? List.of()
        : List.of(
            title + " " + Excerpt.of(before, MOST_QUOTED) + " -> " + Excerpt.of(now, MOST_QUOTED));
  }
}
