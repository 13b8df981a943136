package dev.joinall.layering.backend.http;

/** A type that other kinds of backends must not use. */
public record Call(String path) {}
