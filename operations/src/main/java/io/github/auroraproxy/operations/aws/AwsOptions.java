package io.github.auroraproxy.operations.aws;

import io.github.auroraproxy.commandline.UsageException;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** The option {@code --region}. Without it, the SDK finds the region as it finds credentials. */
public final class AwsOptions {

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description =
          "AWS region. Default: AWS_REGION, or the profile's (AWS_PROFILE, ~/.aws/config).")
  private String region;

  /**
   * Clients in the chosen region.
   *
   * @throws UsageException if no region is set anywhere
   */
  public AwsClients clients() {
    return new AwsClients(chosenRegion());
  }

  private Region chosenRegion() {
    if (region != null) {
      return Region.of(region);
    }
    try {
      return new DefaultAwsRegionProviderChain().getRegion();
    } catch (SdkClientException e) {
      throw new UsageException(
          "No AWS region is set: give --region, or set AWS_REGION, or a region in ~/.aws/config.");
    }
  }
}
