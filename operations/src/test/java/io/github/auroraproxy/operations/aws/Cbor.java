package io.github.auroraproxy.operations.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.time.Instant;

/** Smithy's RPC v2: a time is a number of epoch seconds under CBOR's tag 1. */
final class Cbor {

  private static final int EPOCH_SECONDS = 1;

  private static final CBORMapper CBOR =
      CBORMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(
                      Instant.class,
                      new JsonSerializer<>() {
                        @Override
                        public void serialize(
                            Instant time, JsonGenerator generator, SerializerProvider provider)
                            throws IOException {
                          ((CBORGenerator) generator).writeTag(EPOCH_SECONDS);
                          generator.writeNumber((double) time.getEpochSecond());
                        }
                      }))
          .build();

  private Cbor() {}

  static JsonNode read(byte[] body) throws IOException {
    return CBOR.readTree(body);
  }

  static byte[] write(JsonNode tree) throws IOException {
    return CBOR.writeValueAsBytes(tree);
  }
}
