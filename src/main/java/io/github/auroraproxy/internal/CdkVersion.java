package io.github.auroraproxy.internal;

import io.github.auroraproxy.InvalidPropertyException;

/**
 * The version of aws-cdk-lib at work, which is that of whoever depends on this library. A class
 * that came with the least version tells, since aws-cdk-lib has no number that Java could ask for.
 */
public final class CdkVersion {

  private static final String LEAST = "2.252.0";
  private static final String SINCE_LEAST = "software.amazon.awscdk.Acknowledgment";

  private CdkVersion() {}

  /**
   * @param where the construct that asks
   * @throws InvalidPropertyException if aws-cdk-lib is too old
   */
  public static void check(String where) {
    check(where, CdkVersion.class.getClassLoader());
  }

  /**
   * @param where the construct that asks
   * @param loader of the classes of aws-cdk-lib
   * @throws InvalidPropertyException if aws-cdk-lib is too old
   */
  public static void check(String where, ClassLoader loader) {
    try {
      Class.forName(SINCE_LEAST, false, loader);
    } catch (ClassNotFoundException e) {
      throw new InvalidPropertyException(
          where
              + ": aws-cdk-lib is older than "
              + LEAST
              + "; set its version to that or a newer one in your build.");
    }
  }
}
