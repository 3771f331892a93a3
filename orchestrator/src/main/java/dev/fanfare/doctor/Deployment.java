package dev.fanfare.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to build and deploy a function, by the folder that the command was started in. Immutable.
 *
 * @param folder the nearest one, upwards, with a template; null if there is none
 * @param function name or ARN of the function
 */
record Deployment(@Nullable Path folder, String function) {

  private static final String FANFARE = "fanfare";

  /** The functions of a stack are named after it. */
  private static final Pattern FUNCTION =
      Pattern.compile("(?:.*:function:)?([A-Za-z0-9-]+)-worker-(?:\\d+|long)(?::.*)?");

  private static final Pattern SAVED_STACK =
      Pattern.compile("(?m)^\\s*stack_name\\s*=\\s*\"([^\"]+)\"");

  /** The one for a function, from that folder. */
  static Deployment of(Path here, String function) {
    Path folder = here.toAbsolutePath().normalize();
    while (folder != null && !Files.exists(folder.resolve("template.yaml"))) {
      folder = folder.getParent();
    }
    return new Deployment(folder, function);
  }

  /** The command. */
  String command() {
    return command("");
  }

  /** The command, with a JDK for the build. */
  String command(Path jdk) {
    return command("JAVA_HOME=" + jdk + " ");
  }

  private String command(String java) {
    String wanted = stackOfFunction();
    if (folder == null) {
      return elsewhere(java, wanted);
    }
    boolean own = isFanfares(folder);
    String stack = stack(folder, own);
    if (wanted.isEmpty() || wanted.equals(stack)) {
      return own ? fanfares(java) + sam(stack) : java + "sam build && " + sam(stack);
    }
    return own
        ? elsewhere(java, wanted)
        : "export FANFARE_STACK=" + stack + ", for this project's workers; to deploy them: " + java
            + "sam build && " + sam(stack);
  }

  private static String elsewhere(String java, String stack) {
    return stack.equals(FANFARE)
        ? "in Fanfare's folder: " + fanfares(java) + "sam deploy"
        : "in the folder of its template.yaml: " + java + "sam build && sam deploy";
  }

  private static String fanfares(String java) {
    return java + "./mvnw -q -DskipTests package && ";
  }

  // Without saved answers, it ends for lack of a name.
  private String sam(String stack) {
    return folder != null && Files.exists(folder.resolve("samconfig.toml"))
        ? "sam deploy"
        : "sam deploy --guided --stack-name " + stack;
  }

  /** The stack whose function it is; empty if its name does not say. */
  private String stackOfFunction() {
    Matcher name = FUNCTION.matcher(function);
    return name.matches() ? name.group(1) : "";
  }

  private static boolean isFanfares(Path folder) {
    return Files.exists(folder.resolve("functions").resolve("pom.xml"));
  }

  /** The stack that this folder deploys. */
  private static String stack(Path folder, boolean own) {
    try {
      Matcher saved = SAVED_STACK.matcher(Files.readString(folder.resolve("samconfig.toml")));
      if (saved.find()) {
        return saved.group(1);
      }
    } catch (IOException e) {
      // Nothing is saved.
    }
    Path name = folder.getFileName();
    return own || name == null ? FANFARE : name.toString();
  }
}
