package io.github.auroraproxy.internal.migrations;

import io.github.auroraproxy.internal.Guard;
import software.amazon.awscdk.Duration;

/** The timeout of all migrations of a deployment. */
public final class MigrationTimeout {

  /** The timeout of one invocation, which applies without this property. */
  private static final int LEAST_SECONDS = 300;

  /** CloudFormation waits an hour for a custom resource, and other work needs a part of it. */
  private static final int MOST_SECONDS = 3000;

  private MigrationTimeout() {}

  /** Refuses what is out of range or known at deployment only. */
  public static void check(Guard guard, Duration timeout) {
    guard.known("migrationTimeout", timeout, "Duration.minutes(20)");
    guard.seconds("migrationTimeout", timeout, LEAST_SECONDS, MOST_SECONDS);
  }

  /** The timeout in seconds, which must have been checked. */
  public static int seconds(Duration timeout) {
    return timeout.toSeconds().intValue();
  }
}
