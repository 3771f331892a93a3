package dev.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fanfare.kernel.TaskError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a result object's error can make of the class that it names. */
class RemoteThrowableTest {

  /** What has run of the classes below. */
  private static final List<String> RUN = new ArrayList<>();

  /** No exception: its name may be written by a stranger, and nothing of it may run. */
  public static final class NoException {
    static {
      RUN.add("initializer");
    }

    public NoException(String message) {
      RUN.add("constructor " + message);
    }
  }

  /** An exception with constructors of its own kind. */
  public static final class Unusual extends Exception {
    public Unusual(StringBuilder message) {
      RUN.add("unusual " + message);
    }

    public Unusual(String message, Object detail) {
      RUN.add("unusual " + message + detail);
    }
  }

  /** An exception that cannot be made. */
  public static final class Refusing extends RuntimeException {
    public Refusing(String message) {
      throw new IllegalStateException("refused: " + message);
    }
  }

  @BeforeEach
  void forget() {
    RUN.clear();
  }

  private static Throwable rebuilt(String type) {
    return RemoteThrowable.rebuild(new TaskError(type, "text", List.of(), null, null));
  }

  @Test
  void a_class_that_is_no_exception_is_not_even_initialised() {
    String type = RemoteThrowableTest.class.getName() + "$NoException";

    assertThat(rebuilt(type)).isInstanceOf(RemoteThrowable.class).hasToString(type + ": text");
    assertThat(RUN).isEmpty();
  }

  @Test
  void no_constructor_is_called_but_the_usual_ones() {
    assertThat(rebuilt(Unusual.class.getName())).isInstanceOf(RemoteThrowable.class);
    assertThat(RUN).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.fanfare.RemoteThrowableTest$Refusing",
        "java.lang.Runtime",
        "no.such.Class",
        "",
        "int",
        "[Ljava.lang.Exception;",
        "java/lang/Exception",
        "../../Exception"
      })
  void what_cannot_be_made_is_told_as_text(String type) {
    assertThat(rebuilt(type)).isInstanceOf(RemoteThrowable.class).hasToString(type + ": text");
  }

  @Test
  void an_error_of_the_jvms_is_a_cause_as_any_other() {
    assertThat(rebuilt("java.lang.OutOfMemoryError"))
        .isExactlyInstanceOf(OutOfMemoryError.class)
        .hasMessage("text");
  }
}
