package dev.fanfare.backend;

import dev.fanfare.StoreException;
import dev.fanfare.backend.BatchLostException.Reason;
import dev.fanfare.kernel.MalformedMessageException;
import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import dev.fanfare.store.Refusal;
import dev.fanfare.store.SdkFailure;
import dev.fanfare.wire.Batch;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Why an invocation or its result is lost, from what Lambda or the store answered. Stateless. */
final class LostInvocation {

  private static final int MOST_ANSWER = 200;

  private LostInvocation() {}

  /** The loss that Lambda's answer tells of; null if the function says that it ran to its end. */
  static @Nullable BatchLostException of(
      Batch batch,
      @Nullable InvokeResponse response,
      @Nullable Throwable error,
      InvocationLog log,
      Duration timeout) {
    if (response == null) {
      Throwable cause = Await.cause(error);
      return cause instanceof BatchLostException known ? known : ofService(cause);
    }
    if (response.functionError() == null) {
      return null;
    }
    FunctionError failed = FunctionError.of(response.payload().asUtf8String());
    return log.failedToStart()
        ? new BatchLostException(
            Reason.SERVICE, "a worker did not start: " + failed.message(), null)
        : failed.loss(batch, timeout).printed(log.output());
  }

  /** An invocation that Lambda did not carry out. */
  static BatchLostException ofService(@Nullable Throwable cause) {
    String message = cause == null ? "no answer" : String.valueOf(cause.getMessage());
    Reason reason = Reason.SERVICE;
    if (cause instanceof AwsServiceException answer) {
      message = SdkFailure.answer(answer);
      reason = Refusal.isFinal(answer) ? Reason.REFUSED : Reason.SERVICE;
    }
    return new BatchLostException(reason, "the invocation failed: " + message, cause);
  }

  /** A result that cannot be read. */
  static BatchLostException unreadable(@Nullable Throwable why) {
    boolean known =
        why instanceof NoSuchObjectException || why instanceof MalformedMessageException;
    Reason reason = known ? Reason.RESULT_UNREADABLE : ofStore(why);
    String message = why == null ? "no reason" : String.valueOf(why.getMessage());
    return new BatchLostException(reason, "cannot read the result: " + message, why);
  }

  /** Why a batch is lost if its store fails: it refuses such requests for good, or it may answer later. */
  static Reason ofStore(@Nullable Throwable why) {
    return why instanceof StoreException store && store.refused() ? Reason.REFUSED : Reason.STORE;
  }

  /** Whether Lambda answered that it did not accept the request; then no function has run. */
  static boolean wasRefused(@Nullable Throwable cause) {
    return cause instanceof AwsServiceException answer && answer.statusCode() < 500;
  }

  /** The first words of an answer, for a message. */
  static String firstWords(@Nullable InvokeResponse response) {
    String text = response == null || response.payload() == null
        ? ""
        : response.payload().asUtf8String().strip();
    return text.length() <= MOST_ANSWER ? text : text.substring(0, MOST_ANSWER) + "...";
  }
}
