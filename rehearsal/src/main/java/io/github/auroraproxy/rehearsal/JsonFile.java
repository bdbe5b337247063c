package io.github.auroraproxy.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.auroraproxy.commandline.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the user's app or its synthesis has written. */
final class JsonFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonFile() {}

  /**
   * Reads a JSON object.
   *
   * @param remedy what to do if it can't be read
   * @throws UsageException if the file is missing, unreadable or no JSON object
   */
  static JsonNode read(Path file, String remedy) {
    if (!Files.exists(file)) {
      throw new UsageException("The file %s is missing; %s.".formatted(file, remedy));
    }
    try {
      JsonNode content = JSON.readTree(Files.readAllBytes(file));
      if (content.isObject()) {
        return content;
      }
    } catch (JsonProcessingException e) {
      throw new UsageException("The file %s is not JSON; %s.".formatted(file, remedy));
    } catch (IOException e) {
      throw new UsageException("The file %s can't be read; %s.".formatted(file, remedy));
    }
    throw new UsageException("The file %s holds no JSON object; %s.".formatted(file, remedy));
  }
}
