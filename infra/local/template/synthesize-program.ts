import { buildApp } from '#infra/app';
import { synthesize } from '#infra/local/template/synthesize';

/** Run by `synthesizeProject`: answers the synthesis to its parent and ends. */
const app = buildApp({ stage: 'local', context: { 'aws:cdk:bundling-stacks': [] } });
process.send?.(synthesize(app), () => process.exit(0));
