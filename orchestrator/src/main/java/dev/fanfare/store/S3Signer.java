package dev.fanfare.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signs URLs for the objects of a bucket, with path-style addresses. Makes no request. Thread-safe. */
public final class S3Signer implements UrlSigner, AutoCloseable {

  private final S3Presigner presigner;
  private final S3Access access;

  /** A signer for that bucket. */
  public S3Signer(S3Access access) {
    this.access = access;
    this.presigner = S3Presigner.builder()
        .endpointOverride(access.urlEndpoint())
        .region(Region.of(access.region()))
        .credentialsProvider(access.credentials())
        .serviceConfiguration(
            S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
  }

  @Override
  public URI putUrl(String key) {
    return uri(presigner
        .presignPutObject(request -> request
            .signatureDuration(access.urlsLast())
            .putObjectRequest(
                put -> put.bucket(access.bucket()).key(access.prefix() + key).ifNoneMatch("*")))
        .url());
  }

  @Override
  public URI getUrl(String key) {
    return uri(presigner
        .presignGetObject(request -> request
            .signatureDuration(access.urlsLast())
            .getObjectRequest(get -> get.bucket(access.bucket()).key(access.prefix() + key)))
        .url());
  }

  private static URI uri(URL url) {
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the presigner made what is no URI", e);
    }
  }

  @Override
  public void close() {
    presigner.close();
  }
}
