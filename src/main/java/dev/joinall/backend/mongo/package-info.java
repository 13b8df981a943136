/**
 * The kind {@code mongo}: start at {@link dev.joinall.backend.mongo.MongoBackend}; what a filter
 * may hold is in {@code Filters}, how a document becomes JSON in {@code BsonJson}.
 */
@NullMarked
package dev.joinall.backend.mongo;

import org.jspecify.annotations.NullMarked;
