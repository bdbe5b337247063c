package io.github.auroraproxy.localaws.launcher;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Prints lines of JSON, as Lambda does where a function's log format is JSON. */
final class PlainLogger implements LambdaLogger {

  private final String requestId;

  PlainLogger(String requestId) {
    this.requestId = requestId;
  }

  @Override
  public void log(String message) {
    log(message, LogLevel.INFO);
  }

  @Override
  public void log(byte[] message) {
    log(new String(message, StandardCharsets.UTF_8));
  }

  @Override
  public void log(String message, LogLevel level) {
    Map<String, String> line = new TreeMap<>();
    line.put("timestamp", Instant.now().toString());
    line.put("level", level.name());
    line.put("message", message);
    line.put("AWSRequestId", requestId);
    System.out.println(new String(PlainLauncher.json(line), StandardCharsets.UTF_8));
  }
}
