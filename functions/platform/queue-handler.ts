import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from '#platform/logger';
import { type HandlerTools, makeHandler } from '#platform/make-handler';

/**
 * A handler behind an SQS event source mapping with `ReportBatchItemFailures`: a record whose `run` throws is
 * delivered again and ends in the dead-letter queue; the others of its batch are done.
 */
export function queueHandler(run: (record: SQSRecord, tools: HandlerTools) => Promise<void>) {
  return makeHandler(async (event: SQSEvent, tools) => {
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(
      event,
      async (record: SQSRecord) => {
        try {
          await run(record, tools);
        } catch (error) {
          const cause = error instanceof Error ? error : new Error(String(error));
          logger.error('A message failed and will come again', { error: cause, message_id: record.messageId });
          throw error;
        }
      },
      processor,
      { context: tools.context, throwOnFullBatchFailure: false },
    );
  });
}
