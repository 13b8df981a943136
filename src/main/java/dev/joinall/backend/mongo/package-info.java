/**
 * MongoDB, with the reactive driver. Start at {@link dev.joinall.backend.mongo.MongoBackend}.
 * {@code Filters} defines the syntax of filters, {@code BsonJson} the conversion of documents to
 * JSON.
 */
@NullMarked
package dev.joinall.backend.mongo;

import org.jspecify.annotations.NullMarked;
