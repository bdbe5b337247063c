package io.github.auroraproxy.internal;

import java.util.List;
import java.util.Set;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.ec2.SelectedSubnets;

/**
 * Tells whether synth knows a value. It does not know the value of a parameter, an attribute or an
 * import, which is a token; nor the result of a pending look-up, for which CDK gives a placeholder
 * in the first synth.
 *
 * @see <a href="https://docs.aws.amazon.com/cdk/v2/guide/tokens.html">Tokens</a>
 * @see <a href="https://docs.aws.amazon.com/cdk/v2/guide/context.html">Context values</a>
 */
public final class Known {

  /** What {@code StringParameter.valueFromLookup} gives before the CLI has looked it up. */
  private static final String PENDING_PARAMETER = "dummy-value-for-";

  /** What {@code Vpc.fromLookup} and {@code SecurityGroup.fromLookupById} give before. */
  private static final Set<String> PENDING_IDS = Set.of("vpc-12345", "sg-12345678");

  private Known() {}

  /** Whether a text is known; one that holds an unknown part is not. */
  public static boolean text(String value) {
    return !isToken(value) && !isPending(value);
  }

  /** Whether a number is known. */
  public static boolean number(Number value) {
    return !Token.isUnresolved(value);
  }

  /** Whether the amount of a duration is known; its unit always is. */
  public static boolean duration(Duration value) {
    return !value.isUnresolved();
  }

  /** Whether it is known how many elements a list has, though not what each of them is. */
  public static boolean list(List<String> values) {
    return !Token.isUnresolved(values);
  }

  /** Whether it is known how many subnets were selected; a pending look-up has selected none. */
  public static boolean subnets(SelectedSubnets selected) {
    return !Boolean.TRUE.equals(selected.getIsPendingLookup()) && list(selected.getSubnetIds());
  }

  /**
   * Whether CloudFormation, and not synth, will know the text, or the list of which it is the one
   * element that CDK shows.
   */
  public static boolean isToken(String value) {
    return Token.isUnresolved(value) || Token.isUnresolved(List.of(value));
  }

  /** Whether the text is a placeholder for what the CLI looks up before it synthesizes again. */
  public static boolean isPending(String value) {
    return value.contains(PENDING_PARAMETER) || PENDING_IDS.contains(value);
  }

  /** A number as text: CloudFormation's own strings hold numbers, too. */
  public static String asText(Number value) {
    return number(value) ? plain(value) : Token.asString(value);
  }

  private static String plain(Number value) {
    return value.doubleValue() == value.longValue()
        ? String.valueOf(value.longValue())
        : value.toString();
  }
}
