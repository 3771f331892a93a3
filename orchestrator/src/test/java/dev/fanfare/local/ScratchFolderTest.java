package dev.fanfare.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is left of temporary folders: nothing that nobody needs, and nothing else is touched. */
@Timeout(60)
final class ScratchFolderTest {

  @TempDir
  Path parent;

  @Test
  void is_gone_when_it_is_closed_with_all_that_lies_in_it() throws IOException {
    ScratchFolder folder = ScratchFolder.make(parent);
    Files.createDirectories(folder.path().resolve("a/b"));
    Files.createFile(folder.path().resolve("a/b/c"));

    folder.close();
    folder.close();

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such permissions")
  void is_its_owners_alone() throws IOException {
    try (ScratchFolder folder = ScratchFolder.make(parent)) {
      assertThat(Files.getPosixFilePermissions(folder.path()))
          .allMatch(permission -> permission.name().startsWith("OWNER"));
    }
  }

  @Test
  void a_later_one_deletes_what_a_killed_process_has_left() throws Exception {
    Path left = leftByAKilledProcess();
    Files.createDirectories(left.resolve("a/b"));
    Files.createFile(left.resolve("a/b/c"));

    try (ScratchFolder own = ScratchFolder.make(parent)) {
      awaitEnd(left);
      assertThat(own.path()).isDirectory();
    }
  }

  @Test
  void a_living_processs_folder_stays() throws Exception {
    Process other = Other.start(parent);
    try (ScratchFolder own = ScratchFolder.make(parent);
        BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
      Path alive = Path.of(out.readLine());

      ScratchFolder.sweep(parent, own.path());

      assertThat(alive.resolve("lock")).exists();
      assertThat(own.path().resolve("lock")).exists();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void what_a_link_leads_to_stays() throws Exception {
    Path left = leftByAKilledProcess();
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Path kept = Files.createFile(elsewhere.resolve("kept"));
    Files.createSymbolicLink(left.resolve("link"), elsewhere);
    Path moved = Files.move(left, parent.resolve("moved"));
    Path link = Files.createSymbolicLink(left, moved);

    try (ScratchFolder own = ScratchFolder.make(parent)) {
      ScratchFolder.sweep(parent, own.path());
      assertThat(link).as("a link is not a folder").isSymbolicLink();
      assertThat(moved.resolve("lock")).exists();

      Files.delete(link);
      Files.move(moved, left);
      ScratchFolder.sweep(parent, own.path());
      awaitEnd(left);
      assertThat(kept).exists();
    }
  }

  @Test
  void a_folder_without_a_lock_or_of_another_name_stays() throws IOException {
    Path unlocked = Files.createDirectory(parent.resolve("fanfare-1-unlocked"));
    Path foreign = Files.createDirectory(parent.resolve("other-1-folder"));
    Files.createFile(foreign.resolve("lock"));

    try (ScratchFolder own = ScratchFolder.make(parent)) {
      ScratchFolder.sweep(parent, own.path());
    }

    assertThat(unlocked).isDirectory();
    assertThat(foreign.resolve("lock")).exists();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "owners are of another kind there")
  void another_users_folder_stays() throws Exception {
    Path left = leftByAKilledProcess();
    UserPrincipal another =
        parent.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Path othersOwn = Files.createDirectory(parent.resolve("own"));
    assumeTrue(canGive(othersOwn, another));

    ScratchFolder.sweep(parent, othersOwn);

    assertThat(left.resolve("lock")).exists();
  }

  /** Another thread may be at it. */
  private static void awaitEnd(Path folder) {
    while (Files.exists(folder)) {
      assertThat(Thread.currentThread().isInterrupted())
          .as("%s is there", folder)
          .isFalse();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static boolean canGive(Path folder, UserPrincipal another) {
    try {
      Files.setOwner(folder, another);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Path leftByAKilledProcess() throws IOException, InterruptedException {
    Process other = Other.start(parent);
    try (BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
      return Path.of(out.readLine());
    } finally {
      other.destroyForcibly();
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A program that has a folder and waits to be killed; prints where the folder is. */
  static final class Other {
    static Process start(Path parent) throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Other.class.getName(),
              parent.toString())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    }

    public static void main(String[] args) throws IOException {
      try (ScratchFolder folder = ScratchFolder.make(Path.of(args[0]))) {
        System.out.println(folder.path());
        System.in.read();
      }
    }
  }
}
