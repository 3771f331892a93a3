package dev.fanfare.local;

import dev.fanfare.kernel.FanfareException;
import dev.fanfare.worker.DaemonThreads;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.shaded.org.eclipse.jetty.http.HttpCompliance;
import org.gaul.shaded.org.eclipse.jetty.server.Connector;
import org.gaul.shaded.org.eclipse.jetty.server.HttpConfiguration;
import org.gaul.shaded.org.eclipse.jetty.server.HttpConnectionFactory;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gaul.shaded.org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** S3 on this machine: S3Proxy on a folder, in which each bucket is a folder. Everything must be signed. Thread-safe. */
final class EmbeddedS3 implements AutoCloseable {

  private static final long SILENCE_MILLIS = 30_000;

  private final S3Proxy server;

  /**
   * A server that is up.
   *
   * @param extension what stands before it
   * @throws FanfareException if the server does not start
   */
  EmbeddedS3(Path folder, AccessKey key, Extension extension) {
    server = S3Proxy.builder()
        .blobStore(new FilesystemNio2BlobStore(folder.toString()))
        .endpoint(URI.create("http://127.0.0.1:0"))
        .awsAuthentication(AuthenticationType.AWS_V4, key.id(), key.secret())
        .ignoreUnknownHeaders(true)
        .build();
    try {
      Server jetty = jetty(server);
      makeThreadsDaemons(jetty);
      makeStrict(jetty);
      // Who is still sending when the cloud is closed is a stranger: its workers are gone.
      jetty.setStopTimeout(0);
      jetty.setHandler(
          extension.store(new SignedStore(new OneReplacement(jetty.getHandler()), key), folder));
      server.start();
    } catch (Exception e) {
      throw new FanfareException("the embedded S3 does not start on " + folder, e);
    }
  }

  private static Server jetty(S3Proxy server) throws ReflectiveOperationException {
    Field field = S3Proxy.class.getDeclaredField("server");
    field.setAccessible(true);
    return (Server) field.get(server);
  }

  // A caller that forgets to close must still come to its end, and S3Proxy has no option for that.
  private static void makeThreadsDaemons(Server jetty) throws ReflectiveOperationException {
    if (jetty.getThreadPool() instanceof QueuedThreadPool pool) {
      pool.setDaemon(true);
    }
    if (jetty.getScheduler() instanceof ScheduledExecutorScheduler scheduler) {
      Field timer = ScheduledExecutorScheduler.class.getDeclaredField("scheduler");
      timer.setAccessible(true);
      timer.set(scheduler, daemonTimer());
    }
  }

  // S3Proxy takes requests that say two things at once, such as two lengths. Connections on which
  // nothing happens hold no thread, and are closed.
  private static void makeStrict(Server jetty) {
    for (Connector connector : jetty.getConnectors()) {
      HttpConfiguration http =
          connector.getConnectionFactory(HttpConnectionFactory.class).getHttpConfiguration();
      http.setHttpCompliance(HttpCompliance.RFC9110);
      http.setIdleTimeout(SILENCE_MILLIS);
    }
  }

  private static ScheduledExecutorService daemonTimer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, DaemonThreads.named("fanfare-s3-timer"));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new FanfareException("the embedded S3 does not stop", e);
    }
  }
}
