/** The CDK app: settings from the CDK context, and the two stacks made of the constructs. */
package io.github.auroraproxy.app;
