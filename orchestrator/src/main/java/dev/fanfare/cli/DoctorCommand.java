package dev.fanfare.cli;

import dev.fanfare.backend.LambdaBackend;
import dev.fanfare.doctor.Doctor;
import dev.fanfare.doctor.Finding;
import dev.fanfare.doctor.Machine;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fanfare doctor}: checks what runs need. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
      "Checks what runs need: this machine and the store; with --backend lambda, also the function.",
      "Prints one line for each check, with the command that fixes what is wrong. Runs no task.",
      "The exit code is 0 if nothing fails, and 1 otherwise."
    },
    footer = {"", "Example: fanfare doctor --backend lambda --vcpus 6"})
final class DoctorCommand implements Callable<Integer> {

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it.
  private Target.OfDoctor target;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private Store store;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  private boolean failed;

  @Override
  public Integer call() {
    String backend = target.name();
    if (backend != null) {
      // Refuses a name that is none.
      target.create(backend).close();
    }
    Doctor doctor = new Doctor(this::print);
    doctor.check(Machine.here(), store.location());
    if (Target.LAMBDA.equals(backend)) {
      try (LambdaBackend lambda = target.lambda()) {
        doctor.check(lambda);
      }
    }
    return failed ? ExitCode.CHECKS_FAILED : 0;
  }

  private void print(Finding finding) {
    failed |= finding.failed();
    String fix = finding.fix().isEmpty() ? "" : "; fix: " + finding.fix();
    String line = String.format(
        Locale.ROOT,
        "%-4s  %-18s  %s%s",
        finding.grade().name().toLowerCase(Locale.ROOT),
        finding.what(),
        finding.found(),
        fix);
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
