package dev.fanfare.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/**
 * The last line of a terminal: text that is shown until other text replaces it. What is printed meanwhile goes above it.
 * Thread-safe.
 *
 * <p>A line that is printed in parts hides it until that line ends. Nothing is held back, so that nothing is lost if this
 * process ends.
 */
final class StatusLine extends ConsoleProgressBarConsumer {

  private final PrintStream terminal;

  // Guarded by this.
  private String shown = "";
  private int drawnCharacters;
  private boolean inLine;

  /** Creates one at the end of that terminal. */
  StatusLine(PrintStream terminal) {
    super(terminal);
    this.terminal = terminal;
  }

  /**
   * The only one of this process, on standard error, which must be a terminal. The first call redirects {@code
   * System.err}, and {@code System.out} if it is a terminal, so that what they print goes above it.
   */
  static StatusLine ofThisProcess() {
    return OfThisProcess.LINE;
  }

  private static final class OfThisProcess {
    static final StatusLine LINE = new StatusLine(System.err);

    static {
      if (Terminal.ofStandardOutput()) {
        System.setOut(LINE.above(System.out, charset("stdout.encoding")));
      }
      System.setErr(LINE.above(System.err, charset("stderr.encoding")));
    }
  }

  // Before JDK 19, "sun.stdout.encoding" names that of a terminal if it is not the default.
  private static Charset charset(String property) {
    String name = System.getProperty(property, System.getProperty("sun." + property));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  /** A stream to print text above this line. Flushing it is not necessary. */
  PrintStream above(PrintStream stream, Charset charset) {
    return new PrintStream(new Above(stream), /* autoFlush= */ true, charset);
  }

  /** Shows that text, cut at the width of the terminal. */
  @Override
  public void accept(String text) {
    show(text.substring(0, Math.min(text.length(), getMaxRenderedLength())));
  }

  /** Shows that text, which must fit into one line. */
  synchronized void show(String text) {
    shown = text;
    if (!inLine) {
      draw();
    }
  }

  /** Leaves the text where it is; what is printed from now on goes below it. */
  @Override
  public synchronized void close() {
    if (drawnCharacters > 0 || inLine) {
      terminal.println();
    }
    if (inLine) {
      terminal.println(shown);
    }
    shown = "";
    drawnCharacters = 0;
    inLine = false;
  }

  // Blanks, because a terminal need not know escape sequences.
  private void draw() {
    terminal.print("\r" + shown + " ".repeat(Math.max(0, drawnCharacters - shown.length())));
    terminal.flush();
    drawnCharacters = shown.length();
  }

  private void erase() {
    if (drawnCharacters > 0) {
      terminal.print("\r" + " ".repeat(drawnCharacters) + "\r");
      terminal.flush();
      drawnCharacters = 0;
    }
  }

  private synchronized void printAbove(OutputStream stream, byte[] bytes, int offset, int length)
      throws IOException {
    if (length == 0) {
      return;
    }
    erase();
    stream.write(bytes, offset, length);
    stream.flush();
    inLine = bytes[offset + length - 1] != '\n';
    if (!inLine && !shown.isEmpty()) {
      draw();
    }
  }

  private final class Above extends FilterOutputStream {

    Above(OutputStream stream) {
      super(stream);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      printAbove(out, bytes, offset, length);
    }
  }
}
