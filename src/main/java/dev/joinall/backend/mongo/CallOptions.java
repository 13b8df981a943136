package dev.joinall.backend.mongo;

import com.mongodb.client.model.Collation;
import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.reactivestreams.client.AggregatePublisher;
import com.mongodb.reactivestreams.client.DistinctPublisher;
import com.mongodb.reactivestreams.client.FindPublisher;
import dev.joinall.backend.mongo.MongoCall.Verb;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The options of one operation; constants of the file.
 *
 * @param collation the rules for comparing texts; empty for the collation of the collection
 * @param hint the index to use; {@link Hint#NONE} lets the server choose
 * @param readPreference the member to read from; empty for the preference of the backend's address
 * @param preferenceAt the position of {@code readPreference}
 * @param returned the state of a changed document that is the value
 */
record CallOptions(
    Optional<Collation> collation,
    Hint hint,
    Optional<ReadPreferenceMode> readPreference,
    Optional<Tree> preferenceAt,
    ReturnDocument returned) {

  static CallOptions read(Verb verb, Fields task) {
    boolean chooses = verb != Verb.INSERT_ONE;
    return new CallOptions(
        chooses ? CollationReader.read(task) : Optional.empty(),
        chooses ? Hint.read(task).orElse(Hint.NONE) : Hint.NONE,
        verb.isEffect() ? Optional.empty() : ReadPreferenceMode.read(task),
        verb.isEffect() ? Optional.empty() : task.tree(ReadPreferenceMode.KEY),
        verb == Verb.FIND_ONE_AND_UPDATE
            ? task.oneOf("return", ReturnDocument.class, ReturnDocument.BEFORE)
            : ReturnDocument.BEFORE);
  }

  FindPublisher<RawBsonDocument> find(SessionCollection target, BsonDocument filter) {
    return preferred(target)
        .find(filter)
        .collation(language())
        .hint(hint.byFields())
        .hintString(hint.byName());
  }

  AggregatePublisher<RawBsonDocument> aggregate(
      SessionCollection target, List<BsonDocument> stages) {
    return preferred(target)
        .aggregate(stages)
        .collation(language())
        .hint(hint.byFields())
        .hintString(hint.byName());
  }

  DistinctPublisher<BsonValue> distinct(
      SessionCollection target, String field, BsonDocument filter) {
    return preferred(target)
        .distinct(field, filter)
        .collation(language())
        .hint(hint.byFields())
        .hintString(hint.byName());
  }

  UpdateOptions with(UpdateOptions more) {
    return more.collation(language()).hint(hint.byFields()).hintString(hint.byName());
  }

  ReplaceOptions with(ReplaceOptions more) {
    return more.collation(language()).hint(hint.byFields()).hintString(hint.byName());
  }

  DeleteOptions with(DeleteOptions more) {
    return more.collation(language()).hint(hint.byFields()).hintString(hint.byName());
  }

  FindOneAndUpdateOptions with(FindOneAndUpdateOptions more) {
    return more.returnDocument(returned)
        .collation(language())
        .hint(hint.byFields())
        .hintString(hint.byName());
  }

  private @Nullable Collation language() {
    return collation.orElse(null);
  }

  private SessionCollection preferred(SessionCollection target) {
    return readPreference.isEmpty()
        ? target
        : target.preferring(before -> readPreference.get().withOptionsOf(before));
  }
}
