package io.github.auroraproxy.operations.doctor;

import java.util.List;

/** Checks one part of a proxy's configuration, and changes nothing. */
interface Check {

  /** The heading of the findings. */
  String name();

  /**
   * Returns at least one finding.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException if AWS refuses or fails to tell
   */
  List<Finding> examine(ExaminedProxy examined);
}
