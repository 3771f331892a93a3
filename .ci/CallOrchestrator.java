import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/** Calls the orchestrator's handler with each argument as a request, and prints each answer or error on a line. */
public final class CallOrchestrator {

  public static void main(String[] requests) throws Exception {
    RequestStreamHandler handler = (RequestStreamHandler)
        Class.forName("dev.fanfare.schedule.ScheduledRunHandler").getConstructor().newInstance();
    for (String request : requests) {
      System.out.println(call(handler, request.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static String call(RequestStreamHandler handler, byte[] request) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      handler.handleRequest(new ByteArrayInputStream(request), answer, context());
      return answer.toString(StandardCharsets.UTF_8);
    } catch (Throwable t) {
      return t.toString();
    }
  }

  private static Context context() {
    LambdaLogger silent = proxy(LambdaLogger.class, (self, method, arguments) -> null);
    return proxy(
        Context.class,
        (self, method, arguments) -> method.getName().equals("getLogger") ? silent : 900_000);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler answers) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }
}
