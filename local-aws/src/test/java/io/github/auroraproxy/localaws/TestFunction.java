package io.github.auroraproxy.localaws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Does what its event says; packaged into an archive by the test. */
public final class TestFunction implements RequestStreamHandler {

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
    context.getLogger().log("event " + event);
    switch (event) {
      case "\"throw\"" -> throw new IllegalStateException("the \"reason\"");
      case "\"exit\"" -> System.exit(3);
      case "\"sleep\"" -> sleep();
      default -> output.write(answer(context).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String answer(Context context) throws IOException {
    Path layer = Path.of(System.getenv("AURORA_PROXY_LAYERS")).resolve("greeting.txt");
    return "{\"variable\": \"%s\", \"memory\": %d, \"hasTime\": %b, \"layer\": \"%s\"}"
        .formatted(
            System.getenv("GREETING"),
            context.getMemoryLimitInMB(),
            context.getRemainingTimeInMillis() > 0,
            Files.exists(layer) ? Files.readString(layer) : "none");
  }

  private static void sleep() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
