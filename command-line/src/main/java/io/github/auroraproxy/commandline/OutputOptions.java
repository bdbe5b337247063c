package io.github.auroraproxy.commandline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Whether a person or a script reads the result. */
public final class OutputOptions {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  @Option(names = "--json", description = "Print JSON, for scripts.")
  private boolean json;

  /** Prints a result as JSON if that was asked for, else by the given printer. */
  public <T> void print(PrintWriter out, T result, Consumer<T> asText) {
    if (json) {
      out.println(json(result));
    } else {
      asText.accept(result);
    }
    out.flush();
  }

  /** Whether {@code --json} was given. */
  public boolean isJson() {
    return json;
  }

  /** A result as a script reads it: times in ISO 8601, durations in ISO 8601, too. */
  public static String json(Object result) {
    try {
      return JSON.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A result could not be written as JSON.", e);
    }
  }
}
