/** IAM permissions, and the policies that hold them within IAM's limits. It is no API. */
package io.github.auroraproxy.internal.policy;
