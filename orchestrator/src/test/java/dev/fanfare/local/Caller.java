package dev.fanfare.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** An embedded cloud and the SDK's Lambda client for it, which tries once. */
final class Caller implements AutoCloseable {

  /** One for all tests, for it takes two seconds to close. */
  static final SdkAsyncHttpClient HTTP = NettyNioAsyncHttpClient.builder()
      .maxConcurrency(200)
      .readTimeout(Duration.ofSeconds(100))
      .build();

  private final EmbeddedCloud cloud;
  private final LambdaAsyncClient lambda;

  Caller(FunctionConfig function, Path folder) {
    this(function, folder, Extension.NONE);
  }

  Caller(FunctionConfig function, Path folder, Extension extension) {
    cloud = EmbeddedCloud.start(function, folder, extension);
    lambda = client(cloud, cloud.accessKeyId(), cloud.secretAccessKey());
  }

  static LambdaAsyncClient client(EmbeddedCloud cloud, String keyId, String secret) {
    return LambdaAsyncClient.builder()
        .endpointOverride(cloud.lambdaEndpoint())
        .region(Region.of(cloud.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, secret)))
        .overrideConfiguration(options -> options.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .httpClient(HTTP)
        .build();
  }

  EmbeddedCloud cloud() {
    return cloud;
  }

  LambdaAsyncClient lambda() {
    return lambda;
  }

  CompletableFuture<InvokeResponse> start(String payload) {
    return lambda.invoke(request -> request
        .functionName(cloud.functionName())
        .logType(LogType.TAIL)
        .payload(SdkBytes.fromUtf8String(payload)));
  }

  /** Invokes and waits; what the service refuses is thrown as the SDK's exception. */
  InvokeResponse invoke(String payload) {
    return join(start(payload));
  }

  /** The answer to an order for {@link TestHandlers.Obedient}, without its quotes. */
  String order(String order) {
    return text(invoke('"' + order + '"'));
  }

  static String text(InvokeResponse answer) {
    return answer.payload().asUtf8String().replace("\"", "");
  }

  static String log(InvokeResponse answer) {
    return new String(Base64.getDecoder().decode(answer.logResult()), StandardCharsets.UTF_8);
  }

  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    lambda.close();
    cloud.close();
  }
}
