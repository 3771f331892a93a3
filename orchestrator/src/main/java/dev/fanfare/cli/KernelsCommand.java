package dev.fanfare.cli;

import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fanfare kernels}: lists the kernels. */
@Command(
    name = "kernels",
    description = {
      "Lists the kernels: name, parameters, result, thread-safe or not.",
      "Looks in the classes that are listed in " + Kernels.INDEX + " files on the class path."
    },
    footer = {
      "",
      "Inside a project ('fanfare init NAME' creates one), its kernels are listed, too.",
      "FANFARE_CLASSPATH adds jars and folders with other kernels to the class path.",
      "  FANFARE_CLASSPATH=risk.jar fanfare kernels"
    })
final class KernelsCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  @Override
  public void run() {
    List<KernelMethod> kernels = Kernels.listed().stream()
        .sorted(Comparator.comparing(KernelMethod::shortName))
        .toList();
    int width = kernels.stream().mapToInt(k -> k.signature().length()).max().orElse(0);
    for (KernelMethod kernel : kernels) {
      String safety =
          kernel.threadSafe() ? "thread-safe" : "not thread-safe: one at a time per process";
      spec.commandLine().getOut().println(padded(kernel.signature(), width) + "  " + safety);
    }
    Kernels.misleadingLines().forEach(spec.commandLine().getErr()::println);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
