/**
 * Reads the file again: on SIGHUP and when it changes. Start at {@link
 * dev.joinall.reload.ConfigReloader}.
 */
@NullMarked
package dev.joinall.reload;

import org.jspecify.annotations.NullMarked;
