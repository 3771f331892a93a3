package dev.fanfare.processor;

import dev.fanfare.kernel.Shared;
import dev.fanfare.kernel.TypeName;
import dev.fanfare.wire.CarriedTypes;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/**
 * Which declared types can travel between processes, as wire's check of values decides it at run time.
 * A type is refused only if nothing but null and empty collections of it would arrive. Stateless.
 */
final class TravelingTypes {

  /** Types whose type arguments grow with each step are followed no further. */
  private static final int MOST_TYPES = 1_000;

  private final Elements elements;
  private final Types types;

  TravelingTypes(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
  }

  /** What keeps a parameter's type from traveling; null if nothing does. */
  @Nullable
  Obstacle asParameter(TypeMirror type) {
    if (type instanceof DeclaredType generic && isShared(name(generic))) {
      return first(generic, "");
    }
    return asValue(type);
  }

  /** What keeps the type of a result, or of a part of a value, from traveling; null if nothing does. */
  @Nullable
  Obstacle asValue(TypeMirror type) {
    return of(type, new HashSet<>());
  }

  // Type variables are read as plain JSON, and the compiler itself refuses erroneous types.
  private @Nullable Obstacle of(@Nullable TypeMirror type, Set<String> seen) {
    if (type instanceof WildcardType wildcard) {
      return of(wildcard.getExtendsBound(), seen);
    }
    if (type instanceof ArrayType array) {
      return Obstacle.within("[]", of(array.getComponentType(), seen));
    }
    return type instanceof DeclaredType declared && type.getKind() == TypeKind.DECLARED
        ? ofClass(declared, seen)
        : null;
  }

  private @Nullable Obstacle ofClass(DeclaredType type, Set<String> seen) {
    TypeElement element = (TypeElement) type.asElement();
    String name = name(type);
    if (CarriedTypes.isWhole(name) || element.getKind() == ElementKind.ENUM || isTime(element)) {
      return null;
    }
    if (CarriedTypes.isCollection(name) || CarriedTypes.isMap(name)) {
      return ofArguments(type, seen);
    }
    if (isShared(name)) {
      return new Obstacle("a Shared is a parameter, never a result or a part of another value");
    }
    if (!isMadeOfParts(element)) {
      return new Obstacle(CarriedTypes.notCarried(TypeName.of(name)));
    }
    return seen.add(type.toString()) && seen.size() < MOST_TYPES ? ofParts(type, seen) : null;
  }

  private @Nullable Obstacle ofArguments(DeclaredType type, Set<String> seen) {
    List<? extends TypeMirror> arguments = type.getTypeArguments();
    for (int i = 0; i < arguments.size(); i++) {
      boolean isKey = i == 0 && arguments.size() == 2;
      Obstacle found = of(arguments.get(i), seen);
      if (found != null) {
        return Obstacle.within(isKey ? "(key)" : "[]", found);
      }
    }
    return null;
  }

  private @Nullable Obstacle first(DeclaredType generic, String path) {
    return generic.getTypeArguments().isEmpty()
        ? null
        : Obstacle.within(path, asValue(generic.getTypeArguments().get(0)));
  }

  /** Whether JSON represents a class as an object of named parts: records and the caller's concrete classes, except collections. */
  private boolean isMadeOfParts(TypeElement type) {
    boolean concrete = !type.getKind().isInterface()
        && !type.getModifiers().contains(Modifier.ABSTRACT)
        && Stream.of(Collection.class, Map.class, Enum.class, Throwable.class)
            .noneMatch(kind -> isA(type, kind));
    return concrete && CarriedTypes.isCallers(elements.getBinaryName(type).toString());
  }

  private boolean isA(TypeElement type, Class<?> kind) {
    TypeElement above = elements.getTypeElement(kind.getCanonicalName());
    return above != null
        && types.isSubtype(types.erasure(type.asType()), types.erasure(above.asType()));
  }

  private @Nullable Obstacle ofParts(DeclaredType type, Set<String> seen) {
    TypeElement element = (TypeElement) type.asElement();
    if (isInner(element)) {
      return new Obstacle(
          TypeName.of(name(type)) + " is an inner class; it must be static, or a record");
    }
    for (TypeElement c = element; c != null; c = superclass(c)) {
      for (VariableElement field : fields(c)) {
        Obstacle found = ofPart(types.asMemberOf(type, field), field, seen);
        if (found != null) {
          return Obstacle.within("." + field.getSimpleName(), found);
        }
      }
    }
    return null;
  }

  private @Nullable Obstacle ofPart(TypeMirror type, VariableElement part, Set<String> seen) {
    if (part.getModifiers().contains(Modifier.TRANSIENT)) {
      return new Obstacle("a transient field does not travel");
    }
    return isNullable(part) ? null : of(type, seen);
  }

  /** Whether a part may be null, and so may travel whatever its type. */
  private static boolean isNullable(VariableElement part) {
    return Stream.<List<? extends AnnotationMirror>>of(
            part.getAnnotationMirrors(), part.asType().getAnnotationMirrors())
        .flatMap(List::stream)
        .anyMatch(
            one -> one.getAnnotationType().asElement().getSimpleName().contentEquals("Nullable"));
  }

  private static boolean isInner(TypeElement type) {
    return type.getNestingKind().isNested() && !type.getModifiers().contains(Modifier.STATIC);
  }

  private static List<VariableElement> fields(TypeElement type) {
    return ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
        .filter(field -> !field.getModifiers().contains(Modifier.STATIC))
        .toList();
  }

  private static @Nullable TypeElement superclass(TypeElement type) {
    return type.getSuperclass() instanceof DeclaredType above
        ? (TypeElement) above.asElement()
        : null;
  }

  private boolean isTime(TypeElement type) {
    return type.getQualifiedName().toString().startsWith(CarriedTypes.TIMES)
        && ElementFilter.methodsIn(elements.getAllMembers(type)).stream()
            .anyMatch(method -> isReader(type, method));
  }

  private static boolean isReader(TypeElement type, ExecutableElement method) {
    boolean isZone = type.getSimpleName().toString().startsWith("Zone");
    boolean isParse =
        method.getSimpleName().contentEquals("parse") && takes(method, "CharSequence");
    boolean isOf = method.getSimpleName().contentEquals("of") && takes(method, "String");
    return method.getModifiers().contains(Modifier.STATIC) && (isParse || (isZone && isOf));
  }

  private static boolean takes(ExecutableElement method, String javaLangType) {
    return method.getParameters().size() == 1
        && method.getParameters().get(0).asType().toString().equals("java.lang." + javaLangType);
  }

  private String name(DeclaredType type) {
    return elements.getBinaryName((TypeElement) type.asElement()).toString();
  }

  private static boolean isShared(String name) {
    return name.equals(Shared.class.getName());
  }
}
