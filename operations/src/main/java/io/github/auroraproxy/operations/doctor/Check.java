package io.github.auroraproxy.operations.doctor;

import java.util.List;

/** Looks at one side of a proxy; changes nothing. */
interface Check {

  /** What is looked at, in a few words. */
  String name();

  /**
   * What was seen; at least one finding.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException if AWS refuses or fails to tell
   */
  List<Finding> examine(ExaminedProxy examined);
}
