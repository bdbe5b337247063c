package io.github.auroraproxy.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.postgres.Journal;

/** Handles the requests for one type of custom resource. */
interface ResourceHandler {

  /**
   * @param request what CloudFormation asks for
   * @param deadline by when it has to be done
   * @param journal told about every change
   * @return the answer for CDK's provider framework
   */
  JsonNode handle(Request request, Deadline deadline, Journal journal);
}
