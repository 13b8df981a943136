/**
 * MongoDB, with the reactive driver. Start at {@link dev.joinall.backend.mongo.MongoBackend}.
 * {@code Filters} defines what a filter may contain, {@code BsonJson} how a document becomes JSON.
 */
@NullMarked
package dev.joinall.backend.mongo;

import org.jspecify.annotations.NullMarked;
