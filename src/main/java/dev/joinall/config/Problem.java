package dev.joinall.config;

/**
 * One error in the file.
 *
 * @param at its position
 * @param path the same position as a path, such as {@code backends.shop.pool.max}
 * @param message the error
 * @param hint how to correct it; empty if the message says so
 */
public record Problem(Position at, String path, String message, String hint) {}
