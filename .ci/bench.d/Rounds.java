import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A program that measures: each line of standard input asks for a round, whose figures it prints as a line of JSON. */
interface Rounds {

  Map<String, ? extends Number> run(String[] words) throws Exception;

  static void serve(Rounds rounds) throws Exception {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(json(rounds.run(line.split(" "))));
    }
  }

  static double secondsSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private static String json(Map<String, ? extends Number> figures) {
    return figures.entrySet().stream()
        .map(figure -> "\"" + figure.getKey() + "\": " + figure.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
