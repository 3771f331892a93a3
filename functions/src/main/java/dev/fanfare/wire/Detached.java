package dev.fanfare.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value as JSON, with its primitive arrays apart from it. In the JSON, an array is its position in the list.
 *
 * @param json in UTF-8
 * @param arrays of any primitive type; reading the value takes them out, which leaves nulls
 */
public record Detached(byte[] json, List<@Nullable Object> arrays) {}
