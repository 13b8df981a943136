/**
 * What the operator wrote, as records, and the reader of the file. Start at {@link
 * dev.joinall.config.ConfigFile}.
 */
@NullMarked
package dev.joinall.config;

import org.jspecify.annotations.NullMarked;
