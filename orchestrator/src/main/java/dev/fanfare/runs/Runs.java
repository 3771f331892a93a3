package dev.fanfare.runs;

import dev.fanfare.NoSuchRunException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import dev.fanfare.store.RunFolder;
import dev.fanfare.store.StoreLocation;
import dev.fanfare.store.UnreadableObjectException;
import dev.fanfare.wire.RunId;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

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
  public record Damaged(String runId, String why) {

    /** What to tell of a run that is ignored. */
    public String told() {
      return "ignored run " + runId + ": " + why;
    }
  }

  /** All readable runs, oldest first. */
  public List<RunRecord> all(Consumer<Damaged> damaged) {
    return ids().stream()
        .flatMap(id -> read(id, damaged, noRun -> {}))
        .sorted(Comparator.comparing(run -> run.manifest().created()))
        .toList();
  }

  /**
   * The readable runs of those names, each once; see {@link #find}.
   *
   * @param damaged receives the others
   * @throws NoSuchRunException if there is none of a name, or several
   */
  public List<RunRecord> named(List<String> names, Consumer<Damaged> damaged) {
    return names.stream()
        .map(name -> name.equals(LAST) ? last(ignored -> {}).runId() : id(name))
        .distinct()
        .flatMap(id -> read(id, damaged, noRun -> {
          throw noRun(noRun);
        }))
        .toList();
  }

  private Stream<RunRecord> read(String id, Consumer<Damaged> damaged, Consumer<String> noRun) {
    try {
      return Stream.of(RunRecord.open(objects, id));
    } catch (NoSuchObjectException e) {
      if (isHalfDeleted(id)) {
        damaged.accept(new Damaged(id, "it has no run.json"));
      } else {
        noRun.accept(id);
      }
    } catch (UnreadableObjectException e) {
      damaged.accept(new Damaged(id, String.valueOf(e.getMessage())));
    }
    return Stream.empty();
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

  /**
   * Finds a run by its id, a unique prefix of it, or {@value #LAST}.
   *
   * @param damaged receives runs that may be newer than the last readable one
   * @throws NoSuchRunException if there is none, or several
   */
  public RunRecord find(String name, Consumer<Damaged> damaged) {
    return name.equals(LAST) ? last(damaged) : open(id(name), name);
  }

  private RunRecord last(Consumer<Damaged> damaged) {
    List<RunRecord> all = all(damaged);
    if (all.isEmpty()) {
      throw new NoSuchRunException("no runs in " + location);
    }
    return all.get(all.size() - 1);
  }

  private RunRecord open(String id, String name) {
    try {
      return RunRecord.open(objects, id);
    } catch (NoSuchObjectException e) {
      throw noRun(name);
    }
  }

  private String id(String name) {
    List<String> named = startingWith(name);
    if (named.contains(name)) {
      return name;
    }
    if (named.size() > 1) {
      throw new NoSuchRunException(named.size() + " runs in " + location + " begin with " + name);
    }
    return named.stream().findFirst().orElseThrow(() -> noRun(name));
  }

  private List<String> startingWith(String name) {
    if (name.isEmpty()) {
      throw new NoSuchRunException(
          "a run must be an id, a prefix of one, or '" + LAST + "', got: ''");
    }
    return ids().stream().filter(id -> id.startsWith(name)).toList();
  }

  private NoSuchRunException noRun(String name) {
    return new NoSuchRunException("no run " + name + " in " + location);
  }

  @Override
  public void close() {
    objects.close();
  }
}
