/**
 * The file as records, and its reader. Start at {@link dev.joinall.config.ConfigFile}.
 *
 * <p>The types of this package in the API's jar ({@code pom.xml} lists them), except members marked
 * {@link dev.joinall.config.Internal}, are version 1 of the API for kinds, which only grows.
 */
@NullMarked
package dev.joinall.config;

import org.jspecify.annotations.NullMarked;
