package io.github.auroraproxy.customresource;

import java.time.Duration;

/**
 * How long the function works, beside what Lambda gives it.
 *
 * @param request for what CloudFormation asks first. CDK's framework waits at most 15 minutes for
 *     the answer and asks again within them if it did not get one
 * @param file for one file of migrations, where these go on in further invocations
 * @param afterFile for what an invocation has to do after a file
 * @param afterAll for what is left to do once the time of all migrations is over
 */
public record TimeLimits(Duration request, Duration file, Duration afterFile, Duration afterAll) {

  /** Those on Lambda, where an invocation of the function has 14 minutes. */
  public static final TimeLimits OF_LAMBDA =
      new TimeLimits(
          Duration.ofSeconds(290),
          Duration.ofMinutes(13),
          Duration.ofSeconds(15),
          Duration.ofMinutes(4));
}
