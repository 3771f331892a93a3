package dev.fanfare.processor;

import dev.fanfare.kernel.Kernel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;

/** The names of the kernels of one compilation, which must be unique. For one thread. */
final class KernelNames {

  /** The signature of the first kernel of each name, such as {@code com.acme.Risk::price(double)}. */
  private final Map<String, String> owners = new HashMap<>();

  /** Adds a kernel's full name and its short one, and says which of them are taken. */
  List<Problem> add(String className, ExecutableElement method) {
    String full = className + "::" + method.getSimpleName();
    String signature = className + "::" + method;
    String given = method.getAnnotation(Kernel.class).value();
    return Stream.of(full, given)
        .filter(name -> !name.isEmpty())
        .filter(name -> owners.putIfAbsent(name, signature) != null)
        .map(name -> new Problem(method, taken(name, full)))
        .toList();
  }

  private String taken(String name, String full) {
    String what = name.equals(full)
        ? "kernels cannot be overloaded: rename one of them"
        : "choose another name in @Kernel";
    return "the name of a kernel must be unique, but '" + name + "' is also " + owners.get(name)
        + "; " + what;
  }
}
