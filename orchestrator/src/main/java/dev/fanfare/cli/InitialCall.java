package dev.fanfare.cli;

import dev.fanfare.kernel.Delayed;
import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Codec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the call of a kernel: {@code warm_up}, or {@code load("model.bin", 3)}. */
final class InitialCall implements ITypeConverter<Delayed<@Nullable Object>> {

  private static final Pattern FORM =
      Pattern.compile("([\\w.$:-]+)(?:\\((.*)\\))?", Pattern.DOTALL);

  @Override
  public Delayed<@Nullable Object> convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException(
          "must be a kernel, or a call of it such as 'load(\"model.bin\", 3)', got: " + text);
    }
    String arguments = form.group(2) == null ? "" : form.group(2);
    try {
      return Codec.readJob("{\"kernel\":\"" + form.group(1) + "\",\"args\":[" + arguments + "]}");
    } catch (FanfareException e) {
      throw new TypeConversionException(text + ": " + e.getMessage());
    }
  }
}
