package dev.fanfare.runs;

import dev.fanfare.NoSuchRunException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.store.UnreadableObjectException;
import dev.fanfare.wire.RunId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The runs in a store. Closes the store when closed. Thread-safe. */
public final class Runs implements AutoCloseable {

  /** Name for the newest run. */
  public static final String LAST = "last";

  private static final String RUNS = "runs/";

  private final StoreLocation location;
  private final ObjectStore objects;

  private Runs(StoreLocation location, ObjectStore objects) {
    this.location = location;
    this.objects = objects;
  }

  /** The runs at that location. Makes no request yet. */
  public static Runs in(StoreLocation location) {
    return new Runs(location, location.open());
  }

  /**
   * The folder of a run whose manifest is missing or damaged.
   *
   * @param runId the run
   * @param why what is wrong with it
   */
  public record Damaged(String runId, String why) {}

  /** All readable runs, oldest first. */
  public List<RunRecord> all(Consumer<Damaged> damaged) {
    List<RunRecord> runs = new ArrayList<>();
    for (String id : ids()) {
      try {
        runs.add(RunRecord.open(objects, id));
      } catch (NoSuchObjectException e) {
        if (isHalfDeleted(id)) {
          damaged.accept(new Damaged(id, "it has no run.json"));
        }
      } catch (UnreadableObjectException e) {
        damaged.accept(new Damaged(id, String.valueOf(e.getMessage())));
      }
    }
    runs.sort(Comparator.comparing(run -> run.manifest().created()));
    return runs;
  }

  private boolean isHalfDeleted(String id) {
    RunFolder folder = new RunFolder(id);
    List<String> left = Await.result(objects.list(folder.prefix()));
    return !left.isEmpty() && left.stream().allMatch(folder::isOfRun);
  }

  // Other files there are not Fanfare's.
  private List<String> ids() {
    return Await.result(objects.folders(RUNS)).stream()
        .map(folder -> folder.substring(RUNS.length()))
        .filter(RunId::isValid)
        .toList();
  }

  /** Deletes the remains of an unreadable run. */
  public void delete(Damaged run) {
    RunRecord.delete(objects, run.runId());
  }

  /** The counts and state of a run. */
  public RunSummary summary(RunRecord run) {
    return RunSummary.of(run);
  }

  /**
   * Finds a run by its id, a unique prefix of it, or {@value #LAST}.
   *
   * @param damaged receives runs that may be newer than the last readable one
   * @throws NoSuchRunException if there is none, or several
   */
  public RunRecord find(String name, Consumer<Damaged> damaged) {
    if (name.equals(LAST)) {
      List<RunRecord> all = all(damaged);
      if (all.isEmpty()) {
        throw new NoSuchRunException("no runs in " + location);
      }
      return all.get(all.size() - 1);
    }
    if (name.isEmpty()) {
      throw new NoSuchRunException(
          "a run must be an id, a prefix of one, or '" + LAST + "', got: ''");
    }
    List<String> named = ids().stream().filter(id -> id.startsWith(name)).toList();
    String id = named.contains(name) || named.size() == 1 ? exact(name, named) : "";
    try {
      if (!id.isEmpty()) {
        return RunRecord.open(objects, id);
      }
    } catch (NoSuchObjectException e) {
      // Reported below.
    }
    throw new NoSuchRunException(
        named.size() > 1
            ? named.size() + " runs in " + location + " begin with " + name
            : "no run " + name + " in " + location);
  }

  private static String exact(String name, List<String> named) {
    return named.contains(name) ? name : named.get(0);
  }

  @Override
  public void close() {
    objects.close();
  }
}
