/**
 * JSON values that are kept as bytes and parsed only when needed. Start at {@link
 * dev.joinall.json.Json}.
 */
@NullMarked
package dev.joinall.json;

import org.jspecify.annotations.NullMarked;
