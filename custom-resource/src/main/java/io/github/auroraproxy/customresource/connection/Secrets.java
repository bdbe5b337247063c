package io.github.auroraproxy.customresource.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.FunctionException;
import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Reads user names and passwords from AWS Secrets Manager. */
public final class Secrets implements AutoCloseable {

  /** Without a route to the service a call would hang for minutes; seconds are plenty with one. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(6);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** IAM takes a few seconds until a policy that was just attached counts everywhere. */
  private static final int ATTEMPTS_WHEN_DENIED = 15;

  private static final Duration DELAY_WHEN_DENIED = Duration.ofSeconds(1);
  private static final String ACCESS_DENIED = "AccessDeniedException";

  private final SecretsManagerClient client;
  private final RetryPolicy<String> whenDenied;

  private Secrets(SecretsManagerClient client, int attempts) {
    this.client = client;
    this.whenDenied =
        RetryPolicy.<String>builder()
            .handleIf(e -> e instanceof AwsServiceException denied && isAccessDenied(denied))
            .withDelay(DELAY_WHEN_DENIED)
            .withMaxAttempts(attempts)
            .build();
  }

  /** With the function's own region, credentials and endpoint. */
  public static Secrets create() {
    return of(SecretsManagerClient.builder(), ATTEMPTS_WHEN_DENIED);
  }

  /**
   * @param client with region, credentials and endpoint
   * @param attempts how often to ask, a second apart, while access is denied
   */
  public static Secrets of(SecretsManagerClientBuilder client, int attempts) {
    return new Secrets(
        client
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(ATTEMPT_TIMEOUT))
            .overrideConfiguration(
                override ->
                    override.apiCallAttemptTimeout(ATTEMPT_TIMEOUT).apiCallTimeout(CALL_TIMEOUT))
            .build(),
        attempts);
  }

  /**
   * @param arn the secret
   * @param purpose whose it is, for the message
   * @throws FunctionException if it can't be read or holds no user name and password
   */
  public Credentials read(String arn, String purpose) {
    JsonNode secret = parse(fetch(arn, purpose), arn, purpose);
    return new Credentials(
        text(secret, "username", arn, purpose), text(secret, "password", arn, purpose));
  }

  private String fetch(String arn, String purpose) {
    try {
      String secret =
          Failsafe.with(whenDenied)
              .get(() -> client.getSecretValue(request -> request.secretId(arn)).secretString());
      if (secret == null) {
        throw new FunctionException(
            FailureKind.SECRET_UNUSABLE,
            "The secret of %s (%s) is binary; store a JSON object with username and password."
                .formatted(purpose, arn));
      }
      return secret;
    } catch (ResourceNotFoundException e) {
      throw new FunctionException(
          FailureKind.SECRET_UNUSABLE,
          "The secret of %s (%s) does not exist or has no value; check its ARN and that it was not deleted."
              .formatted(purpose, arn));
    } catch (AwsServiceException e) {
      throw new FunctionException(
          FailureKind.SECRET_UNUSABLE,
          "Secrets Manager refused the secret of %s (%s) with %s; allow the function's role secretsmanager:GetSecretValue on it, and kms:Decrypt if its key is a customer key."
              .formatted(purpose, arn, e.awsErrorDetails().errorCode()));
    } catch (SdkClientException e) {
      throw new FunctionException(
          FailureKind.SECRET_UNUSABLE,
          "Secrets Manager could not be reached for the secret of %s (%s); the function's subnets need a NAT gateway or an interface endpoint for secretsmanager whose security group admits the function."
              .formatted(purpose, arn));
    }
  }

  private static boolean isAccessDenied(AwsServiceException e) {
    return e.awsErrorDetails() != null && ACCESS_DENIED.equals(e.awsErrorDetails().errorCode());
  }

  private static JsonNode parse(String secret, String arn, String purpose) {
    try {
      JsonNode json = JSON.readTree(secret);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException notJson) {
      // The exception quotes the secret, so nothing of it may go on.
    }
    throw new FunctionException(
        FailureKind.SECRET_UNUSABLE,
        "The secret of %s (%s) is not a JSON object; store {\"username\": …, \"password\": …} in it."
            .formatted(purpose, arn));
  }

  private static String text(JsonNode secret, String key, String arn, String purpose) {
    JsonNode value = secret.get(key);
    if (value == null || !value.isTextual() || value.textValue().isEmpty()) {
      throw new FunctionException(
          FailureKind.SECRET_UNUSABLE,
          "The secret of %s (%s) has no text '%s'; store {\"username\": …, \"password\": …} in it."
              .formatted(purpose, arn, key));
    }
    return value.textValue();
  }

  @Override
  public void close() {
    client.close();
  }
}
