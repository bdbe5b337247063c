package io.github.auroraproxy.internal;

import io.github.auroraproxy.InvalidPropertyException;

/**
 * Checks the version of aws-cdk-lib, which the app chooses. The check looks for a class that the
 * least version introduced, since aws-cdk-lib does not tell Java its version.
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
