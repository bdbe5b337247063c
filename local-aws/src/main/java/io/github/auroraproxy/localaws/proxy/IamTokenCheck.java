package io.github.auroraproxy.localaws.proxy;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Decides whether a password is a token that IAM accepts: for this host, port, user and region,
 * valid now, with no parameter but those of a token and each of them once, and signed with the
 * secret key, which is checked by signing again.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html">IAM
 *     database authentication</a>
 */
public final class IamTokenCheck {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** How long a token is valid at most. */
  private static final Duration LONGEST_VALIDITY = Duration.ofMinutes(15);

  /** How far the clock of the signer may be ahead. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final AwsCredentialsIdentity credentials;
  private final String region;

  /**
   * @param credentials that may connect
   * @param region the proxy's
   */
  public IamTokenCheck(AwsCredentialsIdentity credentials, String region) {
    this.credentials = credentials;
    this.region = region;
  }

  /** Whether the password is a good token at this moment. */
  public boolean accepts(String token, String host, int port, String user, Instant now) {
    int query = token.indexOf("/?");
    if (query < 0 || !token.substring(0, query).equals(host + ":" + port)) {
      return false;
    }
    try {
      return isSigned(parameters(token.substring(query + 2)), host, port, user, now);
    } catch (DateTimeException | IllegalArgumentException malformed) {
      return false;
    }
  }

  private boolean isSigned(
      Map<String, String> claimed, String host, int port, String user, Instant now) {
    Instant signed = Instant.from(DATE.parse(claimed.getOrDefault("X-Amz-Date", "")));
    Duration validity =
        Duration.ofSeconds(Long.parseLong(claimed.getOrDefault("X-Amz-Expires", "")));
    return !validity.isNegative()
        && validity.compareTo(LONGEST_VALIDITY) <= 0
        && !signed.isAfter(now.plus(CLOCK_SKEW))
        && now.isBefore(signed.plus(validity))
        && claimed.equals(sign(host, port, user, signed, validity));
  }

  private Map<String, String> sign(
      String host, int port, String user, Instant time, Duration validity) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("https://" + host + ":" + port + "/"))
            .putRawQueryParameter("Action", "connect")
            .putRawQueryParameter("DBUser", user)
            .build();
    return parameters(
        AwsV4HttpSigner.create()
            .sign(
                signing ->
                    signing
                        .identity(credentials)
                        .request(request)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(
                            AwsV4FamilyHttpSigner.AUTH_LOCATION,
                            AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, validity))
            .request()
            .getUri()
            .getRawQuery());
  }

  /**
   * @throws IllegalArgumentException if a parameter has no value or comes twice
   */
  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("A parameter without a value: " + pair);
      }
      String name = pair.substring(0, equals);
      String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
      if (parameters.put(name, value) != null) {
        throw new IllegalArgumentException("A parameter comes twice: " + name);
      }
    }
    return parameters;
  }
}
