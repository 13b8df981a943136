/**
 * JSON values that are kept as bytes and parsed only when needed. Start at {@link
 * dev.joinall.json.Json}.
 *
 * <p>The types of this package in the API's jar ({@code pom.xml} lists them), except members marked
 * {@link dev.joinall.config.Internal}, are version 1 of the API for kinds, which only grows.
 */
@NullMarked
package dev.joinall.json;

import org.jspecify.annotations.NullMarked;
