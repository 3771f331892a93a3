package dev.fanfare.schedule;

import dev.fanfare.JobList;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A job list on the function's own disk, as it may be larger than memory; gone when it is closed. */
final class JobsFile implements AutoCloseable {

  private final JobsLocation location;
  private final Path folder;
  private final Path file;
  private @Nullable JobList list;

  private JobsFile(JobsLocation location, Path folder) {
    this.location = location;
    this.folder = folder;
    this.file = folder.resolve("jobs");
  }

  /**
   * Fetches a job list.
   *
   * @throws IllegalArgumentException if there is none
   */
  static JobsFile fetch(ObjectStore objects, JobsLocation location) {
    JobsFile jobs = new JobsFile(location, newFolder());
    try {
      Await.result(objects.get(location.key(), jobs.file));
      return jobs;
    } catch (NoSuchObjectException e) {
      jobs.close();
      throw new IllegalArgumentException("there is no job list " + location, e);
    } catch (RuntimeException e) {
      jobs.close();
      throw e;
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("fanfare-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder for the job list", e);
    }
  }

  /**
   * The list, checked. To be used while this is open.
   *
   * @throws dev.fanfare.JobListException if one of its lines is no task
   */
  JobList list() {
    if (list == null) {
      list = JobList.of(file, location.toString());
    }
    return list;
  }

  /** What cannot be deleted goes with the function's environment. */
  @Override
  public void close() {
    file.toFile().delete();
    folder.toFile().delete();
  }
}
