package io.github.auroraproxy.customresource.login;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Generates authentication tokens, which a client sends in place of a password with IAM
 * authentication.
 *
 * <p>A token is a presigned request, and the signer is what every client of the SDK has; RDS's own
 * client, which wraps the same thing, would double the function's size.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.Connecting.html">Connecting
 *     to your DB cluster using IAM authentication</a>
 */
public final class LoginTokens {

  private static final String SERVICE = "rds-db";
  private static final String SCHEME = "https://";

  /** The longest that RDS accepts. */
  private static final Duration VALIDITY = Duration.ofMinutes(15);

  private final AwsCredentialsProvider credentials;
  private final Region region;

  /**
   * @param credentials whose permission to connect is asked for
   * @param region the proxy's
   */
  public LoginTokens(AwsCredentialsProvider credentials, Region region) {
    this.credentials = credentials;
    this.region = region;
  }

  /** With the function's own credentials and region. */
  public static LoginTokens create() {
    return new LoginTokens(
        DefaultCredentialsProvider.builder().build(),
        new DefaultAwsRegionProviderChain().getRegion());
  }

  /** The proxy's region. */
  public Region region() {
    return region;
  }

  /**
   * @param host the proxy's endpoint
   * @param port its port
   * @param user the database user
   * @return a token, valid for 15 minutes
   */
  public String token(String host, int port, String user) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("%s%s:%s/".formatted(SCHEME, host, port)))
            .putRawQueryParameter("Action", "connect")
            .putRawQueryParameter("DBUser", user)
            .build();
    String url =
        AwsV4HttpSigner.create()
            .sign(
                signing ->
                    signing
                        .identity(credentials.resolveCredentials())
                        .request(request)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id())
                        .putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, VALIDITY))
            .request()
            .getUri()
            .toString();
    return url.substring(SCHEME.length());
  }
}
