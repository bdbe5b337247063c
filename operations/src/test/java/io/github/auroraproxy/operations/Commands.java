package io.github.auroraproxy.operations;

import io.github.auroraproxy.commandline.Pause;
import io.github.auroraproxy.operations.aws.AwsAccount;
import io.github.auroraproxy.operations.aws.AwsServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs commands in this JVM against an AWS account of the test's own, in us-east-1 and with
 * credentials, unless the test says otherwise. Each test has an empty account.
 */
public final class Commands implements BeforeEachCallback, AfterEachCallback {

  private static final String[] SETTINGS = {
    "aws.endpointUrl",
    "aws.region",
    "aws.accessKeyId",
    "aws.secretAccessKey",
    "aws.configFile",
    "aws.sharedCredentialsFile",
    "aws.disableEc2Metadata"
  };

  /** AWS's own example of credentials. */
  public static final String ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE";

  public static final String SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  /** The time at which every command begins. */
  public static final Instant NOW = Instant.parse("2026-03-04T05:07:08Z");

  private final Map<String, String> before = new TreeMap<>();
  private AwsServer server;
  private AwsAccount account;
  private Instant now;
  private final InstantSource time = () -> now;
  private Pause pause;

  @Override
  public void beforeEach(ExtensionContext context) {
    now = NOW;
    pause =
        length -> {
          throw new AssertionError("Nothing was to wait " + length);
        };
    server = AwsServer.start();
    account = new AwsAccount(server);
    for (String setting : SETTINGS) {
      before.put(setting, System.getProperty(setting, ""));
    }
    System.setProperty("aws.endpointUrl", server.endpoint().toString());
    System.setProperty("aws.region", AwsAccount.REGION);
    System.setProperty("aws.accessKeyId", ACCESS_KEY_ID);
    System.setProperty("aws.secretAccessKey", SECRET_ACCESS_KEY);
    // Nothing of the developer's own configuration reaches a test.
    System.setProperty("aws.configFile", "/nonexistent/config");
    System.setProperty("aws.sharedCredentialsFile", "/nonexistent/credentials");
    System.setProperty("aws.disableEc2Metadata", "true");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    before.forEach(
        (setting, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(setting);
          } else {
            System.setProperty(setting, value);
          }
        });
    server.close();
  }

  public AwsAccount account() {
    return account;
  }

  public AwsServer server() {
    return server;
  }

  /** Takes a setting away, as if the user had not made it. */
  public void unset(String property) {
    System.clearProperty(property);
  }

  /** What the commands wait with; by default they must not. */
  public void pause(Pause newPause) {
    pause = newPause;
  }

  /** Lets time go by for the commands. */
  public void advance(Duration length) {
    now = now.plus(length);
  }

  /** Runs {@code aurora-proxy} with these arguments. */
  public Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        AuroraProxyCommand.commandLine(time.withZone(ZoneOffset.UTC), pause)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setUsageHelpWidth(100)
            .execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }

  /** What a command printed, and how it ended. */
  public record Result(int exitCode, String out, String err) {}
}
