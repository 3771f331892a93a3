package dev.fanfare.schedule;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A SAM template as maps and lists. Short forms of intrinsic functions are strings as they stand in the file, {@code "!Ref
 * Bucket"}, or maps from the tag to its arguments.
 *
 * @param root the whole document
 */
public record Template(Map<String, Object> root) {

  private static final String NO_VALUE = "!Ref AWS::NoValue";

  private static final Path FILE = Path.of("..", "template.yaml");

  /** The project's own. */
  public static Template read() throws IOException {
    try (Reader reader = Files.newBufferedReader(FILE)) {
      return new Template(map(new Yaml(new WithTags()).load(reader)));
    }
  }

  /** The template of a stack in which those conditions are true, and no others: what they decide is decided. */
  public Template where(String... conditions) {
    return new Template(map(decided(root, Set.of(conditions))));
  }

  private static Object decided(Object value, Set<String> conditions) {
    if (value instanceof List<?> items) {
      return items.stream()
          .map(item -> decided(item, conditions))
          .filter(item -> !item.equals(NO_VALUE))
          .toList();
    }
    if (!(value instanceof Map<?, ?> parts)) {
      return value;
    }
    for (String name : List.of("!If", "Fn::If")) {
      if (parts.get(name) instanceof List<?> choice) {
        return decided(choice.get(conditions.contains(choice.get(0)) ? 1 : 2), conditions);
      }
    }
    Map<String, Object> left = new LinkedHashMap<>();
    parts.forEach((name, part) -> {
      Object now = decided(part, conditions);
      if (isThere(part, conditions) && !now.equals(NO_VALUE)) {
        left.put((String) name, now);
      }
    });
    return left;
  }

  private static boolean isThere(Object part, Set<String> conditions) {
    return !(part instanceof Map<?, ?> resource && resource.get("Condition") instanceof String name)
        || conditions.contains(name);
  }

  /** The value under a path of keys, from the root. */
  Object at(String... path) {
    return at(root, path);
  }

  /** The value under a path of keys. */
  static Object at(Object from, String... path) {
    Object value = from;
    for (String key : path) {
      Map<String, Object> map = map(value);
      if (!map.containsKey(key)) {
        throw new AssertionError(
            String.join(".", path) + " misses '" + key + "' of " + map.keySet());
      }
      value = map.get(key);
    }
    return value;
  }

  /** The properties of the resources of that type, by logical name. */
  Map<String, Object> properties(String type) {
    Map<String, Object> found = new TreeMap<>();
    map(at("Resources")).forEach((name, resource) -> {
      if (at(resource, "Type").equals(type)) {
        found.put(name, at(resource, "Properties"));
      }
    });
    return found;
  }

  /** What a managed policy, or the policies inside a role, allow: {@code "action on resource"}. */
  public Set<String> allowed(String name) {
    Object properties = at("Resources", name, "Properties");
    Set<String> allowed = new TreeSet<>();
    for (Object policy : list(map(properties).getOrDefault("Policies", properties))) {
      allowed.addAll(allowed(at(policy, "PolicyDocument")));
    }
    return allowed;
  }

  /** What a policy document allows: {@code "action on resource"}. */
  static Set<String> allowed(Object document) {
    Set<String> allowed = new TreeSet<>();
    for (Object statement : list(at(document, "Statement"))) {
      if (at(statement, "Effect").equals("Allow")) {
        for (Object action : list(at(statement, "Action"))) {
          list(at(statement, "Resource")).forEach(on -> allowed.add(action + " on " + on));
        }
      }
    }
    return allowed;
  }

  /** A list, or a single value as one. */
  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of(value);
  }

  /** A mapping; its keys are strings, as all of CloudFormation's are. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  /** Keeps tags that begin with '!' instead of refusing them. */
  private static final class WithTags extends SafeConstructor {
    WithTags() {
      super(new LoaderOptions());
      yamlMultiConstructors.put("!", new AbstractConstruct() {
        @Override
        public Object construct(Node node) {
          return tagged(node);
        }
      });
    }

    private Object tagged(Node node) {
      String tag = node.getTag().getValue();
      if (node instanceof ScalarNode scalar) {
        return tag + " " + scalar.getValue();
      }
      Map<String, Object> function = new LinkedHashMap<>();
      function.put(
          tag,
          node instanceof SequenceNode sequence
              ? constructSequence(sequence)
              : constructMapping((MappingNode) node));
      return function;
    }
  }
}
