package dev.fanfare.cli;

import dev.fanfare.memo.CodePolicy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option for what counts as the same kernel. */
final class MemoCode {

  @Option(
      names = "--memo-code",
      paramLabel = "POLICY",
      description =
          "What makes two kernels the same for a memo. tracked: the annotation's version, or else the "
              + "code that the kernel reaches; version: only the version; ignore: only the name. "
              + "Default: tracked.",
      converter = Policy.class)
  private @Nullable CodePolicy code;

  /** Parses a policy. */
  private static final class Policy implements ITypeConverter<CodePolicy> {

    @Override
    public CodePolicy convert(String text) {
      for (CodePolicy policy : CodePolicy.values()) {
        if (policy.name().toLowerCase(Locale.ROOT).equals(text)) {
          return policy;
        }
      }
      throw new TypeConversionException("must be tracked, version or ignore, got: " + text);
    }
  }

  /** The policy; tracked if none is given. */
  CodePolicy policy() {
    return code == null ? CodePolicy.TRACKED : code;
  }

  /** The option as it was given, for a hint; empty if it was not. */
  String option() {
    return code == null ? "" : " --memo-code " + code.name().toLowerCase(Locale.ROOT);
  }
}
