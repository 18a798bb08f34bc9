/**
 * Run as a process of its own: puts an object and is killed, as by SIGKILL, at the rename that brings its bytes into place.
 * Arguments: data directory, bucket, key, content.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const [directory = '', bucket = '', key = '', content = ''] = process.argv.slice(2);
fs.renameSync = () => {
  process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
const { ObjectStore } = await import('#infra/local/engines/s3/object-store');
const store = new ObjectStore({ directory: join(directory, 's3'), now: () => 0 });
store.ensureBucket({ name: bucket, eventBridge: true });
const temporaryFile = store.temporaryFile();
fs.writeFileSync(temporaryFile, content);
const headers = { system: {}, user: {}, checksums: {} };
store.commit({ bucket, key, temporaryFile, sizeBytes: content.length, etag: 'e', headers, reason: 'PutObject' });
