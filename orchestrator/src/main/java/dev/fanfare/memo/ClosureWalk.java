package dev.fanfare.memo;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.wire.Sha256;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * Walks from a kernel to all code that it can reach. A class is reached if code that counts mentions
 * it. Then all of it counts, except for its static and its private members, which count if code that
 * counts mentions their name and descriptor. Static initializers and constructors always count.
 *
 * <p>Libraries are walked through as well, because they lead to other libraries, but each counts as
 * a whole; one that is reached only by its annotations does not count. Not thread-safe.
 */
final class ClosureWalk {

  private static final String CONTEXT = "dev/fanfare/kernel/TaskContext";

  private final ClassFinder files;
  private final Set<String> classes = new HashSet<>();
  private final Set<String> members = new HashSet<>();
  private final Deque<String> unread = new ArrayDeque<>();
  private final Deque<Mentions> unfollowed = new ArrayDeque<>();

  /** Members that do not count yet, by what would have to be mentioned. */
  private final Map<String, List<Member>> unmentioned = new HashMap<>();

  /** The digests of what counts, by class or library. */
  private final SortedMap<String, SortedSet<String>> digests = new TreeMap<>();

  private final Set<Library> libraries = new HashSet<>();

  private record Member(String className, CodePart part) {}

  ClosureWalk(ClassFinder files) {
    this.files = files;
  }

  ClassClosure from(Method kernel) {
    String descriptor = MethodType.methodType(kernel.getReturnType(), kernel.getParameterTypes())
        .toMethodDescriptorString();
    mention(kernel.getName() + descriptor);
    reach(kernel.getDeclaringClass().getName().replace('.', '/'));
    while (!unfollowed.isEmpty() || !unread.isEmpty()) {
      if (unfollowed.isEmpty()) {
        read(unread.remove());
      } else {
        follow(unfollowed.remove());
      }
    }
    libraries.forEach(library -> add(library.name(), library.digest()));
    SortedMap<String, String> parts = new TreeMap<>();
    digests.forEach((name, all) -> parts.put(name, joined(all)));
    return new ClassClosure(parts, classes.contains(CONTEXT));
  }

  private void read(String name) {
    ClassFile file = files.find(name);
    if (file == null) {
      return;
    }
    try {
      add(file, file.reader());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new FanfareException("cannot read class " + file.className() + ": it is damaged", e);
    }
  }

  private void add(ClassFile file, ClassReader reader) {
    Library library = file.library();
    if (library == null) {
      ClassParts.of(reader).forEach(part -> add(new Member(file.className(), part)));
    } else if ((reader.getAccess() & Opcodes.ACC_ANNOTATION) == 0) {
      libraries.add(library);
      unfollowed.add(Mentions.inCodeOf(reader));
    }
  }

  private void add(Member member) {
    Set<String> keys = member.part.keys();
    if (keys.isEmpty() || keys.stream().anyMatch(members::contains)) {
      count(member);
    } else {
      keys.forEach(
          key -> unmentioned.computeIfAbsent(key, k -> new ArrayList<>()).add(member));
    }
  }

  private void count(Member member) {
    if (add(member.className, member.part.digest())) {
      unfollowed.add(member.part.mentions());
    }
  }

  private boolean add(String name, String digest) {
    return digests.computeIfAbsent(name, n -> new TreeSet<>()).add(digest);
  }

  private void follow(Mentions mentions) {
    mentions.classes().forEach(this::reach);
    mentions.members().forEach(this::mention);
  }

  private void reach(String name) {
    if (classes.add(name)) {
      unread.add(name);
    }
  }

  private void mention(String key) {
    if (members.add(key)) {
      List<Member> now = unmentioned.remove(key);
      if (now != null) {
        now.forEach(this::count);
      }
    }
  }

  private static String joined(SortedSet<String> digests) {
    if (digests.size() == 1) {
      return digests.first();
    }
    byte[] all = String.join("\n", digests).getBytes(StandardCharsets.US_ASCII);
    return Sha256.hex(all);
  }
}
