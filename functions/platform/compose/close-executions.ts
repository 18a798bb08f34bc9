import { StepFunctionsCloses } from '#close/adapters/step-functions-closes';
import type { CloseExecutions } from '#close/ports';
import { stepFunctionsClient } from '#platform/clients/step-functions';
import { readEnvironment } from '#platform/environment';

export function closeExecutions(): CloseExecutions {
  const { CLOSE_PERIOD_ARN } = readEnvironment('CLOSE_PERIOD_ARN');
  return new StepFunctionsCloses({ stepFunctions: stepFunctionsClient, closePeriodArn: CLOSE_PERIOD_ARN });
}
