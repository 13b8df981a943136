package dev.joinall.config;

/**
 * One thing that is wrong with the file.
 *
 * @param at where it stands
 * @param path the same place in words, such as {@code backends.shop.pool.max}
 * @param message what is wrong
 * @param hint what to do; empty where the message says it
 */
public record Problem(Position at, String path, String message, String hint) {}
