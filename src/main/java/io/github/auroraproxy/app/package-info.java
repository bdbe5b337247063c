/** The CDK app: settings from the CDK context, and the two stacks. */
package io.github.auroraproxy.app;
