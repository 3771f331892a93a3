package dev.fanfare.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fanfare init}: creates a project for the user's own kernels. */
@Command(
    name = "init",
    description = {
      "Creates a project for kernels of your own, in a new folder.",
      "It has a pom.xml, a kernel and its test, a job list, a Java main, and a template for AWS."
    },
    footer = {
      "",
      "  fanfare init risk && cd risk && fanfare run jobs.jsonl",
      "",
      "In this folder and those below it, fanfare uses the project's kernels,",
      "and builds the project if its sources have changed."
    })
final class InitCommand implements Runnable {

  @Parameters(
      paramLabel = "NAME",
      description = "Name of the project and of its folder: lower-case letters, digits and '-'.")
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private String name;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private CommandSpec spec;

  @Override
  public void run() {
    new Project(name).createIn(Path.of(""));
    PrintWriter out = spec.commandLine().getOut();
    out.println("Created the project " + name + " with the kernel 'price'. Next:");
    out.println("  cd " + name);
    out.println("  fanfare run jobs.jsonl");
  }
}
