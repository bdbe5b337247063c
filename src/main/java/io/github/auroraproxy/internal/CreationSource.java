package io.github.auroraproxy.internal;

import software.amazon.awscdk.TagProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/** The tag of all resources that this library creates. */
public final class CreationSource {

  private static final String TAG = "CreationSource";
  private static final String VALUE = "aurora-proxy";

  /** Below CDK's 100, so that any {@code Tags.of(...).add("CreationSource", ...)} wins. */
  private static final int PRIORITY = 50;

  private CreationSource() {}

  public static void tag(Construct construct) {
    Tags.of(construct).add(TAG, VALUE, TagProps.builder().priority(PRIORITY).build());
  }
}
