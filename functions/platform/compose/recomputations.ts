import { StepFunctionsRecomputations } from '#attribution/adapters/step-functions-recomputations';
import type { Recomputations } from '#attribution/ports';
import { stepFunctionsClient } from '#platform/clients/step-functions';
import { readEnvironment } from '#platform/environment';

export function recomputations(): Recomputations {
  return new StepFunctionsRecomputations(
    stepFunctionsClient,
    readEnvironment('RECOMPUTE_PERIOD_ARN').RECOMPUTE_PERIOD_ARN,
  );
}
