package dev.joinall.layering.backend.http;

/** What another kind of backend must not know. */
public record Call(String path) {}
