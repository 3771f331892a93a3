package dev.fanfare.rows;

import dev.fanfare.store.Await;
import dev.fanfare.store.NoSuchObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;

/**
 * An object in S3.
 *
 * @param bucket its bucket, which must stay reachable while the object is read
 */
record S3Source(S3Bucket bucket, String key) implements Source {

  @Override
  public String name() {
    return S3 + bucket.name() + "/" + key;
  }

  @Override
  public String version() throws IOException {
    try {
      return Await.result(bucket.store().version(key));
    } catch (NoSuchObjectException e) {
      throw new NoSuchFileException("no such object");
    }
  }

  @Override
  public InputStream open(String version, long offset) {
    return bucket.store().stream(key, version, offset);
  }
}
