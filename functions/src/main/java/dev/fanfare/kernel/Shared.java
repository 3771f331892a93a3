package dev.fanfare.kernel;

import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A large argument that many tasks share, made by {@code Parallel.share}. It travels once per worker
 * process instead of once per task. A kernel has a parameter of this type, such as
 * {@code Shared<double[]>}, and calls {@link #get()}.
 *
 * <p>The value is read-only, for kernels and, once it was shared, for its owner: all tasks of a process
 * see the same instance, so a change by one task is visible to some others and not to the rest. The buffers of
 * {@link #asDoubles()} and its siblings refuse changes. Thread-safe.
 *
 * @param <T> a primitive array, or another type that can be an argument
 */
public final class Shared<T> {

  private final @Nullable T value;
  private final boolean kept;
  private volatile @Nullable Blob blob;
  private volatile @Nullable Supplier<? extends SharedContent> content;

  /** The bytes that were named last, until they are written, or the garbage collector needs the memory. */
  private SoftReference<byte @Nullable []> encoded = new SoftReference<>(null);

  private Shared(@Nullable T value, @Nullable Blob blob, boolean kept) {
    this.value = value;
    this.blob = blob;
    this.kept = kept;
  }

  /** Shares that value, which must not be changed from now on. Copies and writes nothing. */
  public static <T> Shared<T> of(T value) {
    return new Shared<>(Objects.requireNonNull(value, "value must not be null"), null, false);
  }

  /** A value that is already known by its content, which spares computing its digest. */
  public static <T> Shared<T> of(T value, Blob blob) {
    return new Shared<>(value, blob, false);
  }

  /** A value of another process, to be {@link #bind bound} before it is used. */
  public static Shared<?> of(Blob blob) {
    return new Shared<>(null, blob, false);
  }

  /** The same value, whose bytes stay in the store so that later runs do not write them again. */
  public Shared<T> kept() {
    return new Shared<>(value, blob, true);
  }

  /** Whether its bytes stay in the store. */
  public boolean isKept() {
    return kept;
  }

  /**
   * The value: the same instance for all tasks that use it in this process at the same time. Must not be
   * changed. In another process, an array is a copy in the heap; the buffers are not.
   *
   * @throws FanfareException if it is not in this process and does not fit; the message says why
   */
  @SuppressWarnings("unchecked") // The kernel's parameter declares the type, and it was checked.
  public T get() {
    return value != null ? value : (T) content().value();
  }

  /** A read-only view of a {@code byte[]}; in another process, of a memory-mapped file. */
  public ByteBuffer asBytes() {
    return view(byte[].class, ByteBuffer::wrap, bytes -> bytes).asReadOnlyBuffer();
  }

  /** A read-only view of a {@code short[]}; see {@link #asBytes()}. */
  public ShortBuffer asShorts() {
    return view(short[].class, ShortBuffer::wrap, ByteBuffer::asShortBuffer).asReadOnlyBuffer();
  }

  /** A read-only view of a {@code char[]}; see {@link #asBytes()}. */
  public CharBuffer asChars() {
    return view(char[].class, CharBuffer::wrap, ByteBuffer::asCharBuffer).asReadOnlyBuffer();
  }

  /** A read-only view of an {@code int[]}; see {@link #asBytes()}. */
  public IntBuffer asInts() {
    return view(int[].class, IntBuffer::wrap, ByteBuffer::asIntBuffer).asReadOnlyBuffer();
  }

  /** A read-only view of a {@code long[]}; see {@link #asBytes()}. */
  public LongBuffer asLongs() {
    return view(long[].class, LongBuffer::wrap, ByteBuffer::asLongBuffer).asReadOnlyBuffer();
  }

  /** A read-only view of a {@code float[]}; see {@link #asBytes()}. */
  public FloatBuffer asFloats() {
    return view(float[].class, FloatBuffer::wrap, ByteBuffer::asFloatBuffer).asReadOnlyBuffer();
  }

  /** A read-only view of a {@code double[]}; see {@link #asBytes()}. */
  public DoubleBuffer asDoubles() {
    return view(double[].class, DoubleBuffer::wrap, ByteBuffer::asDoubleBuffer).asReadOnlyBuffer();
  }

  private <A, B> B view(
      Class<A> array, Function<? super A, B> ofArray, Function<ByteBuffer, B> ofBytes) {
    if (!type().equals(array.getTypeName())) {
      throw new IllegalStateException(
          "this view needs a shared " + array.getTypeName() + ", this is a shared " + type());
    }
    return value != null
        ? ofArray.apply(array.cast(value))
        : ofBytes.apply(content().bytes().order(ByteOrder.LITTLE_ENDIAN));
  }

  /** The bytes of a value of another process, read-only and in little-endian order. */
  public ByteBuffer bytes() {
    return content().bytes();
  }

  private SharedContent content() {
    Supplier<? extends SharedContent> bound = content;
    if (bound == null) {
      throw new FanfareException(this + " is not in this process");
    }
    return bound.get();
  }

  /** The value, if it was shared in this process. */
  public @Nullable T held() {
    return value;
  }

  /** What names its bytes; null until it is needed for the first time. */
  public @Nullable Blob blob() {
    return blob;
  }

  /** Sets what names its bytes, and remembers these for {@link #takeEncoded}. */
  public synchronized void name(Blob named, byte[] bytes) {
    blob = named;
    encoded = new SoftReference<>(bytes);
  }

  /** The bytes that were named last, once; null if they were taken or collected. */
  public synchronized byte @Nullable [] takeEncoded() {
    byte[] bytes = encoded.get();
    encoded.clear();
    return bytes;
  }

  /** Sets where a value of another process is read; the supplier may throw, which fails the task. */
  public void bind(Supplier<? extends SharedContent> where) {
    content = where;
  }

  private String type() {
    Blob named = blob;
    return value != null ? value.getClass().getTypeName() : named == null ? "value" : named.type();
  }

  /** Its type, size and digest, as far as they are known. */
  @Override
  public String toString() {
    Blob named = blob;
    return named == null ? "shared " + type() : named.toString();
  }
}
