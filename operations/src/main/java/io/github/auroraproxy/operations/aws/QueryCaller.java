package io.github.auroraproxy.operations.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * Calls EC2's Query API as the SDK's clients call theirs: with the same credentials, signer, HTTP
 * client and retries, and with an exception of the SDK for each failure.
 */
final class QueryCaller {

  private static final String SERVICE = "ec2";
  private static final String API_VERSION = "2016-11-15";

  private final URI endpoint;
  private final Region region;
  private final AwsCredentialsProvider credentials;
  private final SdkHttpClient http;
  private final RetryStrategy retries;

  QueryCaller(
      URI endpoint,
      Region region,
      AwsCredentialsProvider credentials,
      SdkHttpClient http,
      RetryStrategy retries) {
    this.endpoint = endpoint;
    this.region = region;
    this.credentials = credentials;
    this.http = http;
    this.retries = retries;
  }

  /**
   * Calls an action.
   *
   * @return the root of the answer
   * @throws AwsServiceException if EC2 refuses
   * @throws SdkClientException if there are no credentials or no answer
   */
  XmlElement call(String action, Map<String, String> parameters) {
    AcquireInitialTokenResponse first =
        retries.acquireInitialToken(AcquireInitialTokenRequest.create(SERVICE));
    RetryToken token = first.token();
    pause(first.delay());
    while (true) {
      try {
        XmlElement answer = attempt(action, parameters);
        retries.recordSuccess(RecordSuccessRequest.create(token));
        return answer;
      } catch (SdkException e) {
        RefreshRetryTokenResponse next = next(token, e);
        token = next.token();
        pause(next.delay());
      }
    }
  }

  /** Permission to try again; otherwise throws what failed. */
  private RefreshRetryTokenResponse next(RetryToken token, SdkException failure) {
    try {
      return retries.refreshRetryToken(
          RefreshRetryTokenRequest.builder()
              .token(token)
              .failure(failure)
              .suggestedDelay(Duration.ZERO)
              .build());
    } catch (TokenAcquisitionFailedException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private XmlElement attempt(String action, Map<String, String> parameters) {
    try {
      SignedRequest signed = sign(action, parameters);
      HttpExecuteResponse response =
          http.prepareRequest(
                  HttpExecuteRequest.builder()
                      .request(signed.request())
                      .contentStreamProvider(signed.payload().orElseThrow())
                      .build())
              .call();
      try (AbortableInputStream body =
          response
              .responseBody()
              .orElseGet(
                  () -> AbortableInputStream.create(new ByteArrayInputStream(new byte[0])))) {
        if (!response.httpResponse().isSuccessful()) {
          throw refusal(action, response.httpResponse().statusCode(), body.readAllBytes());
        }
        return XmlElement.read(body);
      }
    } catch (IOException | XMLStreamException e) {
      throw SdkClientException.create(name(action) + " got no answer: " + e.getMessage(), e);
    }
  }

  private SignedRequest sign(String action, Map<String, String> parameters) {
    Map<String, String> form = new TreeMap<>(parameters);
    form.put("Action", action);
    form.put("Version", API_VERSION);
    byte[] body =
        form.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"))
            .getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .putHeader("Content-Length", String.valueOf(body.length))
            .build();
    return AwsV4HttpSigner.create()
        .sign(
            signing ->
                signing
                    .identity(credentials.resolveCredentials())
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()));
  }

  /** An answer that is no XML, as of a load balancer, has no code. */
  private static AwsServiceException refusal(String action, int status, byte[] body) {
    AwsErrorDetails.Builder details =
        AwsErrorDetails.builder()
            .serviceName(name(action))
            .errorCode("HTTP " + status)
            .errorMessage("no reason was given");
    try {
      XmlElement.read(new ByteArrayInputStream(body))
          .items("Errors")
          .findFirst()
          .ifPresent(
              error -> {
                error.text("Code").ifPresent(details::errorCode);
                error.text("Message").ifPresent(details::errorMessage);
              });
    } catch (XMLStreamException e) {
      details.errorMessage(e.getMessage());
    }
    AwsErrorDetails built = details.build();
    return AwsServiceException.builder()
        .message(built.errorMessage())
        .awsErrorDetails(built)
        .statusCode(status)
        .build();
  }

  /** The call as IAM names it. */
  private static String name(String action) {
    return SERVICE + ":" + action;
  }

  private static void pause(Duration length) {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SdkClientException.create("Interrupted while waiting to call EC2 again", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
