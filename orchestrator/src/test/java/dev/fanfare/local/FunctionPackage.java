package dev.fanfare.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A function's code as it was uploaded: a zip with classes at its root and jars under {@code lib/}, as Lambda takes it for Java. The
 * zip itself goes on the class path, and so do its jars, which are taken out; no other entry is ever written to a file. Immutable.
 *
 * @param classPath the zip, then its jars by name
 * @param codeBytes the zip's size
 * @param codeSha256 the zip's digest, in Base64
 */
record FunctionPackage(List<Path> classPath, long codeBytes, String codeSha256) {

  /** The code of a function that was not uploaded. */
  static final FunctionPackage NONE = new FunctionPackage(List.of(), 0, sha256(new byte[0]));

  /** What may be in a zip, unpacked: Lambda's quota. */
  private static final long MAX_UNZIPPED_BYTES = 262_144_000;

  private static final int MAX_ENTRIES = 100_000;

  /** No entry of that name leads out of the folder. */
  private static final Pattern JAR = Pattern.compile("lib/([^/\\\\:\\x00]+\\.jar)");

  FunctionPackage {
    classPath = List.copyOf(classPath);
  }

  /**
   * Stores a package.
   *
   * @param base64 the zip, in Base64
   * @param folder for the zip and its jars; new
   * @throws LambdaRefusal with status 400 if that is no zip, or one with too much in it
   */
  static FunctionPackage store(String base64, Path folder) throws IOException {
    byte[] zip = decode(base64);
    Path file = Files.write(Files.createDirectories(folder).resolve("package.jar"), zip);
    List<Path> classPath = new ArrayList<>(List.of(file));
    try (ZipFile content = new ZipFile(file.toFile())) {
      checkSizes(content);
      classPath.addAll(takeJars(content, Files.createDirectory(folder.resolve("lib"))));
    } catch (ZipException e) {
      throw FunctionRequest.invalid(
          "Could not unzip uploaded file. Please check your file, then try to upload again.");
    }
    return new FunctionPackage(classPath, zip.length, sha256(zip));
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw FunctionRequest.invalid("ZipFile must be in Base64");
    }
  }

  private static void checkSizes(ZipFile zip) {
    if (zip.size() > MAX_ENTRIES) {
      throw FunctionRequest.invalid(
          "ZipFile must have at most " + MAX_ENTRIES + " entries, got: " + zip.size());
    }
    // An entry says its size itself, and may lie: what is written is counted once more.
    if (zip.stream().mapToLong(ZipEntry::getSize).filter(size -> size > 0).sum()
        >= MAX_UNZIPPED_BYTES) {
      throw tooLarge();
    }
  }

  private static List<Path> takeJars(ZipFile zip, Path folder) throws IOException {
    List<Path> jars = new ArrayList<>();
    long leftBytes = MAX_UNZIPPED_BYTES;
    for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
      var name = JAR.matcher(entry.getName());
      if (name.matches()) {
        Path jar = folder.resolve(name.group(1));
        leftBytes -= copy(zip, entry, jar, leftBytes);
        jars.add(jar);
      }
    }
    return jars.stream().distinct().sorted().toList();
  }

  private static long copy(ZipFile zip, ZipEntry entry, Path target, long mostBytes)
      throws IOException {
    try (InputStream from = zip.getInputStream(entry);
        OutputStream to = Files.newOutputStream(target)) {
      byte[] piece = new byte[1 << 16];
      long copied = 0;
      for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
        copied += read;
        if (copied >= mostBytes) {
          throw tooLarge();
        }
        to.write(piece, 0, read);
      }
      return copied;
    }
  }

  private static LambdaRefusal tooLarge() {
    return FunctionRequest.invalid(
        "Unzipped size must be smaller than " + MAX_UNZIPPED_BYTES + " bytes");
  }

  private static String sha256(byte[] content) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Signature.sha256(content)));
  }

  /**
   * Starts workers of a function that has this code: those of an uploaded one have its own classes and the runtime's.
   *
   * @param folder where the workers get their folders and logs
   */
  WorkerCommand command(FunctionConfig function, Path folder) throws IOException {
    if (equals(NONE)) {
      return WorkerCommand.of(function, folder);
    }
    // The first two are the kernels and the JSON library, which a package brings along.
    Stream<Path> runtime =
        WorkerClassPath.of(List.of(), WorkerCommand.library().isPresent()).leading().stream()
            .skip(2);
    List<Path> all = Stream.concat(function.classPath().stream(), runtime).toList();
    return WorkerCommand.of(function, new WorkerClassPath(List.of(), all), folder);
  }
}
