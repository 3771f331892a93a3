package dev.fanfare.processor;

import dev.fanfare.kernel.Kernel;
import dev.fanfare.kernel.Kernels;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * The annotation processor for {@link Kernel}: writes the index {@value Kernels#INDEX} of the classes
 * with kernels, and refuses kernels that could not run, at the element that must change. The compiler
 * creates it and calls it from one thread.
 */
@SupportedAnnotationTypes("dev.fanfare.kernel.Kernel")
public final class KernelProcessor extends AbstractProcessor {

  /** Names, not elements, because those of earlier rounds are no longer valid. */
  private final Set<String> classes = new TreeSet<>();

  private final KernelNames names = new KernelNames();
  private @Nullable KernelRules rules;

  /** Called by the compiler. */
  public KernelProcessor() {}

  @Override
  public synchronized void init(ProcessingEnvironment environment) {
    super.init(environment);
    rules = new KernelRules(environment.getElementUtils(), environment.getTypeUtils());
  }

  /** Any: a kernel's rules do not depend on the language's version. */
  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latest();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    ElementFilter.methodsIn(round.getElementsAnnotatedWith(Kernel.class)).forEach(this::add);
    if (round.processingOver() && !round.errorRaised() && !classes.isEmpty()) {
      writeIndex();
    }
    return false;
  }

  private void add(ExecutableElement method) {
    TypeElement owner = (TypeElement) Objects.requireNonNull(method.getEnclosingElement());
    String className = processingEnv.getElementUtils().getBinaryName(owner).toString();
    classes.add(className);
    if (rules != null) {
      report(rules.problems(owner, className, method));
    }
    report(names.add(className, method));
  }

  private void report(List<Problem> problems) {
    for (Problem problem : problems) {
      processingEnv
          .getMessager()
          .printMessage(Diagnostic.Kind.ERROR, problem.message(), problem.at());
    }
  }

  // Aggregating: a build that compiles incrementally must pass all kernels, or the index lacks
  // some.
  private void writeIndex() {
    try (Writer index = processingEnv
        .getFiler()
        .createResource(StandardLocation.CLASS_OUTPUT, "", Kernels.INDEX)
        .openWriter()) {
      index.write(String.join("\n", classes) + "\n");
    } catch (IOException e) {
      processingEnv
          .getMessager()
          .printMessage(
              Diagnostic.Kind.ERROR, "cannot write " + Kernels.INDEX + ": " + e.getMessage());
    }
  }
}
