import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig, userId } from 'latchkey-server';
import type { SessionRecord } from 'latchkey-server/operator';
import { createLog, importProofKey, openServices, receiptOf, thumbprint } from 'latchkey-server/testing';
import type { ChainStart } from '../../load/job.ts';
import { postgresInBulk } from '../postgres-in-bulk.ts';

/**
 * `seed.ts FOLDER URL SESSIONS CLIENTS ISSUER`: a storage with sessions, and a folder with what else a server needs,
 * and clients.json for the sessions that are used.
 */
const [folder = '', url = '', sessionsWanted, clientsWanted, issuer = ''] = process.argv.slice(2);
const total = Number(sessionsWanted);
const clients = Number(clientsWanted);
/** As many as one transaction takes at once. */
const CHUNK = 5_000;

await mkdir(folder, { recursive: true });
const config = loadConfig({
  LATCHKEY_STORAGE: url,
  LATCHKEY_DATA: folder,
  LATCHKEY_PUBLIC_URL: issuer,
});
const bulk = url.startsWith('postgres:') ? postgresInBulk(url) : undefined;
const { services, close } = await openServices(config, { log: createLog('error'), storage: bulk?.open });

const starts: ChainStart[] = [];
for (let done = 0; done < total; done += CHUNK) {
  const indices = Array.from({ length: Math.min(CHUNK, total - done) }, (_, index) => done + index);
  await Promise.all(indices.map(seedOne));
  await bulk?.write();
}
await bulk?.settle();
await writeFile(join(folder, 'clients.json'), JSON.stringify(starts));
await close();

/** Clients are spread evenly over all sessions; the others have a key that nobody holds. */
async function seedOne(index: number): Promise<void> {
  const used = Math.floor((index * clients) / total) !== Math.floor(((index + 1) * clients) / total);
  const pair = used ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : null;
  const jkt = pair === null ? null : importProofKey(pair.publicKey.export({ format: 'jwk' }))?.jkt;
  const record = await services.sessions.start({
    uid: userId(`user-${index}`),
    username: `user-${index}`,
    jkt: jkt ?? thumbprint(`nobody-${index}`.padEnd(43, '_')),
    label: 'Chromium on Linux',
  });
  if (pair !== null) starts.push(clientOf(record, pair.privateKey.export({ format: 'jwk' })));
}

function clientOf(record: SessionRecord, privateJwk: JsonWebKey): ChainStart {
  return {
    cookie: services.refreshTokens.issue(record),
    bound: { privateJwk, receipt: receiptOf(record, record.gen) },
  };
}
