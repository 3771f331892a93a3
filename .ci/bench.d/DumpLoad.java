import dev.fanfare.dump.Compression;
import dev.fanfare.dump.Dump;
import dev.fanfare.dump.Load;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Dumps and loads an array of {@code ELEMENTS} doubles: a round is {@code dump|load COMPRESSION LEVEL FILE}. */
public final class DumpLoad {

  public static void main(String[] args) throws Exception {
    double[] values = values(Integer.parseInt(args[0]));
    Rounds.serve(words -> words[0].equals("dump")
        ? dump(values, words[1], Integer.parseInt(words[2]), Path.of(words[3]))
        : load(Path.of(words[3])));
  }

  /** Numbers with two decimals that look random; the same as those of dump_peer.py. */
  private static double[] values(int elements) {
    double[] values = new double[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (i + 1L) * (i + 1L) % 2_147_483_647 % 100_000 / 100.0;
    }
    return values;
  }

  private static Map<String, Double> dump(double[] values, String name, int level, Path file) {
    Compression compression =
        name.equals("none") ? Compression.NONE : Compression.of(name, level);
    long start = System.nanoTime();
    Dump.to(file, values, compression);
    return figures(start, values);
  }

  private static Map<String, Double> load(Path file) {
    long start = System.nanoTime();
    return figures(start, Load.from(file, double[].class));
  }

  private static Map<String, Double> figures(long start, double[] values) {
    return Map.of("wall", Rounds.secondsSince(start), "total", Arrays.stream(values).sum());
  }
}
