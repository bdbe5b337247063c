package io.github.auroraproxy.operations.aws;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The SDK's clients in one region. Each is made at its first use.
 *
 * <p>Throttled and failed calls are repeated as the SDK's standard mode does. {@link AwsFailures}
 * explains what fails for good. {@code AWS_ENDPOINT_URL} is honoured by the SDK itself.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html">Retry
 *     behavior</a>
 */
public final class AwsClients implements AutoCloseable {

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(20);
  private static final int ATTEMPTS = 5;

  private final Region region;
  private final SdkHttpClient http =
      UrlConnectionHttpClient.builder().socketTimeout(ATTEMPT_TIMEOUT).build();
  private final RetryStrategy retries =
      AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(ATTEMPTS).build();
  private final AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
  private final Map<Class<?>, AutoCloseable> clients = new LinkedHashMap<>();

  AwsClients(Region region) {
    this.region = region;
  }

  /** The region of every client. */
  public Region region() {
    return region;
  }

  /** The credentials that sign the calls. */
  public AwsCredentialsProvider credentials() {
    return credentials;
  }

  /** Amazon RDS. */
  public RdsClient rds() {
    return client(RdsClient.class, RdsClient::builder);
  }

  /** Amazon CloudWatch. */
  public CloudWatchClient cloudWatch() {
    return client(CloudWatchClient.class, CloudWatchClient::builder);
  }

  /** AWS CloudFormation. */
  public CloudFormationClient cloudFormation() {
    return client(CloudFormationClient.class, CloudFormationClient::builder);
  }

  /** AWS STS. */
  public StsClient sts() {
    return client(StsClient.class, StsClient::builder);
  }

  /** AWS IAM. */
  public IamClient iam() {
    return client(IamClient.class, IamClient::builder);
  }

  /** Amazon EC2. */
  public Ec2 ec2() {
    return new Ec2(new QueryCaller(ec2Endpoint(), region, credentials, http, retries));
  }

  /** The endpoint that the environment or the profile sets, or else that of the partition. */
  URI ec2Endpoint() {
    return AwsClientEndpointProvider.builder()
        .serviceEndpointOverrideEnvironmentVariable("AWS_ENDPOINT_URL_EC2")
        .serviceEndpointOverrideSystemProperty("aws.endpointUrlEc2")
        .serviceProfileProperty("ec2")
        .serviceEndpointPrefix("ec2")
        .defaultProtocol("https")
        .region(region)
        .profileFile(ProfileFile::defaultProfileFile)
        .profileName(ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow())
        .build()
        .clientEndpoint();
  }

  /** AWS Secrets Manager. */
  public SecretsManagerClient secretsManager() {
    return client(SecretsManagerClient.class, SecretsManagerClient::builder);
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends AutoCloseable>
      C client(Class<C> type, Supplier<B> builder) {
    return type.cast(clients.computeIfAbsent(type, missing -> build(builder.get())));
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(B builder) {
    return builder
        .region(region)
        .credentialsProvider(credentials)
        .httpClient(http)
        .overrideConfiguration(
            configuration ->
                configuration
                    .retryStrategy(retries)
                    .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                    .addExecutionInterceptor(new FailureInterceptor()))
        .build();
  }

  @Override
  public void close() {
    for (AutoCloseable client : clients.values()) {
      try {
        client.close();
      } catch (Exception e) {
        throw new IllegalStateException("An AWS client could not be closed.", e);
      }
    }
    http.close();
  }
}
