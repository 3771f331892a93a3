package dev.fanfare.processor;

import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** What a method needs to run as a kernel in another process. Stateless. */
final class KernelRules {

  private final TravelingTypes traveling;

  KernelRules(Elements elements, Types types) {
    this.traveling = new TravelingTypes(elements, types);
  }

  /** Why a method cannot run as a kernel; empty if it can. */
  List<Problem> problems(Element owner, String className, ExecutableElement method) {
    String name = className + "::" + method.getSimpleName();
    List<Problem> problems = new ArrayList<>(modifiers(name, owner, className, method));
    problems.addAll(ignored(name, method));
    for (VariableElement parameter : method.getParameters()) {
      if (isIgnored(parameter, method)) {
        continue; // Such as a log, which is null unless the kernel runs in its caller's process.
      }
      String what = "parameter '" + parameter.getSimpleName() + "' of kernel " + name;
      problems.addAll(
          obstacle(what, parameter, parameter.asType(), traveling.asParameter(parameter.asType())));
    }
    TypeMirror result = method.getReturnType();
    problems.addAll(
        obstacle("the result of kernel " + name, method, result, traveling.asValue(result)));
    return problems;
  }

  private static List<Problem> modifiers(
      String name, Element owner, String className, ExecutableElement method) {
    return Stream.of(
            missing(method, Modifier.PUBLIC, "kernel " + name),
            missing(method, Modifier.STATIC, "kernel " + name),
            missing(owner, Modifier.PUBLIC, "the class of kernel " + name + ", " + className + ","))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Problem> missing(Element element, Modifier modifier, String what) {
    return element.getModifiers().contains(modifier)
        ? List.of()
        : List.of(new Problem(
            element, what + " must be " + modifier + "; declare it '" + modifier + "'"));
  }

  private static boolean isIgnored(VariableElement parameter, ExecutableElement method) {
    return Arrays.asList(method.getAnnotation(Kernel.class).ignore())
        .contains(parameter.getSimpleName().toString());
  }

  private static List<Problem> ignored(String name, ExecutableElement method) {
    List<String> parameters = method.getParameters().stream()
        .map(one -> one.getSimpleName().toString())
        .toList();
    return Arrays.stream(method.getAnnotation(Kernel.class).ignore())
        .filter(one -> !parameters.contains(one))
        .map(one -> new Problem(
            method,
            "kernel " + name + " ignores '" + one + "', which is none of its parameters ("
                + String.join(", ", parameters) + ")" + Nearest.hint(one, parameters)))
        .toList();
  }

  private static List<Problem> obstacle(
      String what, Element at, TypeMirror type, @Nullable Obstacle found) {
    return found == null
        ? List.of()
        : List.of(new Problem(at, what + " cannot be carried exactly as " + type + ": " + found));
  }
}
