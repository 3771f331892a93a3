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

/**
 * A job list on the function's disk, because it may be larger than memory. Closing it deletes the
 * file.
 */
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
   * Downloads a job list.
   *
   * @throws IllegalArgumentException if it is missing
   */
  static JobsFile fetch(ObjectStore objects, JobsLocation location) {
    JobsFile jobs = new JobsFile(location, newFolder());
    try {
      Await.result(objects.get(location.key(), jobs.file));
      return jobs;
    } catch (RuntimeException e) {
      jobs.close();
      throw e instanceof NoSuchObjectException
          ? new IllegalArgumentException("no job list " + location, e)
          : e;
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("fanfare-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a folder for the job list", e);
    }
  }

  /**
   * Checks and returns the list. Use it only while this is open.
   *
   * @throws dev.fanfare.JobListException if a line is not a task
   */
  JobList list() {
    if (list == null) {
      list = JobList.of(file, location.toString());
    }
    return list;
  }

  /** A file that cannot be deleted is removed with the function's environment. */
  @Override
  public void close() {
    file.toFile().delete();
    folder.toFile().delete();
  }
}
