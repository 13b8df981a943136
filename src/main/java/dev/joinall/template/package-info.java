/**
 * Templates: YAML trees with {@code ${...}} in them, compiled once, rendered once per request.
 * Start at {@link dev.joinall.template.Templates}.
 *
 * <p>The types of this package in the API's jar ({@code pom.xml} lists them), except members marked
 * {@link dev.joinall.config.Internal}, are version 1 of the API for kinds, which only grows.
 */
@NullMarked
package dev.joinall.template;

import org.jspecify.annotations.NullMarked;
