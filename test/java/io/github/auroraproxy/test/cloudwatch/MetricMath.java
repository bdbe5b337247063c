package io.github.auroraproxy.test.cloudwatch;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One point of a metric math expression.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html">
 *     Using math expressions with CloudWatch metrics</a>
 */
final class MetricMath {

  private MetricMath() {}

  /**
   * The value of a point, or nothing.
   *
   * @param values what each metric has in this period: a missing operand counts as 0, and where
   *     every one is missing there is no point
   * @param seconds the period
   */
  static OptionalDouble point(String expression, Map<String, OptionalDouble> values, int seconds) {
    if (values.values().stream().allMatch(OptionalDouble::isEmpty)) {
      return OptionalDouble.empty();
    }
    Expression parsed =
        new Expression(
            expression,
            ExpressionConfiguration.defaultConfiguration()
                .withAdditionalFunctions(
                    Map.entry("IF", new If()), Map.entry("PERIOD", new Period(seconds))));
    values.forEach((id, value) -> parsed.with(id, value.orElse(0)));
    try {
      EvaluationValue result = parsed.evaluate();
      return result.isNullValue()
          ? OptionalDouble.empty()
          : OptionalDouble.of(result.getNumberValue().doubleValue());
    } catch (ArithmeticException divisionByZero) {
      return OptionalDouble.empty();
    } catch (EvaluationException | ParseException e) {
      throw new IllegalArgumentException(expression, e);
    }
  }

  /** Without a third argument there is no point where the condition is false. */
  @FunctionParameter(name = "condition")
  @FunctionParameter(name = "branches", isVarArg = true, isLazy = true)
  private static final class If extends AbstractFunction {
    @Override
    public EvaluationValue evaluate(
        Expression expression, Token function, EvaluationValue... arguments)
        throws EvaluationException {
      int branch = arguments[0].getBooleanValue() ? 1 : 2;
      return branch < arguments.length
          ? expression.evaluateSubtree(arguments[branch].getExpressionNode())
          : EvaluationValue.NULL_VALUE;
    }
  }

  /** All metrics of an alarm share one period. */
  @FunctionParameter(name = "metric")
  private static final class Period extends AbstractFunction {

    private final int seconds;

    Period(int seconds) {
      this.seconds = seconds;
    }

    @Override
    public EvaluationValue evaluate(
        Expression expression, Token function, EvaluationValue... arguments) {
      return EvaluationValue.numberOfString(
          Integer.toString(seconds), expression.getConfiguration().getMathContext());
    }
  }
}
