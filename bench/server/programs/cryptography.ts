import { createHmac, createSecretKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { quantile } from '../../measure/statistics.ts';

const seconds = Number(process.argv[2]);
/** As long as what a DPoP proof or an access token signs. */
const message = Buffer.alloc(320, 'a');
const proofKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const proof = sign('sha256', message, proofKey.privateKey);
const tokenKey = generateKeyPairSync('ed25519').privateKey;
const secret = createSecretKey(randomBytes(32));

/** Each in the fastest form that node:crypto offers: with key objects, and nothing to be decoded. */
function once(): void {
  verify('sha256', message, proofKey.publicKey, proof);
  sign(null, message, tokenKey);
  createHmac('sha256', secret).update(message).digest();
}

const WARM_UP = 2_000;
for (let count = 0; count < WARM_UP; count += 1) once();

const latencies: number[] = [];
const cpu = process.cpuUsage();
const startedAt = performance.now();
let now = startedAt;
while (now - startedAt < seconds * 1000) {
  once();
  const then = now;
  now = performance.now();
  latencies.push(now - then);
}
const elapsed = now - startedAt;
const used = process.cpuUsage(cpu);
latencies.sort((a, b) => a - b);
const result = {
  perSecond: (latencies.length / elapsed) * 1000,
  p50Ms: quantile(latencies, 0.5),
  p99Ms: quantile(latencies, 0.99),
  cpuShare: Math.min(1, (used.user + used.system) / 1000 / elapsed),
};
process.stdout.write(JSON.stringify(result));
