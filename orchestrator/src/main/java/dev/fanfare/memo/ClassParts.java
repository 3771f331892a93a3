package dev.fanfare.memo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Splits a class into its header and its members. Each becomes a class file of its own, written
 * anew: without debug information, without the order of the constant pool and of the members, and
 * without the version of the class file. Attributes that only describe nesting are left out.
 *
 * <p>The numbers in the names of lambdas' methods count within the method that contains them, not
 * within the class, so that a new lambda changes no other method.
 */
final class ClassParts extends ClassVisitor {

  private static final int API = Opcodes.ASM9;

  /** As javac names them: {@code lambda$price$0}, or with a hash if it is serializable. */
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.+?)(\\$[0-9a-f]+)?\\$[0-9]+");

  private final ClassWriter header;
  private final String name;
  private final Map<String, String> originalNames = new HashMap<>();
  private final List<Member> members = new ArrayList<>();

  private record Member(Set<String> keys, ClassWriter content) {}

  private ClassParts(String name, ClassWriter header, Map<String, String> lambdas) {
    super(API, header);
    this.name = name;
    this.header = header;
    lambdas.forEach((original, renamed) -> originalNames.put(renamed, original));
  }

  static List<CodePart> of(ClassReader file) {
    Map<String, String> lambdas = lambdas(file);
    String name = file.getClassName();
    ClassParts parts = new ClassParts(name, new ClassWriter(0), lambdas);
    file.accept(
        new ClassRemapper(parts, new Remapper(API) {
          @Override
          public String mapMethodName(String owner, String method, String descriptor) {
            return owner.equals(name) ? lambdas.getOrDefault(method, method) : method;
          }
        }),
        ClassReader.SKIP_DEBUG);
    return parts.all();
  }

  /** The new names of the methods of lambdas. No method in Java can have such a name. */
  private static Map<String, String> lambdas(ClassReader file) {
    Map<String, String> renamed = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    file.accept(
        new ClassVisitor(API) {
          @Override
          public @Nullable MethodVisitor visitMethod(
              int access,
              String method,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            Matcher lambda = LAMBDA.matcher(method);
            if (has(access, Opcodes.ACC_SYNTHETIC | Opcodes.ACC_PRIVATE) && lambda.matches()) {
              String within = lambda.group(1);
              renamed.put(method, "lambda$" + within + "#" + counts.merge(within, 1, Integer::sum));
            }
            return null;
          }
        },
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
    return renamed;
  }

  private List<CodePart> all() {
    List<CodePart> all = new ArrayList<>();
    all.add(CodePart.of(Set.of(), header));
    members.forEach(member -> all.add(CodePart.of(member.keys, member.content)));
    return all;
  }

  @Override
  public void visit(
      int version,
      int access,
      String className,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    header.visit(Opcodes.V17, access, className, signature, superName, interfaces);
  }

  @Override
  public FieldVisitor visitField(
      int access,
      String field,
      String descriptor,
      @Nullable String signature,
      @Nullable Object value) {
    boolean mentioned = has(access, Opcodes.ACC_STATIC);
    return member(mentioned ? Set.of(field + descriptor) : Set.of())
        .visitField(access, field, descriptor, signature, value);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String method,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    boolean mentioned =
        (access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) != 0 && !method.startsWith("<");
    String original = originalNames.getOrDefault(method, method);
    Set<String> keys = mentioned ? keys(method + descriptor, original + descriptor) : Set.of();
    return member(keys).visitMethod(access, method, descriptor, signature, exceptions);
  }

  private static Set<String> keys(String key, String original) {
    return key.equals(original) ? Set.of(key) : Set.of(key, original);
  }

  private ClassWriter member(Set<String> keys) {
    ClassWriter content = new ClassWriter(0);
    content.visit(Opcodes.V17, 0, name, null, null, null);
    members.add(new Member(keys, content));
    return content;
  }

  private static boolean has(int access, int flags) {
    return (access & flags) == flags;
  }

  @Override
  public void visitNestHost(String host) {}

  @Override
  public void visitNestMember(String member) {}

  @Override
  public void visitOuterClass(String owner, @Nullable String method, @Nullable String descriptor) {}

  @Override
  public void visitInnerClass(
      String inner, @Nullable String outer, @Nullable String simpleName, int access) {}
}
