package io.github.auroraproxy.localaws.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Tokens are judged as AWS judges them. */
class IamTokenCheckTest {

  private static final AwsCredentialsIdentity CREDENTIALS =
      AwsCredentialsIdentity.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG");
  private static final Instant NOW = Instant.parse("2026-03-04T05:07:08Z");
  private static final long SEED = 20261125;

  private final IamTokenCheck check = new IamTokenCheck(CREDENTIALS, "us-east-1");

  private boolean accepts(String token) {
    return check.accepts(token, "localhost", 5432, "app_user", NOW);
  }

  /** A token as the SDK's generateAuthenticationToken makes it. */
  private static String token(Instant signed, Duration validity) {
    return Tokens.token(
        CREDENTIALS, "localhost:5432", "app_user", "us-east-1", "rds-db", signed, validity);
  }

  private static String valid() {
    return token(NOW, Duration.ofMinutes(15));
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,        PT15M, true",
    "-PT14M59S,   PT15M, true",
    "-PT15M,      PT15M, false",
    "PT5M,        PT15M, true",
    "PT5M1S,      PT15M, false",
    "P1D,         PT15M, false",
    "P26663D,     PT15M, false",
    "PT0S,        PT1S,  true",
    "-PT1S,       PT1S,  false",
    "PT0S,        PT15M1S, false",
    "-P1D,        P7D,   false"
  })
  void isValidForAQuarterOfAnHourAndNotDatedAhead(
      Duration signed, Duration validity, boolean good) {
    assertThat(accepts(token(NOW.plus(signed), validity))).isEqualTo(good);
  }

  static Stream<Arguments> otherTokens() {
    Duration validity = Duration.ofMinutes(15);
    AwsCredentialsIdentity secret = AwsCredentialsIdentity.create("AKIAIOSFODNN7EXAMPLE", "other");
    AwsCredentialsIdentity key = AwsCredentialsIdentity.create("OTHER", "wJalrXUtnFEMI/K7MDENG");
    return Stream.of(
        Arguments.of(
            "secret key",
            Tokens.token(
                secret, "localhost:5432", "app_user", "us-east-1", "rds-db", NOW, validity)),
        Arguments.of(
            "access key",
            Tokens.token(key, "localhost:5432", "app_user", "us-east-1", "rds-db", NOW, validity)),
        Arguments.of(
            "host",
            Tokens.token(
                CREDENTIALS, "otherhost:5432", "app_user", "us-east-1", "rds-db", NOW, validity)),
        Arguments.of(
            "port",
            Tokens.token(
                CREDENTIALS, "localhost:5433", "app_user", "us-east-1", "rds-db", NOW, validity)),
        Arguments.of(
            "user",
            Tokens.token(
                CREDENTIALS, "localhost:5432", "admin", "us-east-1", "rds-db", NOW, validity)),
        Arguments.of(
            "region",
            Tokens.token(
                CREDENTIALS, "localhost:5432", "app_user", "eu-west-1", "rds-db", NOW, validity)),
        Arguments.of(
            "service",
            Tokens.token(
                CREDENTIALS, "localhost:5432", "app_user", "us-east-1", "rds", NOW, validity)));
  }

  @ParameterizedTest(name = "of another {0}")
  @MethodSource("otherTokens")
  void isForOneSignerHostPortUserRegionAndService(String other, String token) {
    assertThat(accepts(token)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "&DBUser=app_user",
    "&DBUser=admin",
    "&Action=connect",
    "&X-Amz-Expires=900",
    "&Unknown=1",
    "&",
    "&trailing",
    "#fragment",
    "' '"
  })
  void hasEachParameterOnceAndNoOther(String addition) {
    assertThat(accepts(valid())).isTrue();
    assertThat(accepts(valid() + addition)).isFalse();
    assertThat(accepts(valid().replace("/?", "/?" + addition + "&"))).isFalse();
  }

  @Test
  void lacksNoParameter() {
    String token = valid();
    int query = token.indexOf('?') + 1;
    for (String parameter : token.substring(query).split("&")) {
      assertThat(accepts(token.replace(parameter + "&", "").replace("&" + parameter, "")))
          .as("without " + parameter)
          .isFalse();
    }
  }

  @Test
  void isAcceptedInAnyOrderOfItsParameters() {
    String token = valid();
    int query = token.indexOf('?') + 1;
    List<String> parameters = Arrays.asList(token.substring(query).split("&"));
    Collections.reverse(parameters);

    assertThat(accepts(token.substring(0, query) + String.join("&", parameters))).isTrue();
  }

  /** Any change of a character, and any piece that is cut out, doubled or put in. */
  @Test
  void noChangedTokenIsAccepted() {
    Random random = new Random(SEED);
    String token = valid();
    for (int i = 0; i < 20_000; i++) {
      String changed = changed(token, random);
      if (!means(changed, token)) {
        assertThat(accepts(changed)).as(changed).isFalse();
      }
    }
  }

  private static String changed(String token, Random random) {
    int from = random.nextInt(token.length());
    int to = from + random.nextInt(Math.min(20, token.length() - from)) + 1;
    String piece = token.substring(from, Math.min(to, token.length()));
    String rest = token.substring(Math.min(to, token.length()));
    return switch (random.nextInt(5)) {
      case 0 ->
          token.substring(0, from) + (char) (32 + random.nextInt(95)) + token.substring(from + 1);
      case 1 -> token.substring(0, from) + rest;
      case 2 -> token.substring(0, from) + piece + piece + rest;
      case 3 -> token.substring(0, from) + "&" + piece + token.substring(from);
      default -> token.substring(0, from) + (char) random.nextInt(0x3000) + token.substring(from);
    };
  }

  /** Whether both have the same parameters once they are decoded. */
  private static boolean means(String one, String other) {
    return parts(one).equals(parts(other));
  }

  private static List<String> parts(String token) {
    try {
      return Arrays.stream(token.split("&", -1))
          .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
          .sorted()
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
