/**
 * Start-up and shutdown: the beans of Spring Boot, the settings, and the commands. Start at {@link
 * dev.joinall.boot.ServerConfiguration}.
 */
@NullMarked
package dev.joinall.boot;

import org.jspecify.annotations.NullMarked;
