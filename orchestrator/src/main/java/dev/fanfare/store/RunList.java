package dev.fanfare.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The runs of a store. Owns it. Thread-safe. */
public final class RunList implements AutoCloseable {

  /** What the newest run may be called. */
  public static final String LAST = "last";

  private static final String RUNS = "runs/";

  private final StoreLocation location;
  private final ObjectStore objects;

  private RunList(StoreLocation location, ObjectStore objects) {
    this.location = location;
    this.objects = objects;
  }

  /** The runs there; no call is made yet. */
  public static RunList in(StoreLocation location) {
    return new RunList(location, location.open());
  }

  /** All that can be read, the oldest first. What has no manifest, or a damaged one, is no run. */
  public List<RunRecord> all() {
    List<RunRecord> runs = new ArrayList<>();
    for (String id : ids()) {
      try {
        runs.add(RunRecord.open(objects, id));
      } catch (NoSuchObjectException e) {
        // It is being made, or was deleted by half.
        continue;
      }
    }
    runs.sort(Comparator.comparing(run -> run.manifest().created()));
    return runs;
  }

  private List<String> ids() {
    return Await.result(objects.folders(RUNS)).stream()
        .map(folder -> folder.substring(RUNS.length()))
        .toList();
  }

  /** A run in figures. */
  public RunSummary summary(RunRecord run) {
    return RunSummary.of(run);
  }

  /**
   * A run by its id, by a beginning of it that no other has, or {@value #LAST}.
   *
   * @throws NoSuchRunException if there is none, or more than one
   */
  public RunRecord find(String name) {
    if (name.equals(LAST)) {
      List<RunRecord> all = all();
      if (all.isEmpty()) {
        throw new NoSuchRunException("there is no run in " + location);
      }
      return all.get(all.size() - 1);
    }
    List<String> named = ids().stream().filter(id -> id.startsWith(name)).toList();
    String id = named.contains(name) || named.size() == 1 ? exact(name, named) : "";
    try {
      if (!id.isEmpty()) {
        return RunRecord.open(objects, id);
      }
    } catch (NoSuchObjectException e) {
      // Told below.
    }
    throw new NoSuchRunException(
        named.size() > 1
            ? named.size() + " runs in " + location + " begin with " + name
            : "there is no run " + name + " in " + location);
  }

  private static String exact(String name, List<String> named) {
    return named.contains(name) ? name : named.get(0);
  }

  @Override
  public void close() {
    objects.close();
  }
}
