package io.github.auroraproxy.internal.migrations;

import io.github.auroraproxy.internal.Guard;
import software.amazon.awscdk.Duration;

/** How long the migrations of a deployment may take together. */
public final class MigrationTimeout {

  /** What the function's one invocation has without it. */
  private static final int LEAST_SECONDS = 300;

  /** CloudFormation waits an hour for a custom resource, and the rest needs its time, too. */
  private static final int MOST_SECONDS = 3000;

  private MigrationTimeout() {}

  /** Refuses what is out of range or known at deployment only. */
  public static void check(Guard guard, Duration timeout) {
    guard.known("migrationTimeout", timeout, "Duration.minutes(20)");
    guard.seconds("migrationTimeout", timeout, LEAST_SECONDS, MOST_SECONDS);
  }

  /** Its seconds, once it was checked. */
  public static int seconds(Duration timeout) {
    return timeout.toSeconds().intValue();
  }
}
