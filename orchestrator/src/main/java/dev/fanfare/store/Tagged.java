package dev.fanfare.store;

/**
 * An object as it was read.
 *
 * @param body the content, which must not be changed
 * @param tag identifies the content, for {@link ObjectStore#replace}
 */
@SuppressWarnings("ArrayRecordComponent") // Only read; never compared.
public record Tagged(byte[] body, String tag) {}
