import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#test/support/source-files';

/** Where real files of providers, banks and services are that are never committed: `SAMPLES_DIR`, else beside the project. */
export const samplesFolder = process.env['SAMPLES_DIR'] ?? join(projectRoot, '..', 'shared', 'samples');

/** Tests that read them skip visibly where they are not. */
export const hasSamplesFolder = existsSync(samplesFolder);
