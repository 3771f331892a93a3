package dev.fanfare.schedule;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Notes every request that an AWS client of this JVM makes or presigns, as the permission that it needs: {@code "s3:GetObject on
 * !Sub ${Bucket.Arn}/runs/*"}, as the template has it. The SDK finds this class by a resource.
 */
public final class AwsCalls implements ExecutionInterceptor {

  private static final Map<String, String> ACTIONS = Map.of(
      "s3:HeadObject", "s3:GetObject",
      "s3:ListObjectsV2", "s3:ListBucket",
      "lambda:Invoke", "lambda:InvokeFunction");

  private static final Set<String> MADE = ConcurrentHashMap.newKeySet();

  /** Forgets what was noted. */
  public static void forget() {
    MADE.clear();
  }

  /** The permissions that were needed since then. */
  public static Set<String> permissions() {
    return new TreeSet<>(MADE);
  }

  /** What a policy allows, by the same names: those of all workers are one. */
  public static Set<String> sameNames(Set<String> allowed) {
    return allowed.stream()
        .map(permission -> permission.replaceFirst("!GetAtt Worker\\d.Arn", "a worker"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public void beforeExecution(Context.BeforeExecution call, ExecutionAttributes attributes) {
    SdkRequest request = call.request();
    String[] packages = request.getClass().getPackageName().split("\\.");
    String service = packages[packages.length - 2];
    String operation =
        service + ":" + request.getClass().getSimpleName().replaceFirst("Request$", "");
    MADE.add(ACTIONS.getOrDefault(operation, operation) + " on " + resource(request));
    if (operation.equals("s3:PutObject") && mayReplaceAResult(request)) {
      MADE.add("s3:PutObject that may replace " + field(request, "Key"));
    }
  }

  private static String resource(SdkRequest request) {
    String key = field(request, "Key");
    if (!key.isEmpty()) {
      return "!Sub ${Bucket.Arn}/" + key.substring(0, key.indexOf('/') + 1) + "*";
    }
    if (!field(request, "Bucket").isEmpty()) {
      return "!GetAtt Bucket.Arn";
    }
    return field(request, "FunctionName").isEmpty() ? "*" : "a worker";
  }

  /** What the bucket's policy refuses. */
  private static boolean mayReplaceAResult(SdkRequest put) {
    return field(put, "Key").matches("runs/.*/results/.*")
        && field(put, "IfNoneMatch").isEmpty();
  }

  private static String field(SdkRequest request, String name) {
    return request.getValueForField(name, String.class).orElse("");
  }
}
