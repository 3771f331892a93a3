package dev.fanfare.wire;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.kernel.KernelMethod;
import dev.fanfare.kernel.Kernels;
import dev.fanfare.kernel.Release;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process can run.
 *
 * @param fanfare version of Fanfare
 * @param java version of the JDK
 * @param kernels the {@link KernelMethod#fingerprint() fingerprint} of each kernel that it was asked for and has, by
 *     its full name
 */
public record Inventory(String fanfare, String java, Map<String, String> kernels) {

  public Inventory {
    kernels = Map.copyOf(kernels);
  }

  /** That of this process, with those of the kernels that it has. */
  public static Inventory here(List<String> names) {
    Map<String, String> kernels = new LinkedHashMap<>();
    for (String name : names) {
      try {
        kernels.put(name, Kernels.byName(name).fingerprint());
      } catch (FanfareException e) {
        // It is not among those that this process has.
      }
    }
    return new Inventory(Release.VERSION, System.getProperty("java.version", ""), kernels);
  }
}
