package dev.joinall.backend.mongo;

import com.mongodb.MongoException;
import com.mongodb.MongoInternalException;
import com.mongodb.MongoWriteException;
import com.mongodb.ServerAddress;
import com.mongodb.WriteError;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;

/**
 * The reply to a write, whose members the driver reads without a check: if one is missing or has
 * another type, the driver's call never completes.
 */
record WriteReply(BsonDocument document) {
  private static final Set<String> WRITES = Set.of("insert", "update", "delete");
  private static final int MAX_NAME_LENGTH = 6;

  /** The kind of the section, the length of the document, and the type of its first member. */
  private static final int NAME_AT = 1 + 4 + 1;

  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  /**
   * Whether a request is such a write.
   *
   * @param section index of the first section, which has the command
   */
  static boolean belongsTo(ByteBuf request, int section) {
    int start = section + NAME_AT;
    int room = Math.min(MAX_NAME_LENGTH + 1, request.writerIndex() - start);
    int length = room <= 0 ? -1 : request.bytesBefore(start, room, (byte) 0);
    return length > 0
        && WRITES.contains(request.toString(start, length, StandardCharsets.US_ASCII));
  }

  /** The error of a reply; empty if the driver can read it. */
  static Optional<MongoException> problem(ByteBuffer bytes) {
    try (var in = new BsonBinaryReader(bytes)) {
      return new WriteReply(CODEC.decode(in, DecoderContext.builder().build())).problem();
    } catch (RuntimeException e) {
      return broken();
    }
  }

  private Optional<MongoException> problem() {
    if (!document.isNumber("ok") || document.getNumber("ok").intValue() != 1) {
      return Optional.empty(); // the driver reads an error of the whole command itself
    }
    List<BsonValue> errors = list("writeErrors");
    boolean sound =
        errors.stream().allMatch(WriteReply::isError)
            && list("upserted").stream().allMatch(WriteReply::isUpserted)
            && (!document.containsKey("nModified") || document.isNumber("nModified"))
            && (!document.containsKey("writeConcernError")
                || isFailure(document.get("writeConcernError")));
    if (!sound) {
      return broken();
    }
    return document.isNumber("n")
        ? Optional.empty()
        : errors.stream().findFirst().map(WriteReply::refusal).or(WriteReply::broken);
  }

  private List<BsonValue> list(String name) {
    return document.getArray(name, new BsonArray()).getValues();
  }

  /** Whether it is an error of the call's only write, which has the index 0. */
  private static boolean isError(BsonValue error) {
    return isFailure(error) && isFirst(error.asDocument());
  }

  private static boolean isFailure(BsonValue error) {
    return error instanceof BsonDocument document
        && document.isNumber("code")
        && document.get("errmsg", new BsonString("")).isString();
  }

  private static boolean isUpserted(BsonValue upserted) {
    return upserted instanceof BsonDocument document
        && isFirst(document)
        && document.containsKey("_id");
  }

  private static boolean isFirst(BsonDocument document) {
    return document.isNumber("index") && document.getNumber("index").intValue() == 0;
  }

  /** The error that the server reported, although the reply has no count. */
  private static MongoException refusal(BsonValue error) {
    int code = error.asDocument().getNumber("code").intValue();
    return new MongoWriteException(
        new WriteError(code, "", new BsonDocument()), new ServerAddress(), List.of());
  }

  private static Optional<MongoException> broken() {
    return Optional.of(new MongoInternalException("a reply to a write is not as expected"));
  }
}
